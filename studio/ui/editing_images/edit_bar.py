"""The top bar of an edit: which image, the brush, the mask."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.editing_images.mask import MOST_BRUSH_PX
from studio.ui.editing_images.slider import LengthSlider
from studio.ui.theme import ThemeStore, vline
from studio.ui.widgets import IconButton, Label, Surface, Switch, TextButton, set_names

_HEIGHT_PX, _NARROW_PX, _VERY_NARROW_PX, _TITLE_PX = 52, 1080, 800, 120
MOST_FEATHER_PX = 200


class EditBar(Surface):
    """52 px.

    Signals:
        back_requested: leave the edit; nothing is lost.
        brush_changed: width or feather is another one.
        mask_shown: whether to paint the mask.
    """

    back_requested = Signal()
    brush_changed = Signal()
    mask_shown = Signal(bool)

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, "viewer", lines=("bottom",))
        self.setObjectName("edit_bar")
        self.setFixedHeight(theme.current.scaled(_HEIGHT_PX))
        self.back = IconButton(
            theme, "chevron-left", self.tr("Back"), "Esc", size_px=32, icon_px=18,
            object_name="edit_back",
        )  # fmt: skip
        self._name = Label(theme, style="page", elide=True)
        self._kept = Label(theme, self.tr("The original is kept"), style="small", token="text2")
        self.brush = LengthSlider(
            theme, self.tr("Brush"), least=1, most=MOST_BRUSH_PX, width_px=120, keys="[  ]",
            object_name="brush_size",
        )  # fmt: skip
        self.feather = LengthSlider(
            theme, self.tr("Feather"), least=0, most=MOST_FEATHER_PX, width_px=80,
            keys="Shift [  ]", object_name="brush_feather",
        )  # fmt: skip
        self._shown_label = Label(theme, self.tr("Show mask"), style="small", token="text2")
        self.shown = Switch(theme, self.tr("Show mask"), checked=True, object_name="show_mask")
        set_names(self.shown, self.tr("Show mask"), "M", object_name="show_mask")
        self.cancel = TextButton(theme, self.tr("Cancel"), compact=True)
        set_names(self.cancel, self.tr("Cancel"), "Esc", object_name="edit_cancel")
        self._lay_out(theme)
        self.back.clicked.connect(self.back_requested)
        self.cancel.clicked.connect(self.back_requested)
        self.brush.changed.connect(self._on_slider_changed)
        self.feather.changed.connect(self._on_slider_changed)
        self.shown.toggled.connect(self.mask_shown)

    def _lay_out(self, theme: ThemeStore) -> None:
        s = theme.current.scaled
        row = QHBoxLayout(self)
        row.setContentsMargins(s(10), 0, s(12), 0)
        row.setSpacing(s(8))
        row.addWidget(self.back)
        row.addWidget(self._name, 100)  # as wide as its text, before there is a gap
        row.addWidget(self._kept)
        row.addStretch(1)
        self._of_brush = (
            self.brush, _Divider(theme), self.feather, _Divider(theme), self._shown_label,
            self.shown,
        )  # fmt: skip
        for widget in (*self._of_brush, self.cancel):
            row.addWidget(widget)

    def show_image(self, name: str) -> None:
        """Says which image is edited."""
        text = self.tr("Edit {name}").format(name=name)
        self._name.set_text(text)
        self._name.setMaximumWidth(self._name.fontMetrics().horizontalAdvance(text) + 8)

    def show_brush(self, on: bool) -> None:
        """Offers what belongs to the brush and the mask, unless another tool is at work."""
        for widget in self._of_brush:
            widget.setVisible(on)
        self._fit()

    def title_text(self) -> str:
        """Which image it says."""
        return self._name.accessibleName()

    def _on_slider_changed(self, _value: float) -> None:
        self.brush_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= self.theme.scaled(_NARROW_PX)
        self._kept.setVisible(wide)
        with_numbers = self.width() >= self.theme.scaled(_VERY_NARROW_PX)
        self.brush.show_words(with_numbers)
        self.feather.show_words(with_numbers)
        self._show_names(True)
        if self._needed_px() > self.width():
            self._show_names(False)

    def _show_names(self, on: bool) -> None:
        self._shown_label.setVisible(on and not self.shown.isHidden())
        self.brush.show_name(on)
        self.feather.show_name(on)

    def _needed_px(self) -> int:
        """For all that is shown, with room for the beginning of the image's name."""
        row = self.layout()
        return row.totalMinimumSize().width() + self.theme.scaled(_TITLE_PX) if row else 0


class _Divider(Surface):
    """A short line between groups."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "viewer", parent=parent)
        self.setFixedWidth(theme.current.scaled(17))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, height = self.theme, self.theme.scaled(20)
        color = theme.color("lineStrong")
        vline(QPainter(self), self.width() // 2, (self.height() - height) // 2, height, color)
