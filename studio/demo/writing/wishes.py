"""What a prompt asks the demo for, as far as simple words tell."""

import ast
import operator
import re
from collections.abc import Callable

_GREETING = re.compile(
    r"^\W*(hi|hello|hey|hallo|hola|bonjour|good (morning|evening|day)|moin|ciao|salut|"
    r"你好|こんにちは|привет)\b.{0,24}$",
    re.IGNORECASE | re.DOTALL,
)
_HELP = re.compile(
    r"\b(who are you|what are you|what can you do|how does this work|help)\b", re.IGNORECASE
)
_DRAW = re.compile(
    r"\b(draw|paint|sketch|illustrate|render)\b|\b(an?|the|some) (image|picture|photo|painting|"
    r"drawing|poster|illustration|logo|wallpaper)\b|^(image|picture|photo|painting) of\b",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(kb|kib|kilobytes?|mb|mib|megabytes?|words?|pages?|paragraphs?)\b",
    re.IGNORECASE,
)
_LONG = re.compile(r"\b(long|detailed|essay|article|at length|in depth)\b", re.IGNORECASE)
_UNIT_BYTES = {"k": 1024, "m": 1024 * 1024, "w": 6, "p": 3000}
_PARAGRAPH_BYTES = 480
_LONG_BYTES = 12_000
_MOST_BYTES = 8 * 1024 * 1024
_SUM = re.compile(r"(?<![\w.])[-(]?\d[\d\s.,()+*/^×÷-]*[\d)]")

_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def is_greeting(prompt: str) -> bool:
    """Whether a prompt just says hello."""
    return bool(_GREETING.match(prompt))


def asks_for_help(prompt: str) -> bool:
    """Whether a prompt asks what this is."""
    return bool(_HELP.search(prompt)) and len(prompt) < 80


def asks_for_image(prompt: str) -> bool:
    """Whether a prompt asks for a picture."""
    return bool(_DRAW.search(prompt))


def asks_for(prompt: str, *words: str) -> bool:
    """Whether one of some words stands in a prompt (plural too)."""
    return bool(re.search(rf"\b({'|'.join(words)})s?\b", prompt, re.IGNORECASE))


def wanted_bytes(prompt: str) -> int:
    """How long the answer should be, or 0 when the prompt does not ask for a long one."""
    match = _SIZE.search(prompt)
    if match:
        unit = match[2].lower()
        factor = _PARAGRAPH_BYTES if unit.startswith("para") else _UNIT_BYTES[unit[0]]
        return min(_MOST_BYTES, int(float(match[1].replace(",", ".")) * factor))
    return _LONG_BYTES if _LONG.search(prompt) else 0


def solve(prompt: str) -> tuple[str, str] | None:
    """A sum in a prompt and its result, e.g. `("17 × 23", "391")`, or None."""
    for match in _SUM.finditer(prompt):
        text = match[0].strip()
        if not re.search(r"\d\s*[+*/^×÷-]\s*[(\d-]", text) or re.search(r"\d-\d+-\d", text):
            continue
        cleaned = text.replace("×", "*").replace("÷", "/").replace(",", "")
        try:
            value = _value(ast.parse(cleaned, mode="eval").body)
        except (SyntaxError, ValueError, ZeroDivisionError, OverflowError):
            continue
        shown = text.replace("*", "×").replace("/", "÷")
        return shown, f"{value:,.10g}" if value != int(value) else f"{int(value):,}"
    return None


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("not a plain sum")
