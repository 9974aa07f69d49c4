"""The line under the composer: which keys do what, and how full the context is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.chat.texts import short_count_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label

if TYPE_CHECKING:
    from studio.ui.widgets import TextButton

_WARN_AT = 0.8
_ANY_PX = 16_777_215  # as Qt has it for widgets without a largest size


class ComposerHints(QWidget):
    """Keys at the left, context use at the right; for a moment, why nothing was sent.

    Signals:
        step_requested: what stands in the way is to be mended.
    """

    step_requested = Signal()

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ctrl_enter = self._compares = False
        self._running = False
        self._estimate = self._more_keys = ""
        self._used = self._typed = 0
        self._limit: int | None = None
        self._refusal = ""
        self._step: TextButton | None = None
        self._gap: QWidget | None = None
        self._keys = Label(theme, style="small", token="text3", elide=True, parent=self)
        self._keys.setObjectName("hint")
        self._context = Label(theme, style="small", token="text3", tabular=True, parent=self)
        self._context.setObjectName("context")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self._keys, 1)
        self._row.addWidget(self._context)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show_keys()

    def set_send_key(self, *, ctrl_enter: bool) -> None:
        """Which key sends."""
        self._ctrl_enter = ctrl_enter
        self._show_keys()

    def set_compares(self, on: bool) -> None:
        """Whether another key sends to several models."""
        self._compares = on
        self._show_keys()

    def set_more_keys(self, text: str) -> None:
        """What other keys do while nothing is being written."""
        self._more_keys = text
        self._show_keys()

    def set_running(self, running: bool) -> None:
        """Whether an answer is being written: the keys do something else then."""
        if running != self._running:
            self._running = running
            self._show_keys()

    def refuse(self, reason: str, step: str = "") -> None:
        """Says why nothing was sent, in place of the keys; "" brings them back.

        Args:
            step: label of the button that mends it, or "".
        """
        if reason == self._refusal:
            return
        self._refusal = reason
        self._keys.set_token("warn" if reason else "text3")
        if step and self._step is None:
            self._step = self._make_step()
        if self._step is not None:
            self._step.setText(step)
            self._step.setAccessibleName(step)
            self._step.setToolTip(step)
            self._step.setVisible(bool(reason and step))
        self._show_keys()
        self._place_step()
        if reason:
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, reason))

    def _make_step(self) -> "TextButton":
        from studio.ui.widgets import TextButton

        button = TextButton(self._theme, "", kind="inline", height_px=24, parent=self)
        button.setObjectName("composer_step")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard in the box
        button.clicked.connect(self.step_requested)
        self._row.insertWidget(1, button)
        self._gap = QWidget(self)
        self._row.insertWidget(2, self._gap, 1)
        return button

    def _place_step(self) -> None:
        """The button stands right behind the reason."""
        alone = self._step is None or self._step.isHidden()
        text_px = self._keys.fontMetrics().horizontalAdvance(self._refusal) + 2
        self._keys.setMaximumWidth(_ANY_PX if alone else text_px)
        if self._gap is not None:
            self._gap.setVisible(not alone)

    def set_context(self, used_tokens: int, limit_tokens: int | None) -> None:
        """Tokens of the conversation so far, and the model's limit if known."""
        self._used, self._limit = used_tokens, limit_tokens
        self._show_context()

    def set_typed_tokens(self, tokens: int) -> None:
        """Tokens of what is in the box."""
        if tokens != self._typed:
            self._typed = tokens
            self._show_context()

    def set_estimate(self, text: str) -> None:
        """The estimate of the box when there is no room for it beside the buttons."""
        if text != self._estimate:
            self._estimate = text
            self._show_context()

    def _show_keys(self) -> None:
        send = self.tr("Ctrl+Enter") if self._ctrl_enter else self.tr("Enter")
        line = self.tr("Enter") if self._ctrl_enter else self.tr("Shift+Enter")
        if self._running:
            text = self.tr("Esc to stop · {send} sends this after the answer").format(send=send)
        else:
            text = self.tr("{send} to send · {line} for a new line").format(send=send, line=line)
            if self._compares:
                key = self.tr("Ctrl+Shift+Enter") if self._ctrl_enter else self.tr("Ctrl+Enter")
                text += " · " + self.tr("{key} to compare models").format(key=key)
            if self._more_keys:
                text = self._more_keys.format(send=send, line=line)
        self._keys.set_text(self._refusal or text)

    def _show_context(self) -> None:
        used = self._used + self._typed
        texts = [self._estimate] if self._estimate else []
        warns = False
        if self._limit:
            warns = used > _WARN_AT * self._limit
            count, limit = short_count_text(used), short_count_text(self._limit)
            pattern = self.tr("{used} of {limit} context")
            if warns:
                pattern = self.tr("{used} of {limit} context: nearly full")
            texts.append(pattern.format(used=count, limit=limit))
        self._context.set_token("warn" if warns else "text3")
        self._context.set_text(" · ".join(texts))

    def _on_theme_changed(self) -> None:
        theme = self._theme.current
        self.setFixedHeight(theme.scaled(24))
        self._row.setContentsMargins(theme.scaled(4), 0, theme.scaled(4), 0)
