"""`CellTools`: what can be done with the image under the pointer, in a strip on it."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import IconButton, Themed


class CellTools(Themed, QWidget):
    """Open, edit, copy, save.

    Signals:
        act_requested: act, key of the cell that it lies on.
    """

    act_requested = Signal(str, str)

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = ""
        self._acts: dict[object, str] = {}
        self._row = QHBoxLayout(self)
        for act, icon, name, keys in (
            ("open", "maximize-2", self.tr("Open image"), "Return"),
            ("edit", "brush", self.tr("Edit image"), "E"),
            ("copy", "copy", self.tr("Copy image"), "Ctrl+C"),
            ("save", "download", self.tr("Save image"), "Ctrl+S"),
        ):
            button = IconButton(
                theme, icon, name, keys, surface="viewer", object_name=f"cell_{act}"
            )
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its key on the image
            button.clicked.connect(self._on_button_clicked)
            self._acts[button] = act
            self._row.addWidget(button)
        self.setObjectName("cell_tools")
        self.hide()
        self._use_theme(theme)

    def lie_on(self, key: str, box: QRect) -> None:
        """Shows itself at the top right of a cell."""
        self.key = key
        size = self._row.sizeHint()
        gap = self.theme.scaled(8)
        if size.width() + 2 * gap > box.width() or size.height() + 2 * gap > box.height():
            self.leave()
            return
        corner = QPoint(box.right() + 1 - gap - size.width(), box.top() + gap)
        self.setGeometry(QRect(corner, size))
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Hides itself."""
        self.key = ""
        self.hide()

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._row.setContentsMargins(s(3), s(3), s(3), s(3))
        self._row.setSpacing(s(2))

    def _on_button_clicked(self) -> None:
        if self.key:
            self.act_requested.emit(self._acts.get(self.sender(), ""), self.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: a dark plate, seen on any image."""
        theme = self.theme
        rounded_box(QPainter(self), QRectF(self.rect()), theme.scaled(8), theme.color("overlay"))
