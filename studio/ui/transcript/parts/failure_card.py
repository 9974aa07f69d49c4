"""The card in place of an answer that failed, or below what came of it."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.core.errors import Failure
from studio.ui.failure_texts import FailureAction, failure_text
from studio.ui.theme import rounded_box
from studio.ui.transcript.element import Hit, PaintContext
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.base import (
    BUTTON_PX,
    joined,
    paint_icon,
    paint_icon_button,
    paint_line,
    text_width,
)
from studio.ui.transcript.parts.buttons import button_width, paint_button
from studio.ui.transcript.parts.plain import PlainLayout
from studio.ui.transcript.parts.selectable import Patch, SelectablePart, line_patch


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


_NEVER_SENT = frozenset({"secrets_unavailable", "blob_missing", "settings_error"})


def was_sent(failure: Failure) -> bool:
    """Whether there was a request to show."""
    no_key = failure.kind == "authentication_failed" and failure.status is None
    return failure.kind not in _NEVER_SENT and not no_key


class FailureCard(SelectablePart):
    """Why there is no answer, or no more of it, and the one thing to do.

    Args:
        failure: what went wrong; its sentence comes from `failure_texts`.
        continues: the text that came before it can be gone on with.
    """

    space_before_px = 12.0
    space_after_px = 8.0

    def __init__(self, kit: Kit, failure: Failure, *, continues: bool = False) -> None:
        super().__init__(kit)
        self._failure = failure
        self._continues = continues
        self._text = failure_text(failure)
        ui = kit.theme.font("ui")
        line = kit.theme.line_px("ui")
        self._cause = PlainLayout(self._text.cause, ui, line) if self._text.cause else None
        words = self._text.words
        words = words if len(words) <= 600 else words[:600].rstrip() + "…"
        self._words = PlainLayout(words, ui, line) if words else None
        self._request_y = 0.0
        self._buttons_shown: list[tuple[Hit, str, str, str]] = []

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Card, title, cause, the server's words, request id, buttons."""
        theme, px = context.theme, self.kit.px
        box = QRectF(0, 0, self._width, self._height)
        rounded_box(painter, box, px(8), theme.color("dangerSoft"), theme.color("dangerLine"))
        self.paint_selection(painter, context)
        icon = px(18)
        centre = QPointF(px(12) + icon / 2, px(12) + px(11))
        paint_icon(painter, "circle-alert", centre, icon, "danger", context)
        left, y = self._left(), float(px(12))
        line = QRectF(left, y, self._width - left - px(16), theme.line_px("body"))
        title_font = theme.font("h4")
        paint_line(painter, self._text.title, line, title_font, theme.color("text"))
        y = line.bottom()
        for layout in (self._cause, self._words):
            if layout is not None:
                layout.paint(painter, QPointF(left, y), context, "text2")
                y += layout.height
        if self._failure.request_id:
            self._paint_request_id(painter, left, context)
        for hit, label, kind, glyph in self._buttons_shown:
            paint_button(painter, hit, label, kind, context, glyph)

    def _paint_request_id(self, painter: QPainter, left: float, context: PaintContext) -> None:
        theme = context.theme
        row = QRectF(left, self._request_y, self._width - left, self.kit.px(BUTTON_PX))
        label = _tr("Request id")
        small = theme.font("small")
        row.setLeft(left + paint_line(painter, label, row, small, theme.color("text2")) + 6)
        row.setRight(self._width - self.kit.px(16 + BUTTON_PX))
        mono = theme.font("code_small")
        paint_line(painter, self._failure.request_id or "", row, mono, theme.color("text2"))
        paint_icon_button(painter, self._hits[0], "copy", context, hover_fill="dangerLine")

    def plain_text(self) -> str:
        """All that it says."""
        return joined((self._text.title, self._text.cause, self._text.words), "\n")

    def _make_patches(self) -> list[Patch]:
        theme, left, y = self.kit.theme, self._left(), float(self.kit.px(12))
        width = self._width - left - self.kit.px(16)
        line = QRectF(left, y, width, theme.line_px("body"))
        found = [line_patch(self._text.title, line, theme.font("h4"))]
        y = line.bottom()
        for layout in (self._cause, self._words):
            if layout is not None:
                found.append(Patch(layout, QRectF(left, y, width, layout.height)))
                y += layout.height
        if self._failure.request_id:
            x = left + text_width(_tr("Request id"), theme.font("small")) + 6
            row = QRectF(x, self._request_y, self._width - x, self.kit.px(BUTTON_PX))
            font = theme.font("code_small")
            found.append(line_patch(self._failure.request_id, row, font))
        return found

    def _left(self) -> float:
        return float(self.kit.px(12 + 18 + 12))

    def _lay_out(self, width: float) -> float:
        px, theme, left = self.kit.px, self.kit.theme, self._left()
        text_px = width - left - px(16)
        y = float(px(12)) + theme.line_px("body")
        for layout in (self._cause, self._words):
            if layout is not None:
                y += layout.lay_out(text_px)
        side = float(px(BUTTON_PX))
        if self._failure.request_id:
            self._request_y = y + px(2)
            used = text_width(_tr("Request id"), theme.font("small")) + 6
            used += text_width(self._failure.request_id, theme.font("code_small"))
            x = min(left + used, width - px(16) - side)
            rect = QRectF(x, self._request_y, side, side)
            self._add("copy_text", _tr("Copy request id"), rect, self._failure.request_id)
            y = self._request_y + side
        y += px(8)
        self._buttons_shown = []
        x = left
        for action, label, kind, icon in self._buttons():
            button_px = min(button_width(self.kit, label, icon=bool(icon)), text_px)
            if x > left and x + button_px > width - px(16):
                x, y = left, y + side + px(8)
            rect = QRectF(x, y, button_px, side)
            hit = Hit(action, "", label, rect)
            self._hits.append(hit)
            self._buttons_shown.append((hit, label, kind, icon))
            x += button_px + px(8)
        if self._buttons_shown:
            y += side
        return y + px(12)

    def _buttons(self) -> list[tuple[str, str, str, str]]:
        buttons: list[tuple[str, str, str, str]] = []
        if self._continues:
            buttons.append(("continue", _tr("Continue"), "primary", "arrow-down"))
        action = self._text.action
        if action is not FailureAction.NOTHING:
            icon = "refresh-cw" if action is FailureAction.RETRY else ""
            kind = "secondary" if self._continues else "primary"
            buttons.append((action.value, self._text.action_label, kind, icon))
        if action is FailureAction.RETRY:
            label = _tr("Retry with another model")
            buttons.append((FailureAction.OTHER_MODEL.value, label, "secondary", ""))
        elif action is FailureAction.OTHER_MODEL:  # the model may be back by now
            buttons.append((FailureAction.RETRY.value, _tr("Retry"), "secondary", "refresh-cw"))
        if was_sent(self._failure):
            buttons.append(("show_request", _tr("Show request"), "text", ""))
        return buttons
