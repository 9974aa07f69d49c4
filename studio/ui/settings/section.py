"""What all sections of the settings look like: a header and a scrolled column."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import FieldRow, FocusRinged, Label, Surface, Themed
from studio.ui.widgets.scroll_area import ScrollArea

FORM_WIDTH_PX = 760


class _Scrolled(FocusRinged, ScrollArea):
    """The column; keys scroll it where nothing in it takes the keyboard."""

    ring_gap_px = -6

    def __init__(self, theme_store: ThemeStore, title: str) -> None:
        super().__init__()
        self.setObjectName("settings_scroll")
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._use_theme(theme_store)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        content = self.widget()
        inside = content.findChildren(QWidget) if content is not None else []
        policy = Qt.FocusPolicy
        taken = any(w.focusPolicy() & policy.TabFocus and not w.isHidden() for w in inside)
        self.setFocusPolicy(policy.NoFocus if taken else policy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), event.key()
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)


class SettingsSection(Themed, QWidget):
    """A page of settings: title in a 52 px header, rows in a column 760 wide.

    Attributes:
        header: room for a button at its right.
        column: where rows go.
        is_narrow: labels are over their fields.
    """

    def __init__(
        self, theme_store: ThemeStore, title: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.is_narrow = False
        self._head = Surface(theme_store, lines=("bottom",))
        self.header = QHBoxLayout(self._head)
        self.header.addWidget(Label(theme_store, title, style="page"))
        self.header.addStretch(1)
        self.content = QWidget()
        self.column = QVBoxLayout()
        self.column.setSpacing(0)
        # Aligned at the top by its own alignment, Qt would give it the height of unbroken lines.
        whole = QVBoxLayout(self.content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self.column)
        whole.addStretch(1)
        self.scroll_area = _Scrolled(theme_store, title)
        self.scroll_area.setWidget(self.content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(self.scroll_area, 1)
        self._use_theme(theme_store)

    def set_narrow(self, narrow: bool) -> None:
        """Puts labels over their fields, or beside them."""
        self.is_narrow = narrow
        for row in self.findChildren(FieldRow):
            row.set_narrow(narrow)

    def words(self) -> str:
        """All that a search in the settings may find here, in lower case."""
        texts = [self.title, *(label.text() for label in self.findChildren(Label))]
        return " ".join(texts).lower()

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._head.setFixedHeight(scaled(52))
        self.header.setContentsMargins(scaled(24), 0, scaled(12), 0)
        self.column.setContentsMargins(scaled(24), scaled(12), scaled(24), scaled(24))
        self.content.setMaximumWidth(scaled(FORM_WIDTH_PX + 48))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.theme.scaled(FORM_WIDTH_PX)
        if narrow != self.is_narrow:
            self.set_narrow(narrow)
