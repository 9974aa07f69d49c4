"""How the demo judges answers, and checks one by a rule: it counts words, and says so.

Honest measurements only, in the form that was asked for, and the same whatever the order.
"""

import json
import re

from msgspec import Struct

_PIECE = re.compile(
    r"<(\S+) (request|expected|answer)(?: ([A-Z]))?>\n(.*?)\n</\1 \2(?: \3)?>", re.S
)
_WORD = re.compile(r"\w{4,}")
_FORM = re.compile(r'^\{"ranking": .*\}$', re.MULTILINE)
_CHECK_FORM = '{"passed": true or false'
_HONEST = "I am the built-in demo: I count words, I do not understand them."
_MOST_POINTS = 5
_MANY_WORDS = 40


class _Measured(Struct, frozen=True):
    """An answer: how many words of the request it takes up, and how many it has of its own."""

    taken_up: int
    words: int


def judgement(prompt: str) -> str | None:
    """The reply to a request to judge or to check; None when it is no such request."""
    pieces = [(found[2], found[3] or "", found[4]) for found in _PIECE.finditer(prompt)]
    request = next((text for kind, _, text in pieces if kind == "request"), None)
    answers = {name: text for kind, name, text in pieces if kind == "answer"}
    if request is None or not answers:
        return None
    if _CHECK_FORM in prompt:
        expected = next((text for kind, _, text in pieces if kind == "expected"), "")
        return _checked(expected or request, next(iter(answers.values())))
    forms = _FORM.findall(prompt)
    return _ranked(request, answers, forms[-1]) if forms and "" not in answers else None


def _ranked(request: str, answers: dict[str, str], form: str) -> str:
    asked = _words(request)
    found = {name: _measured(asked, text) for name, text in answers.items()}
    best_first = sorted(found, key=lambda name: (-found[name].taken_up, -found[name].words))
    value = {
        "ranking": best_first,
        "tie": len(best_first) > 1 and found[best_first[0]] == found[best_first[1]],
    }
    criteria = _criteria(form)
    if criteria:
        value["points"] = {
            name: dict.fromkeys(criteria, _points(each, len(asked))) for name, each in found.items()
        }
    lines = [
        f"Answer {name} takes up {each.taken_up} of {len(asked)} words of the request, and has "
        f"{each.words} different words."
        for name, each in sorted(found.items())
    ]
    return "\n".join([_HONEST, "", *lines, "", json.dumps(value)])


def _checked(wanted: str, answer: str) -> str:
    asked = _words(wanted)
    there = len(asked & _words(answer))
    reason = f"The answer has {there} of {len(asked)} words of what was wanted."
    value = {"passed": bool(asked) and 2 * there >= len(asked), "reason": reason}
    return f"{_HONEST}\n\n{json.dumps(value)}"


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _measured(asked: set[str], text: str) -> _Measured:
    words = _words(text)
    return _Measured(len(asked & words), len(words))


def _points(measured: _Measured, asked: int) -> int:
    """1 to 5: half for what is taken up of the request, half for the words there are."""
    share = measured.taken_up / asked if asked else 1.0
    share += min(measured.words, _MANY_WORDS) / _MANY_WORDS
    return 1 + round(share / 2 * (_MOST_POINTS - 1))


def _criteria(form: str) -> list[str]:
    """What points are asked for; [] for a ranking alone."""
    try:
        points = json.loads(form).get("points")
    except ValueError:
        return []
    first = next(iter(points.values()), None) if isinstance(points, dict) else None
    return list(first) if isinstance(first, dict) else []
