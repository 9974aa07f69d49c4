"""`ComparisonRow`: the comparison or run that an image came from, under its facts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, TextButton, Themed

_MOST_CHARS = 60


class ComparisonRow(Themed, QWidget):
    """A label and the name, which leads there; hidden where there is none.

    Args:
        label_px: width of the label, in the 100 % design.

    Signals:
        open_requested: show the comparison with the image.
    """

    open_requested = Signal()

    def __init__(self, theme: ThemeStore, label_px: int) -> None:
        super().__init__()
        self._label_px, self._name = label_px, ""
        self._label = Label(theme, self.tr("Comparison"), token="text2")
        self.open = TextButton(theme, "", kind="inline", compact=True)
        self.open.setObjectName("open_comparison")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        self.open.clicked.connect(self.open_requested)
        self.hide()
        self._use_theme(theme)

    def show_name(self, name: str, *, is_run: bool = False) -> None:
        """Shows the name of a comparison or a run; "" for none."""
        words = self.tr("Open run: {name}") if is_run else self.tr("Open comparison: {name}")
        told = words.format(name=name)
        self._label.set_text(self.tr("Run") if is_run else self.tr("Comparison"))
        self._name = " ".join(name.split())[:_MOST_CHARS]
        self.open.setAccessibleName(told)
        self.open.setToolTip(told)
        self.setVisible(bool(name))
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self._label.width() - self.theme.scaled(24)
        text = self.open.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideRight, max(room, self.theme.scaled(120))
        )
        self.open.setText(text)
        self.open.updateGeometry()

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(s(8))
        self._label.setFixedWidth(s(self._label_px))
