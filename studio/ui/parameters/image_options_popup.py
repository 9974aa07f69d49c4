"""The popup of options: aspect, resolution, quality, seed, way of the wire."""

import random

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from studio.core.making import ASPECTS, MOST_SEED, SIZES, Way
from studio.ui.parameters.shape_tile import ShapeTile
from studio.ui.parameters.texts import quality_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, Popup, Segmented, TextField

_COLUMNS = 5
_WIDTH_PX, _SEED_PX = 392, 160


class _Group(QWidget):
    """A label with choices under it; hidden where a model has none."""

    def __init__(self, theme: ThemeStore, label: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current.scaled(4))
        column.addWidget(Label(theme, label, style="small", token="text3"))
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.current.scaled(8))
        self.row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self.row)


class OptionsPopup(Popup):
    """Only what the model takes is shown.

    Signals:
        chosen: name of a field of `MakingOptions`, its value.
    """

    chosen = Signal(str, object)

    def __init__(self, theme: ThemeStore, app: QApplication, window: QWidget) -> None:
        super().__init__(theme, app, window)
        self.setObjectName("options_popup")
        self.setAccessibleName(self.tr("Options"))
        self._inside = QVBoxLayout()
        pad = self.theme.scaled(16)
        self._inside.setContentsMargins(pad, self.theme.scaled(12), pad, pad)
        self._inside.setSpacing(self.theme.scaled(10))
        self.body.addLayout(self._inside)
        self._build_shapes(theme)
        self.sizes, self._sizes = self._segments(
            theme, self.tr("Resolution"), "size", tuple((size, size) for size in SIZES)
        )
        self._quality = _Group(theme, self.tr("Quality"))
        self._inside.addWidget(self._quality)
        self.qualities: dict[tuple[str, ...], Segmented] = {}
        self._build_seed(theme)
        ways = (
            (Way.CHAT.value, self.tr("Chat message")),
            (Way.IMAGES.value, self.tr("Images endpoint")),
        )
        self.ways, _ = self._segments(theme, self.tr("Sent as"), "way", ways)
        self._inside.addStretch(1)

    def _build_shapes(self, theme: ThemeStore) -> None:
        self._shapes = _Group(theme, self.tr("Shape"))
        grid = QGridLayout()
        grid.setSpacing(self.theme.scaled(4))
        self._tiles = QButtonGroup(self)
        self.tiles: dict[str, ShapeTile] = {}
        for at, aspect in enumerate(("", *ASPECTS)):
            name = aspect or self.tr("The model's own shape")
            tile = self.tiles[aspect] = ShapeTile(theme, aspect, name)
            self._tiles.addButton(tile)
            grid.addWidget(tile, at // _COLUMNS, at % _COLUMNS)
        self.tiles[""].setChecked(True)
        self._shapes.row.addLayout(grid)
        self._inside.addWidget(self._shapes)
        self._tiles.buttonClicked.connect(self._on_tiles_clicked)

    def _build_seed(self, theme: ThemeStore) -> None:
        self._seed = _Group(theme, self.tr("Seed"))
        self.seed = TextField(
            theme, self.tr("Seed"), placeholder=self.tr("Another each time"), object_name="seed"
        )
        self.seed.setToolTip(self.tr("The same seed and prompt give about the same image"))
        digits = QRegularExpression(r"\s*\d{0,10}\s*")
        self.seed.setValidator(QRegularExpressionValidator(digits, self.seed))
        self.seed.setFixedWidth(self.theme.scaled(_SEED_PX))
        self.draw = IconButton(
            theme, "refresh-cw", self.tr("Choose a seed by chance"), surface="raised",
            object_name="draw_seed",
        )  # fmt: skip
        self._seed.row.addWidget(self.seed)
        self._seed.row.addWidget(self.draw)
        self._inside.addWidget(self._seed)
        self.seed.textEdited.connect(self._on_seed_edited)
        self.draw.clicked.connect(self._on_draw_clicked)

    def _segments(
        self, theme: ThemeStore, label: str, name: str, values: tuple[tuple[str, str], ...]
    ) -> tuple[Segmented, _Group]:
        group = _Group(theme, label)
        segmented = self._segmented(theme, label, name, values)
        group.row.addWidget(segmented)
        self._inside.addWidget(group)
        return segmented, group

    def _segmented(
        self, theme: ThemeStore, label: str, name: str, values: tuple[tuple[str, str], ...]
    ) -> Segmented:
        options = (("", self.tr("Auto"), ""), *((value, words, "") for value, words in values))
        segmented = Segmented(theme, label, options, object_name=name)
        segmented.set_value("")
        segmented.chosen.connect(self._on_segmented_chosen)
        return segmented

    # What is shown

    def offer(self, *, shapes: bool, sizes: bool, qualities: tuple[str, ...], seed: bool) -> None:
        """Shows the choices that there are."""
        self._shapes.setVisible(shapes)
        self._sizes.setVisible(sizes)
        self._quality.setVisible(bool(qualities))
        self._seed.setVisible(seed)
        if qualities and qualities not in self.qualities:
            values = tuple((value, quality_text(value)) for value in qualities)
            made = self._segmented(self.theme_store, self.tr("Quality"), "quality", values)
            self.qualities[qualities] = made
            self._quality.row.addWidget(made)
        for known, segmented in self.qualities.items():
            segmented.setVisible(known == qualities)
        if self.is_open:
            self._open_at_size()

    def set_values(
        self, *, aspect: str, size: str, way: str, quality: str, seed: int | None
    ) -> None:
        """Shows what is chosen, without a signal; unknown choices are the model's own."""
        self.tiles[aspect if aspect in self.tiles else ""].setChecked(True)
        self.sizes.set_value(size if size in SIZES else "")
        self.ways.set_value(way if way in set(Way) else "")
        for known, segmented in self.qualities.items():
            segmented.set_value(quality if quality in known else "")
        if _seed_of(self.seed.text()) != seed:
            self.seed.setText("" if seed is None else str(seed))

    def open_beside(self, anchor: QWidget) -> None:
        """Opens at a button, with the focus on what is chosen first."""
        self._beside = anchor
        self._open_at_size()
        first = self.tiles[self.aspect] if not self._shapes.isHidden() else self.seed
        if first.isVisibleTo(self):
            first.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self.focusNextPrevChild(True)

    @property
    def aspect(self) -> str:
        """The aspect chosen; "" for the model's own."""
        return next(aspect for aspect, tile in self.tiles.items() if tile.isChecked())

    def _open_at_size(self) -> None:
        self._inside.activate()
        wide = max(self.theme.scaled(_WIDTH_PX), self._inside.sizeHint().width())
        self.open_at(self._beside, QSize(wide, self._inside.sizeHint().height() + 2))

    # Slots

    def _on_tiles_clicked(self, tile: ShapeTile) -> None:
        self.chosen.emit("aspect", tile.aspect)

    def _on_segmented_chosen(self, value: str) -> None:
        sender = self.sender()
        name = sender.objectName() if sender is not None else ""
        self.chosen.emit(name, value)

    def _on_seed_edited(self, text: str) -> None:
        self.chosen.emit("seed", _seed_of(text))

    def _on_draw_clicked(self) -> None:
        seed = random.randrange(MOST_SEED + 1)
        self.seed.setText(str(seed))
        self.chosen.emit("seed", seed)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes what is chosen and closes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_popup()
        else:
            super().keyPressEvent(event)


def _seed_of(text: str) -> int | None:
    digits = text.strip()
    return min(int(digits), MOST_SEED) if digits else None
