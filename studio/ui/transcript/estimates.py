"""Guesses of the heights of messages that were not looked at yet."""

from collections.abc import Sequence

from studio.core.messages import Role
from studio.core.parts import ImagePart, Part, TextPart
from studio.ui.transcript.kit import MESSAGE_GAP_PX, Kit
from studio.ui.transcript.rows import MessageRow

_SAMPLE_CHARS = 4_000
_CHAR_WIDTH = 0.48  # of the font size


class Estimates:
    """Guesses for one kit and width; a conversation of 10,000 messages asks for as many.

    Args:
        width: of the column, in px.
    """

    def __init__(self, kit: Kit, width: float) -> None:
        self._per_line = max(8.0, width / (kit.layout.zoom * kit.px(14) * _CHAR_WIDTH))
        self._line_px = kit.text_line_px()
        self._own_px = float(kit.px(MESSAGE_GAP_PX + 24))
        self._reply_px = float(kit.px(MESSAGE_GAP_PX + 72))
        self._own_image_px, self._image_px, self._row_px = kit.px(120), kit.px(400), kit.px(44)

    def rows(self, rows: Sequence[MessageRow]) -> list[float]:
        """The heights of many messages, in px."""
        heights: list[float] = []
        for row in rows:
            message = row.message
            parts = message.parts
            if len(parts) == 1 and isinstance(parts[0], TextPart):  # nearly all of 10,000
                own_px = self._own_px if message.role is Role.USER else self._reply_px
                heights.append(own_px + self.text(parts[0].text))
            else:
                heights.append(self.message(message.role, parts))
        return heights

    def message(self, role: Role, parts: Sequence[Part]) -> float:
        """The height of a whole message with the gap above it, in px."""
        is_own = role is Role.USER
        height = self._own_px if is_own else self._reply_px
        for part in parts:
            if isinstance(part, TextPart):
                height += self.text(part.text)
            elif isinstance(part, ImagePart):
                height += self._own_image_px if is_own else self._image_px
            else:
                height += self._row_px
        return height

    def text(self, text: str) -> float:
        """The height of a whole text, in px, from its length and its lines."""
        size = len(text)
        if size < 40:
            return float(round(size / self._per_line + 1) * self._line_px)
        # Counting in ten megabytes takes 20 ms: the beginning of each text tells as much.
        breaks: float = text.count("\n", 0, _SAMPLE_CHARS)
        if size > _SAMPLE_CHARS:
            breaks *= size / _SAMPLE_CHARS
        return float(round((size / self._per_line + breaks * 0.55 + 1) * self._line_px))
