"""Below a reply: its versions, its actions, and what it cost in time, tokens and money."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.core.messages import Message
from studio.ui.theme import vline
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts import formats
from studio.ui.transcript.parts.base import (
    BUTTON_PX,
    PaintedPart,
    paint_icon_button,
    paint_line,
    paint_spinner,
    text_width,
)
from studio.ui.transcript.rows import MessageRow
from studio.ui.transcript.state import ItemState

_ICONS = {
    "previous_version": "chevron-left",
    "next_version": "chevron-right",
    "copy_message": "copy",
    "regenerate": "refresh-cw",
    "fork": "git-branch",
    "more_actions": "ellipsis",
}
VERSION_SHOWN = "version"
"""Target of the counter between the arrows: nothing to act upon, only something to say."""
_NARROW_PX = 560


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def metrics_of(message: Message) -> list[str]:
    """What is known of time to first token, speed, tokens and cost, in this order."""
    texts: list[str] = []
    timing, usage = message.timing, message.usage
    if timing.first_token_s is not None:
        texts.append(_tr("TTFT {0}").format(formats.seconds(timing.first_token_s)))
    if usage is not None:
        speed = tokens_per_s(message)
        if speed is not None:
            texts.append(_tr("{0} tok/s").format(formats.speed(speed)))
        if usage.prompt_tokens or usage.completion_tokens:
            into, out = formats.count(usage.prompt_tokens), formats.count(usage.completion_tokens)
            texts.append(_tr("{0} in / {1} out").format(into, out))
        if usage.cost_usd is not None:
            texts.append(formats.cost(usage.cost_usd))
    return [text for text in texts if text]


def tokens_per_s(message: Message) -> float | None:
    """How fast the reply was written once it began, or None when unknown."""
    timing, usage = message.timing, message.usage
    if usage is None or timing.first_token_s is None or timing.total_s is None:
        return None
    took = timing.total_s - timing.first_token_s
    return usage.completion_tokens / took if took > 0.05 and usage.completion_tokens else None


class Footer(PaintedPart):
    """Versions and actions at one side, metrics at the other.

    Args:
        row: the message.
        own: a person's message: only its versions, at the right.
    """

    space_before_px = 8.0

    def __init__(self, kit: Kit, row: MessageRow, *, own: bool = False) -> None:
        super().__init__(kit)
        self._row = row
        self._own = own
        self._metrics = [] if own else metrics_of(row.message)
        self._counter = QRectF()
        self._separator_x: float | None = None

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Buttons, the version counter, and as many metrics as fit."""
        theme = context.theme
        for hit in self._hits:
            icon = _ICONS[hit.action]
            dim = hit.action in ("previous_version", "next_version") and not hit.target
            paint_icon_button(painter, hit, icon, context, token="disabled" if dim else "text2")
        if self._row.versions > 1:
            counter = f"{self._row.version} / {self._row.versions}"
            small = theme.font("ui", tabular=True)
            centre = Qt.AlignmentFlag.AlignHCenter
            paint_line(painter, counter, self._counter, small, theme.color("text2"), centre)
        if self._separator_x is not None:
            height = self.kit.px(20)
            y = (self._height - height) / 2
            vline(painter, self._separator_x, y, height, theme.color("line"))
        self._paint_metrics(painter, context)

    def _paint_metrics(self, painter: QPainter, context: PaintContext) -> None:
        theme, px = context.theme, self.kit.px
        font = theme.font("small", tabular=True)
        shown = list(self._metrics)
        taken = max((hit.rect.right() for hit in self._hits if hit.rect), default=0.0) + px(16)
        dot_gap = px(15)
        while shown:
            width = sum(text_width(text, font) for text in shown) + dot_gap * (len(shown) - 1)
            narrow = self._width < px(_NARROW_PX) and len(shown) > 1
            if taken + width <= self._width and not narrow:
                break
            shown.pop(0)
        x = self._width
        color = theme.color("text3")
        for text in reversed(shown):
            x -= text_width(text, font)
            paint_line(painter, text, QRectF(x, 0, self._width, self._height), font, color)
            if text is not shown[0]:
                dot = px(3)
                box = QRectF(x - (dot_gap + dot) / 2, (self._height - dot) / 2, dot, dot)
                painter.save()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawEllipse(box)
                painter.restore()
                x -= dot_gap

    def plain_text(self) -> str:
        """Nothing: it is not part of the message."""
        return ""

    def hit_at(self, pos: QPointF) -> Hit | None:
        """An action, or the counter."""
        found = super().hit_at(pos)
        if found is None and self._row.versions > 1 and self._counter.contains(pos):
            return Hit("", VERSION_SHOWN, rect=self._counter)
        return found

    def _lay_out(self, width: float) -> float:
        px, side = self.kit.px, float(self.kit.px(BUTTON_PX))
        row = self._row
        counter = float(px(8)) + text_width(
            f"{row.versions} / {row.versions}", self.kit.theme.font("ui", tabular=True)
        )
        versions_px = 2 * side + counter
        x = width - versions_px + px(6) if self._own else -float(px(6))
        if row.versions > 1:
            back = "" if row.version <= 1 else str(row.version - 1)
            forth = "" if row.version >= row.versions else str(row.version + 1)
            self._add("previous_version", _tr("Previous version"), QRectF(x, 0, side, side), back)
            self._counter = QRectF(x + side, 0, counter, side)
            x += side + counter
            self._add("next_version", _tr("Next version"), QRectF(x, 0, side, side), forth)
            x += side + px(8)
        if not self._own:
            if row.versions > 1:
                self._separator_x = x - px(1)
                x += px(7)
            for action, name in self._actions():
                self._add(action, name, QRectF(x, 0, side, side))
                x += side + px(4)
        return side

    def _actions(self) -> list[tuple[str, str]]:
        return [
            ("copy_message", _tr("Copy message")),
            ("regenerate", _tr("Regenerate")),
            ("fork", _tr("Fork from here")),
            ("more_actions", _tr("More actions")),
        ]


class StatusLine(PaintedPart):
    """While a reply is written: spinner, speed, tokens."""

    space_before_px = 8.0

    def __init__(self, kit: Kit, state: ItemState, *, waiting: bool) -> None:
        super().__init__(kit)
        self._state = state
        self._waiting = waiting

    @property
    def text(self) -> str:
        """What it says."""
        return self._state.status or (_tr("Waiting") if self._waiting else _tr("Streaming"))

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Spinner and text."""
        theme, spot = context.theme, self.spinner_rect()
        paint_spinner(painter, spot.center(), int(spot.width()), self._state.spinner, context)
        left = spot.width() + self.kit.px(8)
        if context.clip.right() > left:  # else only the spinner turned
            line = QRectF(left, 0, self._width - left, self._height)
            font = theme.font("small", tabular=True)
            paint_line(painter, self.text, line, font, theme.color("text3"))

    def spinner_rect(self) -> QRectF:
        """Where the spinner turns."""
        return QRectF(0, 0, self.kit.px(14), self._height)

    def hit_at(self, pos: object) -> Hit | None:
        """Nothing to act upon."""
        return None

    def _lay_out(self, width: float) -> float:
        return self.kit.px(BUTTON_PX)
