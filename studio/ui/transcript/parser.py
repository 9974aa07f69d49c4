"""The one markdown parser: CommonMark, the GitHub extensions, notes, definitions, formulas.

Raw HTML is text. Link definitions stay in the stream of tokens, so that nothing is lost.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from studio.ui.transcript.block_rules import NOTE_LINE, OPENS_OTHER
from studio.ui.transcript.maths import (
    closing_of,
    ends_formula,
    inline_formula,
    lines_of_display,
    without_entities,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_NOTE = re.compile(r"\[\^([^\[\]\s]{1,64})\]")
# Quotes and lists inside one another; what is deeper is shown as it was written.
_DEEPEST_LEVEL = 24
_MOST_LINES = 200


def is_safe_address(address: str) -> bool:
    """Whether an address may become a link: http, https and mailto only."""
    return _SAFE_ADDRESS.match(address) is not None


@lru_cache(maxsize=1)
def parser() -> "MarkdownIt":
    """The parser of this process, made at the first call."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin

    options = {"html": False, "strikethrough_single_tilde": True}
    md = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    md.options["maxNesting"] = 4 * _DEEPEST_LEVEL
    md.disable(["html_block", "html_inline"])
    deflist_plugin(md)
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    block = md.block.ruler
    block.before("reference", "footnote_def", _footnote_rule, {"alt": interrupts})
    block.before("fence", "maths_block", _maths_block_rule, {"alt": interrupts})
    block.before("table", "too_deep", _too_deep_rule, {"alt": []})
    block.at("reference", _definition_rule)
    block.at("table", _table_rule, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("link", "note", _note_rule)
    md.inline.ruler.before("escape", "maths", _maths_rule)
    md.core.ruler.at("inline", _inline_rule)
    md.validateLink = is_safe_address  # type: ignore[method-assign, assignment]
    return md


def _inline_rule(state: "StateCore") -> None:
    """Reads the text of blocks; of tables, cells are read when they are looked at."""
    before = ""
    for token in state.tokens:
        if token.type == "inline" and before not in ("th_open", "td_open"):
            if token.children is None:
                token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        before = token.type


def _table_rule(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """A line that begins an item, a quote or a heading is no head of a table, as at GitHub."""
    from markdown_it.rules_block import table

    if OPENS_OTHER.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    return bool(table(state, start, end, silent))


def _note_rule(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    match = _NOTE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("note", "", 0)
        token.content = match[1]
        token.info = state.env.get("references", {}).get(f"^{match[1]}", {}).get("title", "")
    state.pos = match.end()
    return True


def _footnote_rule(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    from mdit_py_plugins.footnote.index import footnote_def

    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 2] != "[^" or not NOTE_LINE.match(state.src, at):
        return False
    return bool(footnote_def(state, start, end, silent))


def _maths_rule(state: "StateInline", silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = inline_formula(state.src, state.pos)
    if found is None:
        return False
    tex, displayed, end = found
    if not silent:
        token = state.push("maths", "", 0)
        token.content = without_entities(tex)
        token.info = "display" if displayed else ""
    state.pos = end
    return True


def _maths_block_rule(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or (silent and state.parentType == "table"):
        return False
    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 1] not in ("$", "\\"):
        return False
    found = closing_of(state.src, at)
    if found is None or state.src.find(found[0], found[1]) < 0:
        return False  # before each of thousands of lines is looked at
    if silent and state.parentType in ("paragraph", "blockquote"):
        paragraph = state.src[state.bMarks[state.line] : at]
        if ends_formula(paragraph, state.src[at : state.eMarks[start]]):
            return False
    lines = []
    indent = min(state.blkIndent, state.sCount[start])
    for line in range(start, min(end, start + _MOST_LINES)):
        if line > start and (state.isEmpty(line) or state.sCount[line] < indent):
            break
        lines.append(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    count = lines_of_display(lines)
    if not count:
        return False
    if not silent:
        token = state.push("maths_block", "", 0)
        token.content = without_entities("\n".join(lines[:count]))
        token.map = [start, start + count]
        state.line = start + count
    return True


def _too_deep_rule(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Shows what is nested too deeply as it was written; the parser would leave it out."""
    if silent or state.level < _DEEPEST_LEVEL:
        return False
    token = state.push("as_written", "", 0)
    token.content = state.getLines(start, end, state.blkIndent, False).strip()
    token.map = [start, end]
    state.line = end
    return True


def _definition_rule(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Link definitions are noted, and stay to be seen."""
    from markdown_it.rules_block.reference import reference

    if not reference(state, start, end, silent):
        return False
    if not silent:
        token = state.push("definition", "", 0)
        token.content = state.getLines(start, state.line, state.blkIndent, False).strip()
        token.map = [start, state.line]
    return True
