"""Pieces that the demo's answers are put together from."""

from random import Random

from studio.demo.writing.snippets import SNIPPETS, fenced
from studio.demo.writing.topics import Topic

NOTICES = (
    "*This is the built-in demo: a small program on your machine, not a language model. "
    "Connect DGrid or another gateway in Settings for real answers.*",
    "*You are talking to the built-in demo. It knows a handful of things by heart and "
    "understands simple words; connect a gateway in Settings for a real model.*",
    "*A word about me: I am the demo that comes with the studio. No model was asked, nothing "
    "left your machine, and nothing was charged.*",
)

OPENINGS = (
    "Good question. Here is what I can offer on **{topic}**.",
    "Let me sort **{topic}** into pieces that are easier to hold.",
    "**{topic}**, then. First the shape of it, afterwards the details.",
    "Happy to. A short tour of **{topic}**:",
)

APPROACHES = (
    ("Say what would count as done", "One sentence; if it takes two, there are two questions."),
    ("Write down what you know already", "The gaps show up by themselves."),
    ("Change one thing at a time", "Otherwise you learn that it works, but not why."),
    ("Look for a smaller version", "A question that fits on a card often answers the large one."),
    ("Ask who has had it before", "Most hard questions are old questions in new clothes."),
    ("Sleep on it", "Not a joke: the second look is cheaper than the first."),
    ("Draw it", "Boxes and arrows find the missing step faster than sentences."),
    ("Name the trade", "What do you give up with each choice? If nothing, look again."),
)

MUSINGS = (
    "What matters most about {topic} is seldom what is talked about most. The visible part is "
    "held up by habits that nobody writes down, and a newcomer meets them one by one.",
    "It helps to look at {topic} from the end: what should be different when it is over? From "
    "there each step back is a smaller and plainer question.",
    "There are two ways to be wrong about {topic}: to believe that it is simple, and to believe "
    "that it is so hard that one need not begin.",
    "People who are good at {topic} rarely do anything surprising. They do the ordinary things "
    "in the right order, notice early when something is off, and stop to look.",
    "Every generation seems to find {topic} anew. The words change, the tools get faster, and "
    "the three or four decisions that count stay where they were.",
    "If you have one hour for {topic}, spend the first twenty minutes on the question and the "
    "last ten on writing down what you found; the middle takes care of itself.",
    "A useful habit with {topic} is to keep a short list of what turned out otherwise than "
    "expected. After a month that list is worth more than most books about it.",
    "Much of what is hard about {topic} comes from mixing what can be measured with what must "
    "be judged. Keep two columns, and the discussion becomes half as long.",
)

QUOTES = (
    "Simplicity is the ultimate sophistication.",
    "A good plan today beats a perfect one next week.",
    "Well begun is half done. (Aristotle)",
    "Nothing is particularly hard if you divide it into small jobs. (Henry Ford)",
)

POEMS = (
    "The lamp goes round, the lamp goes round,  \nthe dark is kept at bay;  \n"
    "a ship that neither saw nor thanked  \nhas safely gone away.",
    "A window and a kettle's hum,  \nthe rain has things to say;  \n"
    "the page is white, the pen is near,  \nit's writing's kind of day.",
    "Snow on the roofs, and not a sound,  \nthe street lamps draw their rings;  \n"
    "how much there is, how much there is,  \nin quiet, common things.",
)


def topic_points(topic: Topic, rng: Random) -> str:
    """The points of a topic as a nested list."""
    lines = []
    for name, sentence in topic.points:
        lines.append(f"- **{name}**: {sentence}")
        if rng.random() < 0.4:
            lines.append(f"  - {rng.choice(_ASIDES)}")
    return "\n".join(lines)


def approaches(rng: Random, count: int = 4) -> str:
    """Some ways to go about anything, as a numbered list with a nested one."""
    lines = []
    for number, (name, why) in enumerate(rng.sample(APPROACHES, count), 1):
        lines.append(f"{number}. **{name}.** {why}")
        if number == 2:
            lines += [f"   - {aside}" for aside in rng.sample(_ASIDES, 2)]
    return "\n".join(lines)


def table(rows: tuple[tuple[str, ...], ...]) -> str:
    """A markdown table; the first row is the head."""
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    rule = "|" + "---|" * len(rows[0])
    return "\n".join([head, rule, *rest])


def code(rng: Random, language: str | None = None) -> str:
    """A sentence and a snippet."""
    name = language or rng.choice(sorted(SNIPPETS))
    return f"This {SNIPPETS[name][0]}:\n\n{fenced(name)}"


_ASIDES = (
    "worth a second look later",
    "easy to overlook, and the first thing to check",
    "here a small example says more than a rule",
    "depends on the season, and on whom you ask",
    "measured twice, cut once",
)
