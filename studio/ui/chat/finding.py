"""`ChatFinding`: shows the find bar over a transcript, and gives the focus back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.transcript.kinds import selectable_text
from studio.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from studio.ui.chat.find_bar import FindBar
    from studio.ui.transcript.finding.finder import Finder

_GAP_PX, _SIDE_PX, _MOST_CHARS = 8, 16, 200


class ChatFinding(QObject):
    """Finding in one pane; the bar is made when it is first asked for.

    Args:
        pane: what the bar lies in.
    """

    def __init__(self, *, view: TranscriptView, theme: ThemeStore, pane: QWidget) -> None:
        super().__init__(pane)
        self._view, self._theme, self._pane = view, theme, pane
        self._finder: Finder | None = None
        self._bar: FindBar | None = None
        self._before: QWidget | None = None
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return self._open

    @property
    def bar(self) -> "FindBar":
        """The bar; made when it is first needed."""
        if self._bar is None:
            from studio.ui.chat.find_bar import FindBar
            from studio.ui.transcript.finding.finder import Finder

            self._finder = Finder(self._view)
            self._bar = FindBar(theme=self._theme, finder=self._finder, parent=self._pane)
            self._bar.close_requested.connect(self.close)
            self._view.installEventFilter(self)
        return self._bar

    def open(self) -> None:
        """Shows the bar with the selected text, or goes to it."""
        if not self._view.items() or not self._view.isVisible():
            return
        bar = self.bar
        text = self._selected()
        focused = self._theme.app.focusWidget()
        if focused is not None and not bar.isAncestorOf(focused):
            self._before = focused
        if not self._open and self._finder is not None:
            self._open = True
            self._finder.begin()
            self._place()
            bar.show()
        bar.ask(text)

    def close(self) -> None:
        """Takes the bar away; the focus goes back where it was."""
        if not self._open or self._bar is None or self._finder is None:
            return
        self._open = False
        focused = self._theme.app.focusWidget()
        inside = focused is None or self._bar.isAncestorOf(focused)
        before, self._before = self._before, None
        self._finder.end()
        self._bar.hide()
        if inside:
            target = before if before is not None and before.isVisible() else self._view
            target.setFocus()

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) match; opens the bar when it is closed."""
        if not self._open:
            self.open()
        elif self._finder is not None:
            self._finder.step(by)

    def _selected(self) -> str:
        """The first line of what is selected."""
        view, focused = self._view, self._theme.app.focusWidget()
        if isinstance(focused, QPlainTextEdit) and focused.textCursor().hasSelection():
            return _first_line(focused.textCursor().selectedText())
        if view.selection.is_empty:
            return ""
        for visible in view.flow.visible:
            item, spot = visible.place.item, visible.place.spot
            for number, element in enumerate(visible.piece.elements):
                plain = selectable_text(element).replace("\ufffc", "")
                found = view.selection.range_in(item, spot, number)
                text = _first_line(plain[slice(*found)]) if found is not None else ""
                if text:
                    return text
        return ""

    def _place(self) -> None:
        if self._bar is None:
            return
        s = self._theme.current.scaled
        area = self._view.rect().translated(
            self._view.mapTo(self._pane, self._view.rect().topLeft())
        )
        side = s(_SIDE_PX) + self._view.verticalScrollBar().width()
        self._bar.place(area.adjusted(s(_SIDE_PX), s(_GAP_PX), -side, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the bar stays in its corner, and goes with the transcript."""
        if self._open and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        elif (
            self._open
            and event.type() == QEvent.Type.Hide
            and not self._view.isVisibleTo(self._pane)
        ):
            self.close()
        return False


def _first_line(text: str) -> str:
    text = text.replace("\u2029", "\n").strip()
    return text.split("\n", 1)[0][:_MOST_CHARS]
