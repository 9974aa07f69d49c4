"""The line of keys at the bottom of a popup with a list."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore, hline
from studio.ui.widgets import KeyCap, Label, Surface


class KeyLine(Surface):
    """What keys do here, 36 px high, with a line above.

    Args:
        hints: keys and what they do.
        note: words at the right, shortened where there is no room.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        hints: tuple[tuple[tuple[str, ...], str], ...],
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._row = QHBoxLayout()
        super().__init__(theme_store, "raised", lines=("top",), parent=parent)
        self.setLayout(self._row)
        for keys, text in hints:
            for key in keys:
                self._row.addWidget(KeyCap(theme_store, key))
            self._row.addWidget(Label(theme_store, text, style="small", token="text3"))
            self._row.addSpacing(theme_store.current.scaled(8))
        self._row.addStretch(1)
        if note:
            self._row.addWidget(Label(theme_store, note, style="small", token="text3"))

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(36))
        self._row.setContentsMargins(self.theme.scaled(15), 0, self.theme.scaled(15), 0)
        self._row.setSpacing(self.theme.scaled(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        # The popup's own round corners show through: only the line is painted.
        hline(QPainter(self), 0, 0, self.width(), self.theme.color("line"))
