"""`Filmstrip`: small pictures of all images; only those in view are read and painted."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.ui.images.items import ImageItem, ImageItems
from studio.ui.images.loader import ImageLoader, PathSource
from studio.ui.theme import ThemeStore, hline, rounded_box
from studio.ui.widgets import Themed
from studio.ui.widgets.roles import give_role
from studio.ui.widgets.themed import KEYBOARD_REASONS, plain_tip

_HEIGHT_PX, _THUMB_W_PX, _THUMB_H_PX, _GAP_PX = 80, 72, 56, 8
_DIM = 0.72
_CACHE_BYTES = 24 * 1024 * 1024


class Filmstrip(Themed, QWidget):
    """The images in a row, the one that is looked at in the middle.

    Signals:
        chosen: place of the image that was clicked.
        mark_toggled: place of the image that was clicked with Ctrl.
    """

    chosen = Signal(int)
    mark_toggled = Signal(int)

    def __init__(
        self, theme_store: ThemeStore, files: PathSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer_filmstrip")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        give_role(self, QAccessible.Role.List, self.tr("Filmstrip"))
        self._files = files
        self._items: ImageItems = ()
        self._current = 0
        self._marked: frozenset[int] = frozenset()
        self._left = 0.0  # of the strip's window on the row, in px
        self._shows_ring = False
        self._loader: ImageLoader | None = None
        self._use_theme(theme_store)

    def show_items(self, items: ImageItems, current: int) -> None:
        """Shows other images."""
        self._items, self._marked = items, frozenset()
        if self._loader is None and len(items):
            self._loader = ImageLoader(self._files, cache_bytes=_CACHE_BYTES, parent=self)
            self._loader.loaded.connect(self._on_loader_loaded)
        self.set_current(current)

    def clear(self) -> None:
        """Shows nothing and keeps no pixels."""
        self._items, self._marked = (), frozenset()
        if self._loader is not None:
            self._loader.loaded.disconnect(self._on_loader_loaded)
            self._loader.deleteLater()
            self._loader = None

    def set_current(self, index: int) -> None:
        """Brings an image to the middle."""
        self._current = index
        middle = index * self._step + self.theme.scaled(_THUMB_W_PX) / 2
        self._scroll_to(middle - self.width() / 2)

    def set_marked(self, marked: frozenset[int]) -> None:
        """Shows which images are marked for comparing."""
        self._marked = marked
        self.update()

    def rect_of(self, index: int) -> QRectF:
        """Where an image of the row is, perhaps outside."""
        scaled = self.theme.scaled
        x = index * self._step - self._left
        top = (self.height() - scaled(_THUMB_H_PX)) / 2
        return QRectF(round(x), round(top), scaled(_THUMB_W_PX), scaled(_THUMB_H_PX))

    def visible(self) -> range:
        """The places of the images that are seen."""
        first = max(0, int(self._left // self._step))
        last = int((self._left + self.width()) // self._step)
        return range(first, min(len(self._items), last + 1))

    @property
    def _step(self) -> float:
        return float(self.theme.scaled(_THUMB_W_PX) + self.theme.scaled(_GAP_PX))

    def _scroll_to(self, left: float) -> None:
        total = len(self._items) * self._step - self.theme.scaled(_GAP_PX)
        if total <= self.width():
            self._left = (total - self.width()) / 2
        else:
            edge = self.theme.scaled(16)
            self._left = max(-edge, min(total - self.width() + edge, left))
        self.update()

    def _index_at(self, at: QPointF) -> int | None:
        index = int((at.x() + self._left) // self._step)
        inside = 0 <= index < len(self._items) and self.rect_of(index).contains(at)
        return index if inside else None

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(_HEIGHT_PX))
        self.set_current(self._current)

    def _on_loader_loaded(self, _sha256: str) -> None:
        self.update()

    # Painting

    def _paint_thumb(self, painter: QPainter, index: int, item: ImageItem) -> None:
        theme, rect = self.theme, self.rect_of(index)
        dpr, radius = self.devicePixelRatioF(), theme.scaled(4)
        box = round(theme.scaled(128) * dpr)
        loader = self._loader
        pixmap = loader.pixmap(item.blob, box, box) if loader is not None else None
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        painter.setOpacity(1.0 if index == self._current else _DIM)
        if pixmap is None or pixmap.hasAlphaChannel():
            painter.fillPath(path, theme.color("fill"))
        if pixmap is None:
            if loader is not None and loader.is_broken(item.blob):
                side = theme.scaled(16)
                icon = theme.pixmap("image-off", side, "text2", dpr)
                painter.drawPixmap(rect.center() - QPointF(side / 2, side / 2), icon)
        else:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setClipPath(path)
            painter.drawPixmap(rect, pixmap, _covering(pixmap, rect))
            painter.restore()
        painter.setOpacity(1.0)
        if index in self._marked:
            self._paint_mark(painter, rect)

    def _paint_mark(self, painter: QPainter, rect: QRectF) -> None:
        theme = self.theme
        side = theme.scaled(18)
        box = QRectF(rect.right() - side - 3, rect.top() + 3, side, side)
        rounded_box(painter, box, side / 2, theme.color("accent"))
        icon_px = theme.scaled(12)
        icon = theme.pixmap("check", icon_px, "onAccent", self.devicePixelRatioF())
        painter.drawPixmap(box.center() - QPointF(icon_px / 2, icon_px / 2), icon)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the thumbnails in view, a ring around the one that is looked at."""
        theme, painter = self.theme, QPainter(self)
        painter.fillRect(self.rect(), theme.color("viewer"))
        hline(painter, 0, 0, self.width(), theme.color("line"))
        if self._loader is not None:
            self._loader.begin_frame()
        for index in sorted(self.visible(), key=self._distance, reverse=True):
            self._paint_thumb(painter, index, self._items[index])
        if self._current in self.visible():
            ring = theme.focus_ring_px
            out = ring + 1 + (2 if self._shows_ring else 0)
            rect = self.rect_of(self._current).adjusted(-out, -out, out, out)
            thick = ring + (2 if self._shows_ring else 0)
            rounded_box(
                painter, rect, theme.scaled(4) + out, border=theme.color("accent"), border_px=thick
            )

    def _distance(self, index: int) -> int:
        return abs(index - self._current)

    # Qt

    def sizeHint(self) -> QSize:
        """Qt: any width."""
        return QSize(self.theme.scaled(400), self.theme.scaled(_HEIGHT_PX))

    def resizeEvent(self, event: object) -> None:
        """Qt: the image that is looked at stays in the middle."""
        self.set_current(self._current)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: scrolls the row."""
        pixels, turn = event.pixelDelta(), event.angleDelta()
        moved = (pixels.x() or pixels.y()) or (turn.y() or turn.x()) / 120 * self._step
        self._scroll_to(self._left - moved)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: looks at the image, or with Ctrl marks it."""
        index = self._index_at(event.position())
        if index is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.mark_toggled.emit(index)
        else:
            self.chosen.emit(index)

    def event(self, event: QEvent) -> bool:
        """Qt: the name of an image as tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(QPointF(event.pos()))
            text = self._items[index].name if index is not None else ""
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: a stronger ring for those who came by keyboard."""
        self._shows_ring = event.reason() in KEYBOARD_REASONS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the plain ring."""
        self._shows_ring = False
        self.update()


def _covering(pixmap: QPixmap, rect: QRectF) -> QRectF:
    """The middle of a picture, as wide to high as a place."""
    width, height = float(pixmap.width()), float(pixmap.height())
    ratio = rect.width() / rect.height()
    if width / height > ratio:
        cut = height * ratio
        return QRectF((width - cut) / 2, 0, cut, height)
    cut = width / ratio
    return QRectF(0, (height - cut) / 2, width, cut)
