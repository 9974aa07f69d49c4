"""The bar over the images while several are selected."""

from PySide6.QtCore import QEvent, QMargins, QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.gallery.texts import selected_text, weight_text
from studio.ui.theme import ThemeStore, draw_shadow, rounded_box
from studio.ui.widgets import IconButton, Label, SecondaryButton, Themed
from studio.ui.widgets.themed import RING_HOST

_BLUR_PX, _DOWN_PX = 24, 8
_MARGINS = QMargins(_BLUR_PX, _BLUR_PX - _DOWN_PX, _BLUR_PX, _BLUR_PX + _DOWN_PX)
_HEIGHT_PX = 48


class SelectionBar(Themed, QWidget):
    """48 px high, 16 px above the bottom, in the middle; a child of what it lies on.

    Signals:
        act_requested(str): see `ImageGrid.act_requested`; `clear` selects nothing.
    """

    act_requested = Signal(str)

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("selection_bar")
        self.setProperty(RING_HOST, True)
        self.setAccessibleName(self.tr("Selection"))
        self._number = Label(theme, style="ui", weight=600)
        self._weight = Label(theme, style="small", token="text3")
        self._acts: dict[object, str] = {}
        self._covered_px = 0
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._number)
        self._row.addWidget(self._weight)
        self.buttons: dict[str, SecondaryButton] = {}
        self._words: dict[str, str] = {}
        for act, text, icon in (
            ("restore", self.tr("Restore"), "undo-2"),
            ("compare", self.tr("Compare"), "columns-3"),
            ("collect", self.tr("Collect"), "folder-plus"),
            ("tag", self.tr("Tag"), "tag"),
            ("export", self.tr("Export"), "download"),
        ):
            button = SecondaryButton(theme, text, icon=icon, compact=True)
            button.setObjectName(f"selection_{act}")
            button.setAccessibleName(text)
            self._words[act] = text
            button.clicked.connect(self._on_button_clicked)
            self._acts[button] = act
            self.buttons[act] = button
            self._row.addWidget(button)
        self.delete = IconButton(
            theme, "trash-2", self.tr("Delete"), "Del", surface="raised", token="danger",
            object_name="selection_delete",
        )  # fmt: skip
        self.clear = IconButton(
            theme, "x", self.tr("Select nothing"), "Esc", surface="raised",
            object_name="selection_clear",
        )  # fmt: skip
        for each, act in ((self.delete, "delete"), (self.clear, "clear")):
            each.clicked.connect(self._on_button_clicked)
            self._acts[each] = act
            self._row.addWidget(each)
        self.hide()
        parent.installEventFilter(self)
        self._use_theme(theme)

    def offer(self, acts: frozenset[str]) -> None:
        """Shows the buttons of these acts alone."""
        for act, button in self.buttons.items():
            button.setVisible(act in acts)
        for_good = "purge" in acts
        self.delete.set_name(self.tr("Delete for good") if for_good else self.tr("Delete"), "Del")
        self.delete.setVisible("delete" in acts or for_good)

    def show_selection(self, number: int, size_bytes: int) -> None:
        """Shows how many are selected; hides for fewer than two."""
        self._number.set_text(selected_text(number))
        self._weight.set_text(weight_text(size_bytes))
        self.buttons["compare"].setEnabled(2 <= number <= 4)
        self.buttons["compare"].setToolTip(
            self.tr("Compare   M") if 2 <= number <= 4 else self.tr("Two to four can be compared")
        )
        self.setVisible(number > 1)
        if number > 1:
            self.place()

    def keep_clear(self, right_px: int) -> None:
        """Something lies over the right side of the images: the bar stays beside it."""
        self._covered_px = right_px
        if self.isVisible():
            self.place()

    def place(self) -> None:
        """Lies where it belongs; icons alone where words don't fit."""
        parent = self.parentWidget()
        if parent is None:
            return
        seen = parent.width() - self._covered_px
        room = seen - 2 * self.theme.scaled(8)
        room += _MARGINS.left() + _MARGINS.right()
        self._weight.setVisible(True)
        self._show_words(on=True)
        self.setMinimumWidth(0)
        if self._row.sizeHint().width() > room:
            self._weight.setVisible(False)
        if self._row.sizeHint().width() > room:
            self._show_words(on=False)
        width = self._row.sizeHint().width()
        height = self.theme.scaled(_HEIGHT_PX) + _MARGINS.top() + _MARGINS.bottom()
        left = (seen - width) // 2
        bottom = parent.height() - self.theme.scaled(16) + _MARGINS.bottom()
        self.setGeometry(left, bottom - height, width, height)
        self.raise_()

    def _show_words(self, *, on: bool) -> None:
        """Icons alone keep their names and tooltips."""
        for act, button in self.buttons.items():
            button.setText(self._words[act] if on else "")
        self._row.invalidate()

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        pad = QMargins(scaled(16), 0, scaled(8), 0)
        self._row.setContentsMargins(_MARGINS + pad)
        self._row.setSpacing(scaled(6))

    def _on_button_clicked(self) -> None:
        self.act_requested.emit(self._acts.get(self.sender(), ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: it stays above the bottom of what it lies on."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the box and its shadow."""
        theme, painter = self.theme, QPainter(self)
        box, radius = self.rect().marginsRemoved(_MARGINS), theme.scaled(10)
        shadow = theme.color("shadowPopup")
        draw_shadow(painter, box, radius, shadow, blur_px=_BLUR_PX, down_px=_DOWN_PX)
        rounded_box(painter, QRectF(box), radius, theme.color("raised"), theme.color("lineStrong"))
