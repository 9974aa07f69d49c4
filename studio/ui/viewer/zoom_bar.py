"""`ZoomBar`: how large the picture is shown, and the buttons that change it."""

from PySide6.QtCore import QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore, rounded_box, vline
from studio.ui.widgets import IconButton, Label, TextButton, Themed, set_names


def percent_text(scale: float) -> str:
    """`52 %`; under 10 % with one digit."""
    percent = float(scale * 100)
    return f"{QLocale().toString(percent, 'f', 0 if percent >= 9.95 else 1)} %"


class ZoomBar(Themed, QWidget):
    """Lies over the picture, above the filmstrip.

    Signals:
        zoom_in_requested, zoom_out_requested, fit_requested, actual_requested: a button.
    """

    zoom_in_requested = Signal()
    zoom_out_requested = Signal()
    fit_requested = Signal()
    actual_requested = Signal()

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_zoom_bar")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._out = IconButton(
            theme_store, "zoom-out", self.tr("Zoom out"), "-", surface="raised",
            object_name="viewer_zoom_out",
        )  # fmt: skip
        self._in = IconButton(
            theme_store, "zoom-in", self.tr("Zoom in"), "+", surface="raised",
            object_name="viewer_zoom_in",
        )  # fmt: skip
        self._percent = Label(theme_store, "", tabular=True)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._fit = TextButton(theme_store, self.tr("Fit"), compact=True)
        set_names(self._fit, self.tr("Fit"), "0", object_name="viewer_fit")
        self._actual = TextButton(theme_store, self.tr("1:1"), compact=True)
        set_names(self._actual, self.tr("Actual size"), "1", object_name="viewer_actual")
        self._row = QHBoxLayout(self)
        for widget in (self._out, self._percent, self._in):
            self._row.addWidget(widget)
        self._row.addSpacing(theme_store.current.scaled(9))
        self._row.addWidget(self._fit)
        self._row.addWidget(self._actual)
        self._in.clicked.connect(self.zoom_in_requested)
        self._out.clicked.connect(self.zoom_out_requested)
        self._fit.clicked.connect(self.fit_requested)
        self._actual.clicked.connect(self.actual_requested)
        self._use_theme(theme_store)

    @property
    def text(self) -> str:
        """The percentage as shown."""
        return self._percent.text()

    def show_scale(self, scale: float, *, can_zoom_in: bool, can_zoom_out: bool) -> None:
        """Shows a scale, in device px per px of the picture."""
        self._percent.set_text(percent_text(scale))
        for button, can in ((self._in, can_zoom_in), (self._out, can_zoom_out)):
            if button.isEnabled() != can:
                button.setEnabled(can)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._row.setContentsMargins(scaled(5), scaled(4), scaled(5), scaled(4))
        self._row.setSpacing(scaled(4))
        self.setFixedHeight(scaled(36))
        self._percent.setFixedWidth(scaled(56))
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the box and the line between the groups."""
        theme, painter = self.theme, QPainter(self)
        rounded_box(
            painter,
            QRectF(self.rect()),
            theme.scaled(8),
            theme.color("viewer"),
            theme.color("lineStrong"),
        )
        x = (self._in.geometry().right() + self._fit.geometry().left()) // 2
        height = theme.scaled(20)
        vline(painter, x, (self.height() - height) // 2, height, theme.color("line"))
