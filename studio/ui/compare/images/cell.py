"""`ImageCell`: one image of the grid, or what stands in its place."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from studio.ui.compare.images.cells import Cell, CellState
from studio.ui.compare.images.texts import cell_lines, cell_name
from studio.ui.images.loader import ImageLoader
from studio.ui.images.rounded import paint_rounded
from studio.ui.theme import Theme, ThemeStore, rounded_box
from studio.ui.widgets import FocusRinged, SecondaryButton, SpinnerTicker, paint_spinner
from studio.ui.widgets.themed import plain_tip

_STEP_PX = 64
"""Images are decoded in sizes of so many device px: a window that is dragged wider takes few."""
_MARK_PX, _HEART_PX, _ICON_PX, _RADIUS_PX = 24, 14, 18, 8
_ICONS = {
    CellState.READY: ("image", "text3"),
    CellState.WAITING: ("clock", "text3"),
    CellState.FAILED: ("circle-alert", "danger"),
    CellState.STOPPED: ("square", "text3"),
    CellState.WORDS: ("message-square", "text3"),
}
_AGAIN = (CellState.FAILED, CellState.STOPPED, CellState.WORDS)


class ImageCell(FocusRinged, QPushButton):
    """Pressed, a whole image is chosen for comparing, or not any more.

    Args:
        ticker: turns the busy signs of all cells.

    Signals:
        press_requested: key; choose it, or no longer.
        open_requested: key; double click.
        retry_requested: key.
        drag_requested: key; the pointer takes it away.
        entered, left: key; the pointer or the keyboard is on it, or not any more.
    """

    press_requested = Signal(str)
    open_requested = Signal(str)
    retry_requested = Signal(str)
    drag_requested = Signal(str)
    entered = Signal(str)
    left = Signal(str)
    ring_radius_px = _RADIUS_PX

    def __init__(
        self, theme: ThemeStore, loader: ImageLoader, ticker: SpinnerTicker, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._loader, self._ticker = loader, ticker
        self.cell = Cell("")
        self._letter, self._said = "", ("", 0, 0)
        self._is_favourite = False
        self._pressed_at: QPoint | None = None
        self._last: QPixmap | None = None
        self._retry: SecondaryButton | None = None
        self.setObjectName("image_cell")
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self._on_clicked)
        self._use_theme(theme)

    def show_cell(self, cell: Cell, name: str, number: int, count: int, letter: str) -> None:
        """Shows an image, or how far it is.

        Args:
            name: of the model.
            number, count: which of how many of the model, from 1.
            letter: under which it is chosen; "": it is not.
        """
        said = (name, number, count)
        if (cell, letter, said) == (self.cell, self._letter, self._said):
            return
        if cell.blob is None or (self.cell.blob is not None and cell.key != self.cell.key):
            self._last = None
        self.cell, self._letter, self._said = cell, letter, said
        spoken = cell_name(cell, name, number, count, letter)
        self.setAccessibleName(spoken)
        self.setToolTip(plain_tip(cell.detail))
        self.setCheckable(cell.is_image)
        if cell.is_image:
            self.setChecked(bool(letter))
        self._show_retry()
        self.update()

    def show_favourite(self, on: bool) -> None:
        """Marks an image that is a favourite of the gallery."""
        if on != self._is_favourite:
            self._is_favourite = on
            self.setAccessibleDescription(self.tr("Favourite") if on else "")
            self.update()

    def _show_retry(self) -> None:
        again = self.cell.state in _AGAIN
        if again and self._retry is None:
            self._retry = SecondaryButton(
                self.theme_store, self.tr("Retry"), icon="refresh-cw", compact=True, parent=self
            )
            self._retry.clicked.connect(self._on_retry_clicked)
        if self._retry is not None:
            self._retry.setVisible(again)
            name, number, count = self._said
            told = f"{name}, {number}" if count > 1 else name
            self._retry.setAccessibleName(self.tr("Retry: {model}").format(model=told))
            self._place_retry()

    def _place_retry(self) -> None:
        if self._retry is not None and not self._retry.isHidden():
            theme = self.theme
            self._retry.resize(self._retry.sizeHint())
            lines = self._lines()
            top = self._top(lines) + theme.scaled(_ICON_PX + 12) + theme.scaled(20) * len(lines)
            top = min(top, self.height() - self._retry.height() - theme.scaled(6))
            self._retry.move((self.width() - self._retry.width()) // 2, round(top))

    def _top(self, lines: list[str]) -> float:
        """Where icon, lines and button begin, all together in the middle."""
        theme = self.theme
        high = theme.scaled(_ICON_PX + 6) + theme.scaled(20) * len(lines)
        high += theme.scaled(40) if self.cell.state in _AGAIN else 0
        return max(theme.scaled(4), (self.height() - high) / 2)

    def _lines(self) -> list[str]:
        """What is said in the middle, as many lines as there is room for."""
        theme = self.theme
        font = theme.font("small", tabular=True)
        room = self.width() - theme.scaled(24)
        high = (
            self.height()
            - theme.scaled(_ICON_PX + 24)
            - (theme.scaled(40) if self.cell.state in _AGAIN else 0)
        )
        most = max(1, high // theme.scaled(20))
        return cell_lines(self.cell, font, room, most)

    # Painting

    def sizeHint(self) -> QSize:
        """Qt: as large as the grid says."""
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the image, or an icon and words; the mark of a chosen one."""
        theme, painter = self.theme, QPainter(self)
        box, radius = QRectF(self.rect()), theme.scaled(_RADIUS_PX)
        shown = box
        picture = self.picture()
        if picture is None or self.cell.state is not CellState.DONE:
            rounded_box(painter, box, radius, theme.color("sunken"))
        if picture is not None:
            shown = _fitted(picture, box)
            if self.cell.is_image and shown.size() != box.size():
                rounded_box(painter, box, radius, theme.color("sunken"))
            paint_rounded(painter, picture, shown, radius)
            if self.cell.state is CellState.DRAWING:
                self._paint_sharpening(painter, box)
        else:
            self._paint_words(painter, box)
        if self._letter:
            self._paint_mark(painter, box)
        if self._is_favourite and self.cell.is_image:
            self._paint_heart(painter, shown)

    def picture(self) -> QPixmap | None:
        """The image as it is shown, or None."""
        blob = self.cell.blob
        if blob is None or self._loader.is_deleted(blob):
            return None
        dpr = self.devicePixelRatioF()
        step = _STEP_PX
        wide = -(-round(self.width() * dpr) // step) * step
        high = -(-round(self.height() * dpr) // step) * step
        found = self._loader.pixmap(blob, wide, high)
        if found is not None:
            self._last = found
        return found or self._last

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        theme, side = self.theme, self.theme.scaled(_ICON_PX)
        lines = self._lines()
        if self.cell.is_image:
            lines = self._trouble()
        line_px = theme.scaled(20)
        spot = QRectF(box.center().x() - side / 2, self._top(lines), side, side)
        if self.cell.state is CellState.DRAWING:
            paint_spinner(painter, spot, theme, "accent", self._ticker.step)
        else:
            self._paint_icon(painter, spot)
        failed = self.cell.state is CellState.FAILED
        painter.setFont(theme.font("small", tabular=True))
        for at, line in enumerate(lines):
            y = spot.bottom() + theme.scaled(6) + at * line_px
            painter.setPen(theme.color("danger" if failed else "text2"))
            room = QRectF(box.left(), y, box.width(), line_px)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, line)

    def _trouble(self) -> list[str]:
        blob = self.cell.blob
        if blob is not None and self._loader.is_deleted(blob):
            return [self.tr("Image deleted")]
        if blob is not None and self._loader.is_broken(blob):
            return [self.tr("The image can't be read")]
        return []

    def _paint_icon(self, painter: QPainter, spot: QRectF) -> None:
        icon, token = _ICONS.get(self.cell.state, ("", "text3"))
        if self.cell.is_image:
            icon = "image-off" if self._trouble() else ""
        if icon:
            dpr = self.devicePixelRatioF()
            painter.drawPixmap(
                spot.topLeft(), self.theme.pixmap(icon, round(spot.width()), token, dpr)
            )

    def _paint_sharpening(self, painter: QPainter, box: QRectF) -> None:
        """Beside what comes out of the fog, not over it."""
        theme, side = self.theme, self.theme.scaled(16)
        lines = self._lines()
        font = theme.font("small", tabular=True)
        painter.setFont(font)
        words = lines[-1] if lines else ""
        width = painter.fontMetrics().horizontalAdvance(words) + side + theme.scaled(24)
        plate = QRectF(0, 0, min(width, box.width() - theme.scaled(16)), theme.scaled(28))
        plate.moveBottomLeft(box.bottomLeft() + QPointF(theme.scaled(8), -theme.scaled(8)))
        rounded_box(painter, plate, theme.scaled(6), theme.color("overlay"))
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(QPointF(plate.left() + theme.scaled(8) + side / 2, plate.center().y()))
        paint_spinner(painter, spot, theme, "onOverlay", self._ticker.step)
        painter.setPen(theme.color("onOverlay"))
        room = plate.adjusted(side + theme.scaled(16), 0, -theme.scaled(4), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        paint_choice_ring(painter, box, theme)
        side = theme.scaled(_MARK_PX)
        mark = QRectF(theme.scaled(8), theme.scaled(8), side, side)
        rounded_box(painter, mark, theme.scaled(5), theme.color("accent"))
        painter.setFont(theme.font("ui", weight=600))
        painter.setPen(theme.color("onAccent"))
        painter.drawText(mark, Qt.AlignmentFlag.AlignCenter, self._letter)

    def _paint_heart(self, painter: QPainter, shown: QRectF) -> None:
        theme, side = self.theme, self.theme.scaled(_HEART_PX)
        plate = QRectF(0, 0, theme.scaled(_MARK_PX), theme.scaled(_MARK_PX))
        gap = theme.scaled(8)
        plate.moveBottomRight(shown.bottomRight() - QPointF(gap, gap))
        rounded_box(painter, plate, theme.scaled(5), theme.color("overlay"))
        icon = theme.pixmap("heart-filled", side, "onOverlay", self.devicePixelRatioF())
        inset = (plate.width() - side) / 2
        painter.drawPixmap(plate.topLeft() + QPointF(inset, inset), icon)

    # Doing

    def _on_clicked(self) -> None:
        if self.cell.is_image:
            self.setChecked(bool(self._letter))  # what is chosen says the grid
            self.press_requested.emit(self.cell.key)

    def _on_retry_clicked(self) -> None:
        self.retry_requested.emit(self.cell.key)

    # Qt

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: opens the image; the first of the two clicks chose nothing."""
        if event.button() == Qt.MouseButton.LeftButton and self.cell.is_image:
            self.press_requested.emit(self.cell.key)
            self.open_requested.emit(self.cell.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click or the begin of a drag."""
        super().mousePressEvent(event)
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = event.position().toPoint() if is_left and self.cell.is_image else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: moved far enough, the image is dragged away; that is no click."""
        super().mouseMoveEvent(event)
        pressed_at = self._pressed_at
        if pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = (event.position().toPoint() - pressed_at).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self.drag_requested.emit(self.cell.key)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: the pointer is on it."""
        super().enterEvent(event)
        self.entered.emit(self.cell.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: the keyboard is on it."""
        super().focusInEvent(event)
        self.entered.emit(self.cell.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the button stays in the middle."""
        super().resizeEvent(event)
        self._place_retry()


def paint_choice_ring(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The ring of a chosen image: a line apart from the picture, so that it is seen on any."""
    rounded_box(
        painter, box, theme.scaled(_RADIUS_PX), border=theme.color("accent"),
        border_px=theme.scaled(3),
    )  # fmt: skip
    inner = theme.scaled(3)
    rounded_box(
        painter, box.adjusted(inner, inner, -inner, -inner), theme.scaled(_RADIUS_PX) - inner,
        border=theme.color("base"), border_px=theme.scaled(1),
    )  # fmt: skip


def _fitted(pixmap: QPixmap, box: QRectF) -> QRectF:
    """Where a picture stands whole in a box; one that nearly fits fills it."""
    scale = min(box.width() / pixmap.width(), box.height() / pixmap.height())
    width, height = pixmap.width() * scale, pixmap.height() * scale
    if box.width() - width < 3 and box.height() - height < 3:
        return box
    return QRectF(
        round(box.left() + (box.width() - width) / 2),
        round(box.top() + (box.height() - height) / 2),
        round(width),
        round(height),
    )
