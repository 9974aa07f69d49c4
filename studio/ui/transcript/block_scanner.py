"""`BlockScanner`: decides, line by line, where a top-level block is closed for good."""

import re

from studio.ui.transcript import block_rules as rules
from studio.ui.transcript.block_rules import columns_of
from studio.ui.transcript.maths import display_end, ends_formula

# A paragraph longer than this goes on in another block.
LIMIT_CHARS = 8192
# One that begins with so many signs of markdown in so many characters, already after these:
# each of its runs takes as long to lay out as a hundred letters.
_DENSE_CHARS, _DENSE_SIGNS = 2048, 300
_SIGNS = re.compile(r"[*_`~\[$\\<&]")
# Where such a paragraph is best cut, of what stands in its last part.
_DENSE_CUTS = ("\n", ". ", ", ", " ")
# Where an item goes on in another block that is longer than this: at a list in it; a quote: at
# an empty line. Parsing 50,000 characters of short lines takes 200 ms.
_LONG_ITEM_CHARS, _LONG_QUOTE_CHARS = 2048, 4096
_QUOTE_CUT = re.compile(r"\n {0,3}>[ \t]*\n(?= {0,3}> ?[^\s>])")
_QUOTE_LINE = re.compile(r"\n(?= {0,3}> ?[^\s>|])")
# How much of a line must be seen to know that it starts no block.
_DECIDED_CHARS = 256
_NOTE_INDENT = 4


