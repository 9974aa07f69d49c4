"""Parts the reasoning that some models write at the start of their text from the answer."""

import re
from collections.abc import Callable

# Letters that only look like those of the tags when they are made small are none of them.
_OPEN = re.compile(r"\s*<((?ai:think|thinking|thought))>\s*")
_TAGS = ("<think>", "<thinking>", "<thought>")
_ENDS = {tag: re.compile(tag.replace("<", "</"), re.IGNORECASE | re.ASCII) for tag in _TAGS}
_MAX_BLANK = 64


class ThinkSplitter:
    """Sends a leading `<think>...</think>`, cut anywhere, to the reasoning.

    Args:
        content: takes the text of the answer.
        reasoning: takes the text of the reasoning.

    Attributes:
        done: all further text is the answer; it need not pass here.
        inside: the reasoning goes on.
    """

    def __init__(self, content: Callable[[str], None], reasoning: Callable[[str], None]) -> None:
        self.done = False
        self.inside = False
        self._content = content
        self._reasoning = reasoning
        self._held = ""
        self._tag = ""
        self._after = False

    def feed(self, text: str) -> None:
        """Takes more text of the answer."""
        text = self._held + text
        self._held = ""
        if self.inside:
            self._read_inside(text)
        elif self._after:
            self._read_after(text)
        elif not self.done:
            self._read_start(text)
        else:
            self._content(text)

    def skip(self) -> None:
        """Something else than text came: what is held can't begin with a tag any more."""
        if not self.inside:
            self.close()
            self.done = True

    def close(self) -> None:
        """Ends the text: nothing stays held."""
        held, self._held = self._held, ""
        if held:
            (self._reasoning if self.inside else self._content)(held)

    def _read_start(self, text: str) -> None:
        found = _OPEN.match(text)
        if found is not None:
            if found.end() == len(text):
                self._held = text  # white space may go on
                if len(text) - len(found[0].rstrip()) < _MAX_BLANK:
                    return
                self._held = ""
            self._tag = f"<{found[1].lower()}>"
            self.inside = True
            self._read_inside(text[found.end() :])
        elif len(text) < _MAX_BLANK and _may_open(text.lstrip().lower()):
            self._held = text
        else:
            self.done = True
            self._content(text)

    def _read_inside(self, text: str) -> None:
        end = _ENDS[self._tag].search(text)
        if end is not None:
            self._reasoning(text[: end.start()].rstrip("\n"))
            self.inside = False
            self._after = True
            self._read_after(text[end.end() :])
            return
        keep = _open_end(text, f"</{self._tag[1:]}")
        if len(text) > keep:
            self._reasoning(text[: len(text) - keep])
        self._held = text[len(text) - keep :]

    def _read_after(self, text: str) -> None:
        """Blank lines between the reasoning and the answer belong to neither."""
        text = text.lstrip("\r\n")
        if text:
            self._after = False
            self.done = True
            self._content(text)


def _may_open(text: str) -> bool:
    return any(tag.startswith(text) for tag in _TAGS)


def _open_end(text: str, end: str) -> int:
    """How many characters at the end may become newlines and the closing tag."""
    tag = 0
    low = text[-len(end) :].lower()
    for length in range(min(len(end) - 1, len(low)), 0, -1):
        if end.startswith(low[len(low) - length :]):
            tag = length
            break
    body = text[: len(text) - tag]
    return tag + min(len(body) - len(body.rstrip("\n")), _MAX_BLANK)
