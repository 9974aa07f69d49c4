"""The other image beside the original: a result, or another of the family."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import ThemeStore
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.widgets import Label, PrimaryButton, Surface, TextButton, key_text


class ResultView(Surface):
    """A canvas with what it is under it, and how to go on.

    Signals:
        keep_requested: go on editing this one.
        hide_requested: back to the original alone.
    """

    keep_requested = Signal()
    hide_requested = Signal()

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, "viewer", lines=("left",))
        self.setObjectName("edit_result")
        self.canvas = PictureCanvas(theme)
        self.canvas.setObjectName("result_image")
        self.canvas.setAccessibleName(self.tr("Result"))
        self._words = Label(theme, style="small", token="text2", elide=True)
        self.hide_button = TextButton(theme, self.tr("Hide"), compact=True)
        self.keep = PrimaryButton(theme, self.tr("Keep editing this one"), compact=True)
        self.keep.setObjectName("keep_editing")
        self.keep.setToolTip(f"{self.tr('Keep editing this one')}   {key_text('Ctrl+Return')}")
        self.hide_button.clicked.connect(self.hide_requested)
        self.keep.clicked.connect(self.keep_requested)
        row = QHBoxLayout()
        s = theme.current.scaled
        row.setContentsMargins(s(12), s(6), s(12), s(6))
        row.addWidget(self._words, 1)
        row.addWidget(self.hide_button)
        row.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addLayout(row)
        self._foot = row
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def foot_px(self) -> int:
        """How high the row under the picture is."""
        return self._foot.sizeHint().height()

    def show_image(self, pyramid: Pyramid | None, words: str, *, is_new: bool) -> None:
        """Shows pixels, as far as there are any."""
        self._words.set_text(words)
        self.canvas.show_pyramid(pyramid, is_new=is_new)
