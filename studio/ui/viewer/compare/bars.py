"""The bar above and the one below compared images."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.images.items import ImageItem
from studio.ui.images.judging import LETTERS
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts.formats import cost, dimensions, seconds
from studio.ui.viewer.compare.picks import PickBar
from studio.ui.viewer.zoom_bar import percent_text
from studio.ui.widgets import IconButton, Label, Segmented, Surface, TextButton, set_names

MODES = ("slider", "side", "blink", "difference")
_HEIGHT_PX, _BUTTON_PX, _LEAST_FACTS_PX = 52, 32, 240


class CompareHead(Surface):
    """52 px: what is compared at the left, how at the right.

    Signals:
        mode_chosen: one of `MODES`.
        swap_requested, partner_requested, close_requested: a button.
        speed_requested: 1 blinks faster, -1 slower.
    """

    mode_chosen = Signal(str)
    swap_requested = Signal()
    partner_requested = Signal()
    close_requested = Signal()
    speed_requested = Signal(int)

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme_store, "viewer", lines=("bottom",), parent=parent)
        tr = self.tr
        self._title = Label(theme_store, "", style="page")
        self._line = Label(theme_store, "", style="small", token="text3", elide=True)
        self.modes = Segmented(
            theme_store,
            tr("Way of comparing"),
            (
                ("slider", tr("Slider"), ""),
                ("side", tr("Side by side"), ""),
                ("blink", tr("Blink"), ""),
                ("difference", tr("Difference"), ""),
            ),
            object_name="compare_mode",
        )
        self.modes.setToolTip(f"{tr('Next way')}   M")
        self._slower = self._button("minus", tr("Blink slower"), ",", "compare_slower")
        self._speed = Label(theme_store, "", tabular=True)
        self._faster = self._button("plus", tr("Blink faster"), ".", "compare_faster")
        self._partner = TextButton(theme_store, tr("Next B"), icon="refresh-cw")
        set_names(self._partner, tr("Next image for B"), "B", object_name="compare_partner")
        self.swap = TextButton(theme_store, tr("Swap"), icon="arrow-left-right")
        set_names(self.swap, tr("Swap A and B"), "C", object_name="compare_swap")
        self._close = self._button("x", tr("Close"), "Esc", "compare_close")
        # Narrow windows and long words must not make the window wider: see `_fit_width`.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addSpacing(4)
        self._row.addWidget(self._line, 1)
        speed: tuple[QWidget, ...] = (self._slower, self._speed, self._faster)
        for widget in (*speed, self.modes, self._partner, self.swap, self._close):
            self._row.addWidget(widget)
        self._connect()
        self._show_theme()

    def _connect(self) -> None:
        self.modes.chosen.connect(self.mode_chosen)
        self.swap.clicked.connect(self.swap_requested)
        self._partner.clicked.connect(self.partner_requested)
        self._close.clicked.connect(self.close_requested)
        self._slower.clicked.connect(self._on_slower_clicked)
        self._faster.clicked.connect(self._on_faster_clicked)

    def show_compared(self, count: int, line: str) -> None:
        """Says what is compared."""
        if count == 2:
            self._title.set_text(self.tr("Compare A and B"))
        else:
            self._title.set_text(self.tr("Compare {0} images").format(count))
        self._line.set_text(" ".join(line.split()))

    def show_mode(self, mode: str, count: int, interval_ms: int) -> None:
        """Shows the buttons that a way of comparing has."""
        self.modes.set_value(mode)
        for widget in (self._slower, self._speed, self._faster):
            widget.setVisible(mode == "blink")
        self._speed.set_text(f"{QLocale().toString(interval_ms / 1000, 'f', 1)} s")
        self._partner.setVisible(count > 2 and mode in {"slider", "difference"})
        self._fit_width()

    def _fit_width(self) -> None:
        """Where there is no room for words, icons alone; the title goes last."""
        words = ((self._partner, self.tr("Next B")), (self.swap, self.tr("Swap")))
        self._title.show()
        for button, text in words:
            button.setText(text)
        if self._needed_px() > self.width():
            for button, _ in words:
                button.setText("")
        self._title.setVisible(self._needed_px() <= self.width())

    def _needed_px(self) -> int:
        """What all words need; the ways of comparing are shortened last of all."""
        shortened = self.modes.sizeHint().width() - self.modes.minimumSizeHint().width()
        return self._row.minimumSize().width() + shortened

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: what there is room for."""
        self._fit_width()

    def _button(self, icon: str, name: str, key: str, object_name: str) -> IconButton:
        return IconButton(
            self.theme_store, icon, name, key, size_px=_BUTTON_PX, icon_px=18,
            object_name=object_name,
        )  # fmt: skip

    def _on_slower_clicked(self) -> None:
        self.speed_requested.emit(-1)

    def _on_faster_clicked(self) -> None:
        self.speed_requested.emit(1)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(_HEIGHT_PX))
        if hasattr(self, "_row"):
            self._row.setContentsMargins(scaled(16), 0, scaled(12), 1)
            self._row.setSpacing(scaled(8))


