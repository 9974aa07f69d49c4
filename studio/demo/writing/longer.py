"""Long answers of an exact length, in real markdown."""

from random import Random

from studio.demo.writing import prose
from studio.demo.writing.topics import TOPICS, Topic

_HEADINGS = (
    "Where it begins",
    "What is easily overlooked",
    "A closer look",
    "What it costs",
    "In practice",
    "The other side",
    "An example",
    "How others see it",
    "What follows from it",
    "Numbers",
    "Looking back",
)


def long_text(about: str, size_bytes: int, *, topic: Topic | None = None) -> str:
    """Markdown of exactly `size_bytes` bytes of UTF-8: headings, lists, tables, code.

    Args:
        topic: what to speak of first; other things follow.
    """
    rng = Random(f"long|{about}")
    blocks = [f"# {about[:1].upper()}{about[1:]}"]
    length = len(blocks[0].encode())
    number = 0
    while length < size_bytes:
        number += 1
        first = topic if topic and number == 1 else rng.choice(TOPICS)
        for block in _section(about, number, first, rng):
            blocks.append(block)
            length += len(block.encode()) + 2
    text = "\n\n".join(blocks).encode()[:size_bytes].decode(errors="ignore")
    return text + "." * (size_bytes - len(text.encode()))


def _section(about: str, number: int, topic: Topic, rng: Random) -> list[str]:
    heading = _HEADINGS[(number - 1) % len(_HEADINGS)]
    blocks = [f"## {number}. {heading}"]
    musings = [musing.format(topic=about) for musing in rng.sample(prose.MUSINGS, 2)]
    middle = [
        f"### {topic.title}",
        rng.choice(topic.paragraphs),
        prose.topic_points(topic, rng),
        f"> {topic.quote}",
        prose.table(topic.rows),
        prose.code(rng),
        prose.approaches(rng),
        f"See [{topic.link[0]}]({topic.link[1]}) for `{topic.title.lower()}`, **more of it** and "
        f"*all the rest*.",
    ]
    kept = middle[:3] + rng.sample(middle[3:], 2)
    return [*blocks, musings[0], *kept, musings[1]]
