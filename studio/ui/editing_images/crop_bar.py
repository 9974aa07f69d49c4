"""What can be done while the crop tool is in use."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.making import ASPECTS
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, Label, PrimaryButton, SecondaryButton
from studio.ui.widgets.composer_frame import ComposerBox


class CropBar(QWidget):
    """Shapes, and the two acts: cut to the frame, or extend to the shape.

    Signals:
        shape_chosen: width by height as text, "" for any.
        crop_requested, extend_requested: make a new image.
    """

    shape_chosen = Signal(str)
    crop_requested = Signal()
    extend_requested = Signal()

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__()
        self.setObjectName("crop_bar")
        panel = ComposerBox(theme, self)
        s = theme.current.scaled
        self._group = QButtonGroup(self)
        shapes = QHBoxLayout()
        shapes.setSpacing(s(4))
        self.chips: dict[str, Chip] = {}
        for aspect in ("", *ASPECTS):
            text = aspect or self.tr("Any shape")
            name = f"crop_{aspect.replace(':', '_') or 'any'}"
            chip = self.chips[aspect] = Chip(theme, text, object_name=name)
            self._group.addButton(chip)
            shapes.addWidget(chip)
        shapes.addStretch(1)
        self.chips[""].setChecked(True)
        self._size = Label(theme, style="small", token="text3", tabular=True)
        self.extend = SecondaryButton(theme, self.tr("Extend to this shape"))
        self.extend.setObjectName("extend")
        self.extend.setEnabled(False)
        self.crop = PrimaryButton(theme, self.tr("Crop"))
        self.crop.setObjectName("crop")
        acts = QHBoxLayout()
        acts.setSpacing(s(8))
        acts.addWidget(self._size)
        acts.addStretch(1)
        acts.addWidget(self.extend)
        acts.addWidget(self.crop)
        rows = QVBoxLayout(panel)
        rows.setContentsMargins(s(12), s(12), s(12), s(10))
        rows.addLayout(shapes)
        rows.addLayout(acts)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)
        self._group.buttonClicked.connect(self._on_group_clicked)
        self.crop.clicked.connect(self.crop_requested)
        self.extend.clicked.connect(self.extend_requested)

    @property
    def shape(self) -> str:
        """The shape chosen; "" for any."""
        return next(aspect for aspect, chip in self.chips.items() if chip.isChecked())

    def show_frame(self, width: int, height: int, *, is_whole: bool, fits: bool) -> None:
        """Says what a crop would give.

        Args:
            is_whole: nothing is cut.
            fits: the image has the shape already.
        """
        self._size.set_text(f"{width} × {height}")
        self.crop.setEnabled(not is_whole)
        self.extend.setEnabled(bool(self.shape) and not fits)

    def reset(self) -> None:
        """Any shape again."""
        self.chips[""].setChecked(True)

    def _on_group_clicked(self) -> None:
        self.shape_chosen.emit(self.shape)
