"""`ChatFinding`: shows the find bar over a transcript, and gives the focus back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.transcript.kinds import selectable_text
from studio.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from studio.ui.chat.find_bar import FindBar, Finds

_GAP_PX, _SIDE_PX, _MOST_CHARS = 8, 16, 200


class FindingOver(QObject):
    """Finding over a widget; the bar is made when it is first asked for.

    What is searched is in the methods of those derived from it: `_views`, `_make_finder`, `_name`.

    Args:
        over: in whose corner the bar stays.
        pane: what the bar lies in.
    """

    def __init__(self, *, over: QWidget, theme: ThemeStore, pane: QWidget) -> None:
        super().__init__(pane)
        self._over, self._theme, self._pane = over, theme, pane
        self._finder: Finds | None = None
        self._bar: FindBar | None = None
        self._before: QWidget | None = None
        self._open = False

    def _views(self) -> Sequence[TranscriptView]:
        """The transcripts that are searched; the first one takes the keyboard at the end."""
        raise RuntimeError

    def _make_finder(self) -> "Finds":
        """Makes what finds."""
        raise RuntimeError

    def _name(self) -> str:
        """What the field is called."""
        raise RuntimeError

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return self._open

    @property
    def bar(self) -> "FindBar":
        """The bar; made when it is first needed."""
        if self._bar is None:
            from studio.ui.chat.find_bar import FindBar

            self._finder = self._make_finder()
            self._bar = FindBar(
                theme=self._theme, finder=self._finder, name=self._name(), parent=self._pane
            )
            self._bar.close_requested.connect(self.close)
            self._over.installEventFilter(self)
        return self._bar

    def open(self) -> None:
        """Shows the bar with the selected text, or goes to it."""
        if not self._over.isVisible() or not any(view.items() for view in self._views()):
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
            target = before if before is not None and before.isVisible() else None
            (target or self._views()[0]).setFocus()

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) match; opens the bar when it is closed."""
        if not self._open:
            self.open()
        elif self._finder is not None:
            self._finder.step(by)

    def _selected(self) -> str:
        """The first line of what is selected."""
        focused = self._theme.app.focusWidget()
        if isinstance(focused, QPlainTextEdit) and focused.textCursor().hasSelection():
            return _first_line(focused.textCursor().selectedText())
        return next(filter(None, map(_selected_in, self._views())), "")

    def _area(self) -> QRect:
        """Where the bar may lie, in the pane."""
        area, s = self._over.rect(), self._theme.current.scaled
        area.translate(self._over.mapTo(self._pane, area.topLeft()))
        return area.adjusted(s(_SIDE_PX), s(_GAP_PX), -s(_SIDE_PX), 0)

    def _place(self) -> None:
        if self._bar is not None:
            self._bar.place(self._area())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the bar stays in its corner, and goes with the transcript."""
        if self._open and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        elif (
            self._open
            and event.type() == QEvent.Type.Hide
            and not self._over.isVisibleTo(self._pane)
        ):
            self.close()
        return False


class ChatFinding(FindingOver):
    """Finding in the transcript of one pane."""

    def __init__(self, *, view: TranscriptView, theme: ThemeStore, pane: QWidget) -> None:
        super().__init__(over=view, theme=theme, pane=pane)
        self._view = view

    def _views(self) -> Sequence[TranscriptView]:
        return (self._view,)

    def _make_finder(self) -> "Finds":
        from studio.ui.transcript.finding.finder import Finder

        return Finder(self._view)

    def _name(self) -> str:
        return self.tr("Find in chat")

    def _area(self) -> QRect:
        return super()._area().adjusted(0, 0, -self._view.verticalScrollBar().width(), 0)


def _selected_in(view: TranscriptView) -> str:
    """The first line of what is selected in a transcript."""
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


def _first_line(text: str) -> str:
    text = text.replace("\u2029", "\n").strip()
    return text.split("\n", 1)[0][:_MOST_CHARS]