class BlockScanner:
    """Finds block after block in a text that may grow at its end.

    Attributes:
        text: with \\n as the only line end.
        final: no more text comes, and the text ends with a line end.
        pos: where the next, or the open, block starts.
        kind: of the open block: a group of `block_rules.START`, or `table`; "": none is open.
        number, continues, inside: of the open block, as in `Block`.
    """

    def __init__(self) -> None:
        self.text = ""
        self.final = False
        self.pos = 0
        self.kind = ""
        self.number: int | None = None
        self.continues = False
        self.inside = ""
        self._resume = 0  # the open block is known to go on up to here
        self._end = 0  # where the block that was just closed ends
        self._fence = ("`", 3)
        self._empty = False  # nothing follows the open item's marker on its line
        self._offset = 0  # column in which the open item's text starts
        self._marker = ""  # kind of the open list; "" when the next item starts a list
        self._doubt = False  # a line of the open paragraph may have ended it
        self._continued = False  # the block just closed goes on
        self._lead = ""  # a beginning that stands for that of the open item
        self._dense: bool | None = None  # the open paragraph is full of signs
        self._closers = {
            "heading": self._close_line,
            "rule": self._close_line,
            "fence": self._close_fence,
            "indented": self._close_indented,
            "quote": self._close_quote,
            "list": self._close_item,
            "paragraph": self._close_paragraph,
            "table": self._close_table,
            "maths": self._close_maths,
            "note": self._close_note,
        }

    def cut(self, count: int) -> None:
        """Forgets the first characters of the text, which are in closed blocks."""
        self.text = self.text[count:]
        self.pos -= count
        self._resume -= count

    def plain_paragraphs(self) -> list[tuple[int, int]]:
        """Start and end of the closed paragraphs that come next and need no closer look."""
        found: list[tuple[int, int]] = []
        if self.kind:
            return found
        match, text, pos = rules.PLAIN.match, self.text, self.pos
        while plain := match(text, pos, pos + LIMIT_CHARS):
            found.append(plain.span(1))
            pos = plain.end()
        if found:
            self.pos, self._marker = pos, ""
        return found

    def next_block(self) -> tuple[str, int, int, int | None, bool, str] | None:
        """The next closed block: kind, start, end, number, continues, inside."""
        if not self.kind and not self._open():
            return None
        kind, start, number, continues = self.kind, self.pos, self.number, self.continues
        inside, self._continued = self.inside, False
        follow = self._closers[kind]()
        if follow < 0:
            return None
        kind = self.kind or kind  # a paragraph may have turned out to be a table
        self.pos = follow
        self.kind = ""
        self.continues, self.inside = False, ""
        if self._continued:
            self.kind, self.continues, self._resume = kind, True, follow
            self._dense = None
            self.inside = self._lead if kind == "list" else ""
        if kind not in ("list", "note"):
            self._marker = ""
        self.number = None
        return kind, start, self._end, number, continues, inside

    def _open(self) -> bool:
        match = rules.BLANKS.match(self.text, self.pos)
        if match:
            self.pos = match.end()
        start, limit = self.pos, self.pos + LIMIT_CHARS
        size = len(self.text)
        if start >= size or (size < limit and self.text.find("\n", start) < 0):
            return False
        found = rules.START.match(self.text, start, limit)
        if found is None or found.lastgroup is None:
            return False
        self.kind = found.lastgroup
        self._resume = start
        self._doubt = False
        self._dense = None
        if self.kind == "fence":
            opening = found.group().lstrip(" ")
            self._fence = (opening[0], len(opening) - len(opening.lstrip(opening[0])))
            self._resume = found.end() - 1
        elif self.kind == "list":
            self._open_item(start)
        elif self.kind == "note":
            self._open_note(found.end())
        return True

    def _open_note(self, start: int) -> None:
        line_end = self.text.find("\n", start)
        self._offset = _NOTE_INDENT
        self._empty = not self.text[start:line_end].strip(" \t")
        self.continues = self._marker == "^"
        self._marker = "^"
        self._resume = line_end + 1

    def _open_item(self, start: int) -> None:
        match = rules.ITEM.match(self.text, start)
        if match is None:
            return
        indent, marker, digits, space, newline = match.groups()
        lead = indent + marker
        width = len((lead + (space or "")).expandtabs(4)) - len(lead)
        self._offset = len(lead) + (width if 1 <= width <= 4 and not newline else 1)
        self._lead = lead.ljust(self._offset) + "x"
        same = self._marker[:1] == marker[-1]
        self.continues = same
        if digits:
            self.number = int(self._marker[1:]) + 1 if same else int(digits)
        self._empty = space is None or bool(newline)
        self._marker = marker[-1] + str(self.number if digits else "")
        self._resume = self.text.find("\n", start) + 1 or -1

    # Closers: position after the open block, or -1 while it is open; sets _end.

    def _close_line(self) -> int:
        self._end = self.text.find("\n", self.pos)
        return self._end

    def _close_rest(self) -> int:
        """No end found: the block ends with the text, or is still open."""
        if self.final:
            self._end = len(self.text) - 1
            return len(self.text)
        self._resume = max(self._resume, self.text.rfind("\n", self._resume))
        return -1

    def _close_fence(self) -> int:
        found = rules.fence_end(*self._fence).search(self.text, self._resume)
        if found is None:
            return self._close_rest()
        self._end = found.end() - 1
        return self._end

    def _close_indented(self) -> int:
        found = rules.INDENTED_END.search(self.text, self._resume)
        if found is None:
            return self._close_rest()
        self._end = found.start()
        return self._end + 1

    def _close_table(self) -> int:
        found = rules.TABLE_END.search(self.text, self._resume)
        if found is None:
            return self._close_rest()
        self._end = found.start()
        return self._end + 1

    def _close_quote(self) -> int:
        follow = self._quote_end()
        known = follow if follow >= 0 else self._resume
        if known - self.pos <= _LONG_QUOTE_CHARS:
            return follow
        cuts = (
            self._cut_before(known, _QUOTE_CUT, _LONG_QUOTE_CHARS),
            self._cut_before(known, _QUOTE_LINE, LIMIT_CHARS),
        )
        cut = min(filter(None, cuts), key=re.Match.start, default=None)
        if cut is None:
            return follow
        self._end, self._continued = cut.start(), True
        return cut.end()

    def _cut_before(self, known: int, place: re.Pattern[str], least: int) -> re.Match[str] | None:
        """The first place to cut the open block behind so much of it; none inside of code."""
        counted, fences = self.pos, 0
        for found in place.finditer(self.text, self.pos + least, known):
            fences += len(rules.FENCE_LINES.findall(self.text, counted, found.start() + 1))
            if fences % 2 == 0:
                return found
            counted = found.start() + 1
        return None

    def _quote_end(self) -> int:
        while found := rules.QUOTE_END.search(self.text, self._resume):
            self._end = found.start()
            ends = self._ends_container(self._end + 1)
            if ends is None:
                return -1
            if ends:
                return self._end + 1
            self._resume = found.end() - 1
        return self._close_rest()

    def _close_item(self) -> int:
        follow = self._item_end()
        known = follow if follow >= 0 else self._resume
        if known - self.pos <= _LONG_ITEM_CHARS:
            return follow
        cut = self._cut_before(known, rules.list_inside(self._offset), _LONG_ITEM_CHARS)
        if cut is None:
            return follow
        self._end, self._continued, self._empty = cut.start(), True, False
        return cut.start() + 1

    def _item_end(self) -> int:
        text = self.text
        if self._resume < 0:
            self._resume = text.find("\n", self.pos) + 1 or -1
            if self._resume < 0:
                return -1
        if self._empty and rules.BLANK.match(text, self._resume):
            self._end = self._resume - 1  # an item starts with one blank line at most
            return self._resume
        while True:
            inside = rules.inside_item(self._offset).match(text, self._resume)
            line = self._resume = inside.end() if inside else self._resume
            line_end = text.find("\n", line)
            if line_end < 0:
                break
            ends = self._ends_container(line)
            if ends is None:
                return -1
            if ends:
                self._end = line - 1
                return line
            self._resume = line_end + 1
        if not self.final:
            return -1
        self._end = len(text) - 1
        return len(text)

    def _ends_container(self, line: int) -> bool | None:
        """Whether a line without the container's prefix ends the open item or quote.

        None: that is not decided yet.
        """
        text = self.text
        before = text.rfind("\n", 0, line - 1) + 1
        if (
            text[before:line].isspace()
            or rules.BLANK.match(text, line)
            or rules.ENDS_ITEM.match(text, line)
        ):
            return True
        maths = None if self._closes_maths(line) else self._maths_end(line)
        if maths is not None and maths != -2:
            return None if maths == -1 else True
        # Else a paragraph goes on without the prefix, if one is open.
        if not rules.PROSE.match(text, before, line):
            return True
        item = text[self.pos : line]
        return len(rules.FENCE_LINES.findall(item)) % 2 == 1 or (
            "|" in item and rules.TABLE_LINES.search(item) is not None
        )

    def _maths_end(self, line: int) -> int | None:
        """Where the displayed formula ends that a line begins; see `display_end`."""
        opening = rules.MATHS_LINE.match(self.text, line)
        if opening is None:
            return None
        return display_end(self.text, opening.end(), final=self.final)

    def _close_maths(self) -> int:
        end = self._maths_end(self.pos)
        if end is None or end == -2:
            self.kind, self._resume = "paragraph", self.pos
            return self._close_paragraph()
        self._end = end
        return end

    def _close_note(self) -> int:
        """A footnote goes on like an item; without text on its first line only indented."""
        if self._empty:
            blanks = rules.BLANKS.match(self.text, self._resume)
            after = blanks.end() if blanks is not None else self._resume
            if self.text.find("\n", after) < 0 and not self.final:
                return -1
            if not rules.INDENTED.match(self.text, after):
                self._end = self._resume - 1
                return self._resume
            self._empty = False
        return self._item_end()

    def _close_paragraph(self) -> int:
        follow = self._prose_end()
        if follow >= 0 and self.kind == "paragraph" and not self.continues:
            # Behind definitions of links any block may begin, as at the beginning of a text.
            defined = rules.DEFINITIONS.match(self.text, self.pos)
            if defined is not None and defined.end() <= self._end:
                self._end, self._continued = defined.end() - 1, False
                return defined.end()
        return follow

    def _prose_end(self) -> int:
        text, start = self.text, self.pos
        limit = start + LIMIT_CHARS
        while found := self._paragraph_end(limit):
            group = found.lastgroup
            self._end = found.start()
            if group == "setext" and self._is_underline(found.start()):
                self._end = found.end() - 1
                return self._end
            if group == "table":
                header = text.rfind("\n", start, found.start()) + 1 or start
                if self._is_table(header, found):
                    if header == start:
                        self.kind, self._resume = "table", found.end() - 1
                        return self._close_table()
                    self._end = header - 1
                    return header
            if group == "maths":
                end = -2 if self._closes_maths(found.end()) else self._maths_end(found.end())
                if end == -1:
                    self._resume = found.start()
                    return -1
                if end == -2:
                    self._resume = found.end()
                    continue
            if group not in ("setext", "table"):
                return self._end + 1
            self._resume = found.end() - 1
        limit = start + _DENSE_CHARS if self._dense else limit
        if len(text) <= limit:
            return self._close_rest()
        return self._cut_paragraph(limit)

    def _paragraph_end(self, limit: int) -> re.Match[str] | None:
        """Where the open paragraph may end: before a limit, or an earlier one if it is dense."""
        search, nearer = rules.PARAGRAPH_END.search, self.pos + _DENSE_CHARS
        if not self._dense:
            found = search(self.text, self._resume, limit)
            # What ends so close before the nearer limit may have looked beyond it.
            if found is not None and found.end() <= nearer - _DECIDED_CHARS:
                return found
            if not self._is_dense():
                return found
        return search(self.text, self._resume, nearer)

    def _is_dense(self) -> bool:
        """Whether the open paragraph is full of signs; told by its beginning, once it is there."""
        if self._dense is None:
            end = self.pos + _DENSE_CHARS
            if len(self.text) < end:
                return False
            self._dense = len(_SIGNS.findall(self.text, self.pos, end)) > _DENSE_SIGNS
        return self._dense

    def _closes_maths(self, line: int) -> bool:
        """Whether a line of a paragraph ends a formula that began inside a line before it."""
        text = self.text
        start = max(self.pos, text.rfind("\n\n", self.pos, line))
        return ends_formula(text[start:line], text[line : text.find("\n", line)])

    def _is_underline(self, at: int) -> bool:
        """Whether `===` or `---` ends a heading (below a table head or a definition: maybe)."""
        header = self.text.rfind("\n", self.pos, at) + 1 or self.pos
        dashes = self.text[at + 1 : at + 5].lstrip(" ").startswith("-")
        table = dashes and "|" in self.text[header:at]
        self._doubt = self._doubt or table or self.text.startswith("[", self.pos)
        return not self._doubt

    def _is_table(self, header: int, found: re.Match[str]) -> bool:
        head = self.text[header : found.start()]
        if self.continues and header == self.pos:
            return False
        indent = len(head) - len(head.lstrip(" "))
        return indent < 4 and "|" in head and columns_of(head) == columns_of(found.group())

    def _cut_paragraph(self, limit: int) -> int:
        """Ends a long paragraph at a space; the rest is the next block."""
        text, start = self.text, self.pos
        last = text.rfind("\n", start + 1, limit)
        if last >= 0 and limit - last < min(_DECIDED_CHARS, LIMIT_CHARS // 2):
            limit = last  # too little is known of the line after it
        cut = max(text.rfind(" ", start + 1, limit), text.rfind("\n", start + 1, limit))
        if self._dense:
            least = limit - _DENSE_CHARS // 4
            found = (text.rfind(sign, least, limit) + len(sign) - 1 for sign in _DENSE_CUTS)
            cut = next((at for at in found if at >= least), cut)
        line = text.rfind("\n[", start + 1, limit) if text.startswith("[", start) else -1
        if line > start:  # definitions of links: each stays whole
            self._end = line
            return line
        self._end = follow = cut if cut > start else limit
        self._continued = True
        return follow
