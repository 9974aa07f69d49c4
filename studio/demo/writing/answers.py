"""Answers of the demo's writers: the same prompt always gets the same answer."""

import json
import re
from random import Random

from studio.demo.writing import prose, wishes
from studio.demo.writing.longer import long_text
from studio.demo.writing.snippets import asked_languages
from studio.demo.writing.topics import TOPICS, Topic, find_topic

_FILLER = re.compile(
    r"^\W*((please|can you|could you|would you|tell me|explain|describe|what (is|are)|how (do|does|"
    r"can|to)|why (is|are|do|does)|write|give me|make|show me|a|an|the|some|me|about|of|i|you|"
    r"long|short|detailed|table|list|code|poem|story|essay|article|\d+ ?[kKmM][bB]|\d+ words)\b"
    r"\W*)+",
    re.IGNORECASE,
)


def answer(prompt: str, *, variant: int = 0) -> str:
    """The markdown answer to a prompt.

    Args:
        variant: another number gives another wording.
    """
    rng = Random(f"{variant}|{prompt}")
    notice = rng.choice(prose.NOTICES)
    return f"{_body(prompt, rng)}\n\n---\n\n{notice}\n"


def json_answer(prompt: str) -> str:
    """The answer to a request that wants a JSON object."""
    topic = find_topic(prompt)
    value = {
        "topic": topic.title if topic else subject(prompt),
        "summary": topic.paragraphs[0] if topic else "The demo has nothing to say about this.",
        "points": [name for name, _ in topic.points] if topic else [],
        "source": "built-in demo",
    }
    return json.dumps(value, ensure_ascii=False, indent=2)


def thoughts(prompt: str) -> str:
    """What the reasoning model says to itself before it answers."""
    rng = Random(f"think|{prompt}")
    about = subject(prompt)
    topic = find_topic(prompt)
    known = (
        f"I do know something about {topic.title.lower()}: {topic.points[0][0].lower()}, "
        f"{topic.points[1][0].lower()} and so on."
        if topic
        else "It is not among the few things that I know by heart, so a plan is more honest "
        "than a claim."
    )
    return "\n\n".join(
        (
            f"**Reading the question**\n\nThe question is about {about}. {known}",
            "**Weighing two ways**\n\nI could list facts, or show how the parts depend on each "
            f"other. {rng.choice(prose.APPROACHES)[1]} The second way is easier to remember, so "
            "I start there and put the numbers into a table at the end.",
            "**Checking**\n\nDoes every step follow from the one before? "
            f"{rng.choice(prose.APPROACHES)[1]} I should also say plainly that this is the "
            "built-in demo. Good; now the answer.",
        )
    )


def subject(prompt: str) -> str:
    """What a prompt seems to be about, in a few of its own words."""
    first = re.split(r"[.!?\n]", prompt.strip(), maxsplit=1)[0]
    short = _FILLER.sub("", first).strip(" \t,;:-*_#`|[]()<>\"'") or first.strip()
    words = re.sub(r"[*_`|<>\[\]#!]", "", short).split()
    return " ".join(words[:8]) or "this"


def _body(prompt: str, rng: Random) -> str:
    if not prompt:
        return "You sent an empty message. Say anything, or ask me *what can you do?*"
    if wishes.is_greeting(prompt):
        return _greeting(rng)
    if wishes.asks_for_help(prompt):
        return _help()
    if size := wishes.wanted_bytes(prompt):
        return long_text(subject(prompt), size, topic=find_topic(prompt))
    if wishes.asks_for(prompt, "markdown", "everything", "formatting"):
        return _showcase(rng)
    if languages := asked_languages(prompt):
        return "\n\n".join(
            [
                f"Here you are: {', '.join(languages)}.",
                *(prose.code(rng, name) for name in languages),
            ]
        )
    if solved := wishes.solve(prompt):
        return f"**{solved[0]} = {solved[1]}**\n\nSums are the one thing I do work out myself."
    if wishes.asks_for_image(prompt):
        return _suggest_painter(prompt)
    if wishes.asks_for(prompt, "poem", "haiku", "rhyme", "verse"):
        return f"## {subject(prompt).capitalize()}\n\n{rng.choice(prose.POEMS)}"
    if wishes.asks_for(prompt, "table"):
        return _table(prompt, rng)
    topic = find_topic(prompt)
    return _about(topic, rng) if topic else _in_general(subject(prompt), rng)


