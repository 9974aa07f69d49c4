"""`FindBar`: the box in the corner of a transcript to find text with."""

from typing import Protocol

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore, draw_shadow, rounded_box
from studio.ui.transcript.finding.query import Query
from studio.ui.widgets import IconButton, Label, TextField
from studio.ui.widgets.themed import RING_HOST, Themed

SHADOW_PX = 12
_WIDTH_PX, _HEIGHT_PX, _LEAST_FIELD_PX = 480, 44, 96
_MOST_CHARS = 1000


class Finds(Protocol):
    """What finds: in one transcript (`Finder`), or in several."""

    @property
    def changed(self) -> SignalInstance:
        """Other counts, or another current match."""
        ...

    @property
    def query(self) -> Query:
        """What is looked for."""
        ...

    @property
    def total(self) -> int:
        """How many matches were found so far."""
        ...

    @property
    def ordinal(self) -> int:
        """The number of the current match, from 1; 0: there is none."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether everything was looked at."""
        ...

    def begin(self) -> None:
        """Starts to read."""
        ...

    def end(self) -> None:
        """Marks nothing and forgets what was read."""
        ...

    def set_query(self, query: Query) -> None:
        """Finds something else."""
        ...

    def step(self, by: int) -> None:
        """Goes to the next (1) or previous (-1) match, around the ends."""
        ...


class _FindField(TextField):
    """The text to find.

    Signals:
        stepped: Enter (1) or Shift Enter (-1).
    """

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)


class FindBar(Themed, QWidget):
    """A field, how many matches there are, switches, and what leads from one to the next.

    Args:
        finder: does the work; it is begun and ended by who shows the bar.
        name: of the field; what is searched.

    Signals:
        close_requested: Escape, or the button.
    """

    close_requested = Signal()

    def __init__(self, *, theme: ThemeStore, finder: Finds, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._finder = finder
        self._said = ""
        self.setObjectName("find_bar")
        self.setAccessibleName(self.tr("Find"))
        self.setProperty(RING_HOST, True)
        self._build(theme, name)
        self._connect()
        self._use_theme(theme)
        self.hide()

    def _build(self, theme: ThemeStore, name: str) -> None:
        self.field = _FindField(
            theme, name, placeholder=name, icon="search", object_name="find_field"
        )
        self.field.setMaxLength(_MOST_CHARS)
        self.field.setMinimumWidth(_LEAST_FIELD_PX)
        self.count = Label(theme, style="small", token="text2", tabular=True)
        self.count.setObjectName("find_count")
        button = _ButtonMaker(theme)
        self.case = button.switch("case-sensitive", self.tr("Match case"), "Alt+C")
        self.words = button.switch("whole-word", self.tr("Whole words"), "Alt+W")
        self.previous = button.act("chevron-up", self.tr("Previous match"), "Shift+F3")
        self.next = button.act("chevron-down", self.tr("Next match"), "F3")
        self.close_button = button.act("x", self.tr("Close"), "Esc")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(4)
        self._row.addWidget(self.field, 1)
        self._row.addSpacing(4)
        self._row.addWidget(self.count)
        self._row.addSpacing(4)
        for each in (self.case, self.words, self.previous, self.next, self.close_button):
            self._row.addWidget(each)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_query_changed)
        self.field.stepped.connect(self._on_field_stepped)
        self.case.toggled.connect(self._on_query_changed)
        self.words.toggled.connect(self._on_query_changed)
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.close_button.clicked.connect(self.close_requested)
        self._finder.changed.connect(self._on_finder_changed)
        for key, switch in (("Alt+C", self.case), ("Alt+W", self.words)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(switch.toggle)

    # What others use.

    def ask(self, text: str) -> None:
        """Takes the focus, with a text to find or the last one, selected."""
        if text:
            self.field.setText(text)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._on_query_changed()

    def place(self, area: QRect) -> None:
        """Goes to the top right corner of an area, in the parent's coordinates."""
        size = self.sizeHint()
        size.setWidth(min(size.width(), area.width() + 2 * SHADOW_PX))
        left = area.right() + 1 - size.width() + SHADOW_PX
        self.setGeometry(left, area.top() - SHADOW_PX, size.width(), size.height())
        self.raise_()

    def query(self) -> Query:
        """What is asked for now."""
        return Query(
            self.field.text(),
            match_case=self.case.isChecked(),
            whole_words=self.words.isChecked(),
        )

    def text(self) -> str:
        """How many matches there are, in words."""
        finder = self._finder
        if finder.query.is_empty:
            return ""
        total = finder.total
        if not finder.is_complete:
            return self.tr("{count}+").format(count=f"{total:n}") if total else "…"
        if not total:
            return self.tr("No matches")
        number = finder.ordinal
        if not number:
            return f"{total:n}"
        return self.tr("{number} of {count}").format(number=f"{number:n}", count=f"{total:n}")

    # Slots.

    def _on_query_changed(self, *_: object) -> None:
        self._finder.set_query(self.query())
        self._on_finder_changed()

    def _on_field_stepped(self, by: int) -> None:
        self._finder.step(by)

    def _on_previous_clicked(self) -> None:
        self._finder.step(-1)

    def _on_next_clicked(self) -> None:
        self._finder.step(1)

    def _on_finder_changed(self) -> None:
        finder, text = self._finder, self.text()
        nothing = finder.is_complete and not finder.query.is_empty and not finder.total
        self.count.set_token("danger" if nothing else "text2")
        if text != self.count.text():
            self.count.set_text(text)
        self.field.setAccessibleDescription(text)
        for button in (self.previous, self.next):
            button.setEnabled(not finder.query.is_empty and not nothing)
        if finder.is_complete and text != self._said:
            self._said = text
            if text and QAccessible.isActive():
                said = QAccessibleAnnouncementEvent(self, text)
                QAccessible.updateAccessibility(said)

    # Qt

    def _show_theme(self) -> None:
        s = self.theme.scaled
        pad = SHADOW_PX + s(6)
        self._row.setContentsMargins(pad, SHADOW_PX, pad, SHADOW_PX)
        metrics = self.count.fontMetrics()
        widest = max(self.tr("No matches"), "1,000 of 1,000", key=metrics.horizontalAdvance)
        self.count.setMinimumWidth(metrics.horizontalAdvance(widest))

    def sizeHint(self) -> QSize:
        s = self.theme.scaled
        return QSize(s(_WIDTH_PX) + 2 * SHADOW_PX, s(_HEIGHT_PX) + 2 * SHADOW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box = self.rect().adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)
        shadow = theme.color("tip")
        shadow.setAlphaF(0.12)
        radius = theme.scaled(8)
        draw_shadow(painter, box, radius, shadow, blur_px=8, down_px=2)
        fill, line = theme.color("raised"), theme.color("lineStrong")
        rounded_box(painter, QRectF(box), radius, fill, line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)


class _ButtonMaker:
    """The icon buttons of the bar."""

    def __init__(self, theme: ThemeStore) -> None:
        self._theme = theme

    def act(self, icon: str, name: str, shortcut: str) -> IconButton:
        return IconButton(self._theme, icon, name, shortcut, surface="raised")

    def switch(self, icon: str, name: str, shortcut: str) -> IconButton:
        return IconButton(self._theme, icon, name, shortcut, surface="raised", checkable=True)