class CompareFoot(Surface):
    """44 px: which images are picked, what is known of each, what the keys do, the zoom.

    Signals:
        zoom_requested: 1 larger, -1 smaller, 0 fit.
    """

    zoom_requested = Signal(int)

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme_store, "viewer", lines=("top",), parent=parent)
        tr = self.tr
        self._facts = Label(theme_store, "", style="small", token="text2", elide=True)
        self._hint = Label(theme_store, "", style="small", token="text3")
        self._out = IconButton(
            theme_store, "zoom-out", tr("Zoom out"), "-", object_name="compare_zoom_out"
        )
        self._in = IconButton(
            theme_store, "zoom-in", tr("Zoom in"), "+", object_name="compare_zoom_in"
        )
        self._percent = Label(theme_store, "", tabular=True)
        self._fit = TextButton(theme_store, tr("Fit"), compact=True)
        set_names(self._fit, tr("Fit"), "0", object_name="compare_fit")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.picks = PickBar(theme_store)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.picks)
        self._row.addSpacing(8)
        self._row.addWidget(self._facts, 1)
        for widget in (self._hint, self._out, self._percent, self._in, self._fit):
            self._row.addWidget(widget)
        self._out.clicked.connect(self._on_out_clicked)
        self._in.clicked.connect(self._on_in_clicked)
        self._fit.clicked.connect(self._on_fit_clicked)
        self._show_theme()

    def show_items(self, items: tuple[ImageItem, ...]) -> None:
        """Says what is known of each image."""
        texts = [f"{LETTERS[n]}  {_facts(item)}" for n, item in enumerate(items)]
        self._facts.set_text("    ".join(texts))

    def show_hint(self, text: str) -> None:
        """Says what the keys do."""
        self._hint.set_text(text)
        self._fit_width()

    def show_scale(self, scale: float) -> None:
        """Shows the zoom."""
        self._percent.set_text(percent_text(scale))

    def _fit_width(self) -> None:
        """The hint goes before what is known of the images is cut short."""
        self._hint.show()
        room = self.width() - self._row.minimumSize().width()
        self._hint.setVisible(room >= self.theme.scaled(_LEAST_FACTS_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: what there is room for."""
        self._fit_width()

    def _on_out_clicked(self) -> None:
        self.zoom_requested.emit(-1)

    def _on_in_clicked(self) -> None:
        self.zoom_requested.emit(1)

    def _on_fit_clicked(self) -> None:
        self.zoom_requested.emit(0)

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(44))
        if hasattr(self, "_row"):
            self._row.setContentsMargins(scaled(16), 1, scaled(12), 0)
            self._row.setSpacing(scaled(8))


def _facts(item: ImageItem) -> str:
    took = seconds(item.took_s) if item.took_s is not None else ""
    price = cost(item.cost_usd) if item.cost_usd is not None else ""
    pixels = dimensions(item.blob.width_px, item.blob.height_px)
    return " · ".join(filter(None, (took, price, pixels))) or item.name