def _greeting(rng: Random) -> str:
    hello = rng.choice(("Hello!", "Hi there!", "Welcome!", "Good to see you!"))
    return (
        f"{hello} I am the studio's demo and at your service. Some things to try:\n\n"
        "- *Tell me about lighthouses*\n"
        "- *Make a table of the moon*\n"
        "- *Write code in Python and Rust*\n"
        "- *Write 20 KB about the sea*, to see a long answer stream in\n"
        "- switch to **demo/painter** and ask for *a lighthouse at dusk*"
    )


def _help() -> str:
    rows = (
        ("Model", "What it does"),
        ("`demo/fast-writer`", "answers at about 200 tokens a second"),
        ("`demo/slow-writer`", "the same at 20 tokens a second"),
        ("`demo/reasoner`", "thinks aloud first"),
        ("`demo/painter`", "draws a new picture from your words"),
        ("`demo/painter-drafts`", "shows drafts before the final picture"),
        ("`demo/vision`", "looks at the picture that you attach"),
        ("`demo/tool-caller`", "calls a tool"),
        ("`demo/fails-…`", "fails, each in its own way"),
    )
    return (
        "## The built-in demo\n\nI am a small gateway inside the studio. I speak the same "
        "protocol as DGrid, over a real connection on this machine, and I know these models:\n\n"
        f"{prose.table(rows)}\n\n"
        "I understand simple wishes: a *table*, a *list*, *code* in a language that you name, "
        "*20 KB* or *500 words* about something, a *poem*, a sum such as `17 * 23`."
    )


def _suggest_painter(prompt: str) -> str:
    return (
        f"That sounds like a picture: *{subject(prompt)}*. I only write, but I have a colleague "
        "who paints.\n\n"
        "1. Open the model picker and choose **demo/painter**.\n"
        "2. Send the same words again.\n\n"
        "> Words choose the picture: *lighthouse, sea, dunes, mountains, forest, city, moon, "
        "storm, sunset, poster, watercolour* and the names of colours all do something.\n\n"
        "**demo/painter-drafts** shows two drafts on the way."
    )


def _table(prompt: str, rng: Random) -> str:
    topic = find_topic(prompt)
    if topic:
        return f"### {topic.title}\n\n{prose.table(topic.rows)}\n\n{topic.paragraphs[0]}"
    picked = rng.sample(prose.APPROACHES, 4)
    rows = (
        ("Step", "What to do", "Why"),
        *tuple((str(i), name, why) for i, (name, why) in enumerate(picked, 1)),
    )
    return f"### {subject(prompt).capitalize()}\n\n{prose.table(rows)}"


def _about(topic: Topic, rng: Random) -> str:
    opening = rng.choice(prose.OPENINGS).format(topic=topic.title)
    parts = [
        opening,
        topic.paragraphs[0],
        f"## The main points\n\n{prose.topic_points(topic, rng)}",
        topic.paragraphs[1],
        f"## In numbers\n\n{prose.table(topic.rows)}",
        f"> {topic.quote}",
        f"More: [{topic.link[0]}]({topic.link[1]}).",
    ]
    if topic.title == "Python":
        parts.insert(4, f"## An example\n\n{prose.code(rng, 'python')}")
    return "\n\n".join(parts)


def _in_general(about: str, rng: Random) -> str:
    first, second = rng.sample(prose.MUSINGS, 2)
    return "\n\n".join(
        (
            rng.choice(prose.OPENINGS).format(topic=about),
            first.format(topic=about),
            f"### How one might go about it\n\n{prose.approaches(rng)}",
            second.format(topic=about),
            f"> {rng.choice(prose.QUOTES)}",
        )
    )


def _showcase(rng: Random) -> str:
    topic = rng.choice(TOPICS)
    return "\n\n".join(
        (
            "# All that markdown can do here",
            "Text can be **strong**, *emphasised*, ***both***, ~~struck out~~ or `code`; a "
            "[link](https://docs.dgrid.ai) shows its address, and a line may  \nbreak.",
            "## Lists\n\n- one\n  - one and a half\n    1. first\n    2. second\n- two\n\n"
            "3. three\n4. four\n\n- [x] done\n- [ ] still to do",
            f"## A table\n\n{prose.table(topic.rows)}",
            f"## Code\n\n{prose.code(rng, 'python')}\n\n{prose.code(rng, 'bash')}",
            f"## A quote\n\n> {topic.quote}\n>\n> > And an answer to it.",
            "## A formula\n\nInline $e^{i\\pi} + 1 = 0$, and on its own:\n\n"
            "$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$",
            "## Other scripts\n\n中文、日本語、한국어, العربية, עברית, ελληνικά, русский, 🌊🗼",
        )
    )
