"""The command palette: a field, what fits, and a veil over the rest of the window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from studio.ui.palette.entries import Entries, Entry, Kind, Row, label_of
from studio.ui.palette.row_view import RowView
from studio.ui.palette.rows_model import PaletteRows
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, KeyCap, Label, Popup, SearchField
from studio.ui.widgets.key_line import KeyLine

WIDTH_PX, TOP_PX, FIELD_PX = 640, 112, 52
_EMPTY_PX, _LINE_PX, _PAD_PX, _EDGE_PX = 64, 36, 8, 8


class PaletteField(SearchField):
    """Keeps the keys: none of them reaches the page below while the palette is open.

    Signals:
        closing: Escape, or the key that opened the palette.
    """

    closing = Signal()

    def event(self, event: QEvent) -> bool:
        """Qt: the window's keys are typed here and do nothing."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape closes at once, whatever is typed."""
        control = Qt.KeyboardModifier.ControlModifier
        again = event.key() == Qt.Key.Key_K and event.modifiers() == control
        if again or event.key() == Qt.Key.Key_Escape:
            self.closing.emit()
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            back = event.key() == Qt.Key.Key_Backtab
            self.moved.emit(Qt.Key.Key_Up if back else Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Qt: Tab moves the mark."""
        return False

    def _show_theme(self) -> None:
        super()._show_theme()
        self.setFont(self.theme.font("h3", weight=400))


class _Veil(QWidget):
    """Darkens the window behind."""

    def __init__(self, theme_store: ThemeStore, window: QWidget) -> None:
        super().__init__(window)
        self._store = theme_store
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._store.current.color("scrim"))


class CommandPalette(Popup):
    """Finds what is typed among the entries it was opened with.

    Signals:
        chosen: the `Entry`; the palette is closed and the focus back where it was.
        searched: words to look for in messages, "" for none; see `show_messages`.
    """

    chosen = Signal(object)
    searched = Signal(str)

    def __init__(self, theme_store: ThemeStore, app: QApplication, window: QWidget) -> None:
        self._veil = _Veil(theme_store, window)
        super().__init__(theme_store, app, window, radius_px=12)
        self.setObjectName("command_palette")
        self.setAccessibleName(self.tr("Command palette"))
        self._entries = Entries(())
        self._messages: tuple[Row, ...] = ()
        self._rows = PaletteRows(self)
        self._build()
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.moved.connect(self.list.move_mark)
        self.field.submitted.connect(self._on_field_submitted)
        self.field.closing.connect(self.close_popup)
        self.list.chosen.connect(self._on_list_chosen)

    def open_with(
        self, entries: tuple[Entry, ...], note_of: Callable[[Entry], str] | None = None
    ) -> None:
        """Opens with nothing typed.

        Args:
            note_of: see `Entries`.
        """
        self._entries, self._messages = Entries(entries, note_of), ()
        self.field.clear()
        self._show_rows()
        self._veil.show()
        self._veil.raise_()
        self.open_at(self._window, QSize(self.theme.scaled(WIDTH_PX), 0), self.field)

    def show_messages(self, words: str, messages: tuple[Row, ...]) -> None:
        """Lists messages that were found, below the rest; what is marked stays so.

        Args:
            words: what they were searched for; nothing happens when it is typed no more.
        """
        if self.is_open and words == self._entries.words(self.field.text()):
            marked, self._messages = self.list.marked, messages
            self._show_rows()
            if 0 <= marked < len(self._rows.rows):
                self.list.mark(marked)

    def close_popup(self) -> None:
        """Takes it away and gives the focus back."""
        self._veil.hide()
        super().close_popup()

    def _build(self) -> None:
        store = self.theme_store
        self.field = PaletteField(
            store, self.tr("Search chats, models and commands"), quiet=True,
            object_name="palette_field",
        )  # fmt: skip
        self.list = RowView(store, self._rows)
        self._nothing = Label(store, self.tr("Nothing fits"), token="text2")
        self._head = QHBoxLayout()
        self._head.addWidget(self.field, 1)
        self._head.addWidget(KeyCap(store, self.tr("Esc")))
        hints = (
            (("↑", "↓"), self.tr("move")),
            ((self.tr("Enter"),), self.tr("run")),
        )
        note = self.tr("Type > for commands, # for chats, @ for models")
        self._keys = KeyLine(store, hints, note)
        self.body.addLayout(self._head)
        self.body.addWidget(HLine(store))
        self.body.addWidget(self._nothing)
        self.body.addSpacing(_PAD_PX)
        self.body.addWidget(self.list, 1)
        self.body.addSpacing(_PAD_PX)
        self.body.addWidget(self._keys)
        self._show_lengths()

    def _show_lengths(self) -> None:
        scaled = self.theme.scaled
        self._head.setContentsMargins(scaled(16), scaled(10), scaled(16), scaled(10))
        self._nothing.setContentsMargins(scaled(16), scaled(20), scaled(16), scaled(12))

    def _show_theme(self) -> None:
        if hasattr(self, "_head"):
            self._show_lengths()
            self._place()

    def _show_rows(self) -> None:
        rows = self._entries.rows(self.field.text())
        if self._messages:
            rows = (*rows, Row(label_of(Kind.MESSAGE)), *self._messages)
        self._rows.show_rows(rows)
        found = bool(self._rows.rows)
        self.list.setVisible(found)
        self._nothing.setVisible(not found)
        self.list.mark(self._rows.next_choice(-1, 1))
        self.list.scrollToTop()
        self._place()

    def _place(self) -> None:
        """In the middle, a little below the top, as high as its rows, never beyond the window."""
        if not self.is_open:
            return
        scaled, window = self.theme.scaled, self._window.rect()
        self._veil.setGeometry(window)
        width = min(scaled(WIDTH_PX), window.width() - 2 * _EDGE_PX)
        rows = self.list.wanted_height_px() if self._rows.rows else scaled(_EMPTY_PX)
        frame, line = 2, 1
        height = frame + scaled(FIELD_PX) + line + rows + 2 * _PAD_PX + scaled(_LINE_PX)
        top = min(scaled(TOP_PX), max(_EDGE_PX, (window.height() - height) // 2))
        height = min(height, window.height() - top - _EDGE_PX)
        self.show_box(QRect((window.width() - width) // 2, top, width, height))

    def _on_field_text_changed(self, text: str) -> None:
        words = self._entries.words(text)
        if not words:
            self._messages = ()  # else those of before stay until others are found
        self._show_rows()
        self.searched.emit(words)

    def _on_field_submitted(self, _with_ctrl: bool) -> None:
        self._on_list_chosen(self.list.marked)

    def _on_list_chosen(self, number: int) -> None:
        entry = self._rows.rows[number].entry if 0 <= number < len(self._rows.rows) else None
        if entry is not None:
            self.close_popup()
            self.chosen.emit(entry)
