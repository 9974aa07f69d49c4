"""The popup of shapes: aspect, resolution, way of the wire."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.core.making import ASPECTS, SIZES, Way
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, Label, Popup, Segmented, set_names

_COLUMNS = 5
_TILE_WIDTH_PX, _TILE_HEIGHT_PX, _SHAPE_PX = 68, 60, 24
_WIDTH_PX, _HEIGHT_PX, _SHORT_HEIGHT_PX = 392, 316, 252


class ShapeTile(FocusRinged, QPushButton):
    """One aspect, drawn as its shape."""

    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, aspect: str, name: str) -> None:
        super().__init__()
        self.aspect = aspect
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_names(self, name, object_name=f"aspect_{aspect.replace(':', '_') or 'auto'}")
        self._use_theme(theme)

    def _show_theme(self) -> None:
        self.setFixedSize(self.theme.scaled(_TILE_WIDTH_PX), self.theme.scaled(_TILE_HEIGHT_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the shape, and its name under it."""
        theme, painter = self.theme, QPainter(self)
        on = self.isChecked()
        box = QRectF(self.rect())
        if on:
            rounded_box(painter, box, theme.scaled(6), theme.color("accentSoft"))
        elif self.underMouse():
            rounded_box(painter, box, theme.scaled(6), theme.color("raisedHover"))
        token = "accentText" if on else "text2"
        side, middle = theme.scaled(_SHAPE_PX), theme.scaled(22)
        shape = shape_box(self.aspect, side)
        shape.moveCenter(QRectF(0, 0, self.width(), 2 * middle).center())
        _paint_outline(painter, shape, theme.scaled(3), theme.color(token), dashed=not self.aspect)
        painter.setFont(theme.font("micro"))
        painter.setPen(theme.color(token))
        words = QRectF(0, self.height() - theme.scaled(20), self.width(), theme.scaled(16))
        text = self.aspect or self.tr("Auto")
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)


class ShapePopup(Popup):
    """What shape and size the images have, and which endpoint makes them.

    Signals:
        shape_chosen: another aspect ("": the model's own) or size ("": its own).
        way_chosen: `chat`, `images`, or "" for what suits the model.
    """

    shape_chosen = Signal()
    way_chosen = Signal(str)

    def __init__(self, theme: ThemeStore, app: QApplication, window: QWidget) -> None:
        super().__init__(theme, app, window)
        self.setObjectName("shape_popup")
        self.setAccessibleName(self.tr("Shape and size"))
        self._with_sizes = True
        self._build(theme)
        self._group.buttonClicked.connect(self._on_group_clicked)
        self.sizes.chosen.connect(self._on_sizes_chosen)
        self.ways.chosen.connect(self._on_ways_chosen)

    def _build(self, theme: ThemeStore) -> None:
        inside = QVBoxLayout()
        pad = self.theme.scaled(16)
        inside.setContentsMargins(pad, self.theme.scaled(12), pad, pad)
        inside.setSpacing(self.theme.scaled(8))
        inside.addWidget(Label(theme, self.tr("Shape"), style="small", token="text3"))
        grid = QGridLayout()
        grid.setSpacing(self.theme.scaled(4))
        grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._group = QButtonGroup(self)
        self.tiles: dict[str, ShapeTile] = {}
        for at, aspect in enumerate(("", *ASPECTS)):
            name = aspect or self.tr("The model's own shape")
            tile = self.tiles[aspect] = ShapeTile(theme, aspect, name)
            self._group.addButton(tile)
            grid.addWidget(tile, at // _COLUMNS, at % _COLUMNS)
        self.tiles[""].setChecked(True)
        inside.addLayout(grid)
        self._sizes_label = Label(theme, self.tr("Resolution"), style="small", token="text3")
        options = (("", self.tr("Auto"), ""), *((size, size, "") for size in SIZES))
        self.sizes = Segmented(theme, self.tr("Resolution"), options, object_name="size")
        self.sizes.set_value("")
        inside.addWidget(self._sizes_label)
        inside.addWidget(self.sizes)
        inside.addWidget(Label(theme, self.tr("Sent as"), style="small", token="text3"))
        ways = (
            ("", self.tr("Auto"), ""),
            (Way.CHAT.value, self.tr("Chat message"), ""),
            (Way.IMAGES.value, self.tr("Images endpoint"), ""),
        )
        self.ways = Segmented(theme, self.tr("Sent as"), ways, object_name="way")
        self.ways.set_value("")
        row = QHBoxLayout()
        row.addWidget(self.ways)
        row.addStretch(1)
        inside.addLayout(row)
        inside.addStretch(1)
        self.body.addLayout(inside)

    @property
    def aspect(self) -> str:
        """The aspect chosen; "" for the model's own."""
        return next(aspect for aspect, tile in self.tiles.items() if tile.isChecked())

    @property
    def size_value(self) -> str:
        """The resolution chosen; "" for the model's own, or when it takes none."""
        return self.sizes.value if self._with_sizes else ""

    def set_values(self, aspect: str, size: str, way: str) -> None:
        """Shows choices without a signal; unknown ones become the model's own."""
        self.tiles[aspect if aspect in self.tiles else ""].setChecked(True)
        self.sizes.set_value(size if size in SIZES else "")
        self.ways.set_value(way if way in set(Way) else "")

    def set_with_sizes(self, on: bool) -> None:
        """Whether the model takes a resolution."""
        self._with_sizes = on
        self.sizes.setVisible(on)
        self._sizes_label.setVisible(on)

    def open_under(self, anchor: QWidget) -> None:
        """Opens beside a button."""
        height = _HEIGHT_PX if self._with_sizes else _SHORT_HEIGHT_PX
        size = QSize(self.theme.scaled(_WIDTH_PX), self.theme.scaled(height))
        self.open_at(anchor, size, self.tiles[self.aspect])

    def _on_group_clicked(self) -> None:
        self.shape_chosen.emit()

    def _on_sizes_chosen(self, _value: str) -> None:
        self.shape_chosen.emit()

    def _on_ways_chosen(self, value: str) -> None:
        self.way_chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes what is chosen and closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_popup()
        else:
            super().keyPressEvent(event)


def shape_box(aspect: str, side: float) -> QRectF:
    """A box of an aspect that fits a square."""
    wide, _, high = aspect.partition(":")
    ratio = int(wide) / int(high) if high else 1.0
    width, height = (side, side / ratio) if ratio >= 1 else (side * ratio, side)
    return QRectF(0, 0, width, height)


def _paint_outline(
    painter: QPainter, box: QRectF, radius: float, color: QColor, *, dashed: bool
) -> None:
    pen = QPen(color, 1.5)
    if dashed:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRoundedRect(box, radius, radius)
