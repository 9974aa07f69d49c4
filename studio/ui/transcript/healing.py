"""Text that is still arriving: hides half-written markdown signs, so that nothing flickers."""

import re

# A last line that may still become a list item, heading, rule, fence, quote or underline.
_HALF_LINE = re.compile(
    r"(?:\A|\n)[ \t>]*(?:[-+*]{1,3}|\d{1,9}[.)]?|#{1,6}|>|`{1,2}|~{1,2}|=+|-+|_{1,2}|\|"
    r"|\$|:|\[\^[^\]\s]{0,64}\]?)[ \t]*\Z"
)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
# A paragraph that waits for the end of a formula may have whole code blocks in it.
_TILDE_BLOCK = re.compile(r"^[ \t>]*(~{3,})(?!~).*?^[ \t>]*\1~*[ \t]*$", re.DOTALL | re.MULTILINE)
_OPEN_BLOCK = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:```|~~~)", re.MULTILINE)
# The box of a task, which may still turn out to be the start of a link.
_HALF_TASK = re.compile(r"(?:\A|\n)[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+(\[[ xX]?\]?)\Z")
# Behind the text of a link: an address with parentheses in it or in angle brackets, a title.
_TARGET = (
    r"\((?:<[^<>\n]*+>?+|(?:[^()\s<]|\([^()\s]*+\)?+)*+)"
    r"(?:\s++(?:\"[^\"]*+\"?+|'[^']*+'?+|\([^()]*+\)?+)?+)?+\s*+"
)
_HALF_LINK = re.compile(rf"(!?)\[([^\[\]\n]*)\](?:{_TARGET})?\Z")
_HALF_IMAGE = re.compile(rf"!\[[^\[\]\n]*\Z|!\[[^\[\]\n]*\](?:{_TARGET})?\Z")
_HALF_ENTITY = re.compile(r"&(?:#?\w{0,31})\Z")
_TRAILING_SIGNS = re.compile(r"(?<=[\s\S])[*_~`\[!\\]+\Z")
_SIGNS = re.compile(r"\\.|\*\*|~~|\*", re.DOTALL)


def heal_line_starts(source: str) -> str:
    """A growing block without a last line that does not say yet what it is."""
    match = _HALF_LINE.search(source)
    if match:
        return source[: match.start()]
    task = _HALF_TASK.search(source)
    return source[: task.start(1)] if task else source


def heal_inline(source: str) -> str:
    """A growing block whose open bold, italics, code or link at the end is closed.

    Only the last paragraph is looked at; what was complete stays as it is.
    """
    cut = max(source.rfind("\n\n"), source.rfind("\n- "), source.rfind("\n* "), 0)
    head, last = source[:cut], source[cut:]
    bare = _CODE_SPAN.sub(_blotted, last)
    if "~~~" in bare:
        bare = _TILDE_BLOCK.sub(_blotted, bare)
    if _is_code_open(last, bare):
        return source
    ticks = bare.find("`")
    if ticks >= 0:
        run = len(bare) - len(bare[ticks:].lstrip("`")) - ticks
        if not bare[ticks + run :].strip():
            return head + last[:ticks]
        return head + last.rstrip("`") + "`" * run
    half = _HALF_IMAGE.search(bare)
    if half:
        return head + last[: half.start()]
    link = _HALF_LINK.search(bare)
    if link and "(" in link.group():
        last = last[: link.start()] + link[2]
        bare = bare[: link.start()] + link[2]
    entity = _HALF_ENTITY.search(bare)
    if entity:
        last, bare = last[: entity.start()], bare[: entity.start()]
    signs = _TRAILING_SIGNS.search(bare)
    if signs and _is_opening(bare, signs.start()):
        last, bare = last[: signs.start()], bare[: signs.start()]
    return head + last + _missing_ends(bare)


def _is_code_open(text: str, bare: str) -> bool:
    """Whether a fence is open at the end; three ticks with more ticks in their line are none."""
    for match in _OPEN_BLOCK.finditer(bare):
        end = text.find("\n", match.end())
        rest = text[match.end() : end if end >= 0 else len(text)]
        if match.group().endswith("~") or "`" not in rest.lstrip("`"):
            return True
    return False


def _blotted(match: re.Match[str]) -> str:
    return "x" * len(match.group())


def _is_opening(text: str, at: int) -> bool:
    """Whether signs at the end stand where a run starts, or would close one that is open."""
    return text[at - 1].isspace() or bool(_missing_ends(text[:at]))


def _missing_ends(text: str) -> str:
    """The signs that close what is open at the end of a paragraph."""
    open_signs: list[str] = []
    for match in _SIGNS.finditer(text):
        sign = match.group()
        if sign[0] == "\\":
            continue
        before = text[match.start() - 1 : match.start()] or " "
        after = text[match.end() : match.end() + 1] or " "
        if sign in open_signs and not before.isspace():
            open_signs.remove(sign)
        elif not after.isspace() and (sign == "**" or not before.isalnum()):
            open_signs.append(sign)
    return "".join(reversed(open_signs))
