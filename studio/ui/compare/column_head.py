"""The head of a column: who answers, how far it came, and what can be done with the column."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from studio.core.models import short_model_name
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import (
    FocusRinged,
    IconButton,
    SpinnerTicker,
    Themed,
    paint_provider_tile,
    paint_spinner,
    set_names,
)
from studio.ui.widgets.themed import plain_tip

_HEAD_PX, _TILE_PX = 44, 24
_DRAG_PX = 8


class ModelName(FocusRinged, QAbstractButton):
    """Tile and short name of a column's model; pressed it asks for another model."""

    ring_gap_px = 0

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model_id = self._shown = ""
        self.setObjectName("column_model")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._use_theme(theme)

    @property
    def shown_id(self) -> str:
        """The model that it shows; "" while that is hidden."""
        return self._model_id

    def show_model(self, model_id: str, name: str) -> None:
        """Shows a model.

        Args:
            name: its id, numbered when it stands there more than once.
        """
        self._model_id = model_id
        self._shown = name[len(model_id) - len(short_model_name(model_id)) :]
        text = self.tr("Change model: {model}") if model_id else "{model}"
        set_names(self, text.format(model=name))
        self.setToolTip(plain_tip(name))
        self.updateGeometry()
        self.update()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(32))

    def _text_x(self) -> int:
        if not self._model_id:
            return self.theme.scaled(4)
        return self.theme.scaled(4 + _TILE_PX + 8)

    def sizeHint(self) -> QSize:
        """Qt: room for the whole name."""
        theme = self.theme
        text = QFontMetrics(theme.font("ui", weight=600)).horizontalAdvance(self._shown)
        return QSize(self._text_x() + text + 2 + theme.scaled(8), theme.scaled(32))

    def minimumSizeHint(self) -> QSize:
        """Qt: the name may be elided."""
        return QSize(self.theme.scaled(72), self.theme.scaled(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: tile and name."""
        theme, painter = self.theme, QPainter(self)
        if self.isDown() or self.underMouse():
            fill = theme.color("pressed" if self.isDown() else "hover")
            rounded_box(painter, QRectF(self.rect()), theme.scaled(6), fill)
        side = theme.scaled(_TILE_PX)
        tile = QRectF(theme.scaled(4), (self.height() - side) / 2, side, side)
        if self._model_id:
            paint_provider_tile(painter, tile, theme, self._model_id)
        font = theme.font("ui", weight=600)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        room = self.width() - self._text_x() - theme.scaled(6)
        shown = QFontMetrics(font).elidedText(self._shown, Qt.TextElideMode.ElideMiddle, room)
        box = QRect(self._text_x(), 0, room + 2, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)


class StateLabel(Themed, QWidget):
    """An icon (or the busy sign) and a word."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._word, self._token = "", "", "text3"
        self._ticker = SpinnerTicker(theme, self)
        self._ticker.ticked.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setObjectName("column_state")
        self._use_theme(theme)

    @property
    def word(self) -> str:
        """What it says."""
        return self._word

    def show_state(self, icon: str, word: str, token: str) -> None:
        """Shows a state; the icon `spinner` turns."""
        if (icon, word, token) == (self._icon, self._word, self._token):
            return
        self._icon, self._word, self._token = icon, word, token
        self._turn()
        self.setAccessibleName(word)
        self.setToolTip(word)
        self.updateGeometry()
        self.update()

    def _turn(self) -> None:
        """The sign turns while it is seen."""
        turns = self._icon == "spinner" and self.isVisible()
        if turns != self._ticker.is_running:
            self._ticker.start() if turns else self._ticker.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: it is seen."""
        super().showEvent(event)
        self._turn()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nothing turns that nobody sees."""
        super().hideEvent(event)
        self._turn()

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(20))

    def sizeHint(self) -> QSize:
        """Qt: icon and word."""
        theme = self.theme
        text = QFontMetrics(theme.font("small", weight=500)).horizontalAdvance(self._word)
        lead = theme.scaled(20) if self._icon else 0
        return QSize(lead + text + 2, theme.scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: icon and word."""
        theme, painter = self.theme, QPainter(self)
        side, x = theme.scaled(14), 0
        top = (self.height() - side) / 2
        if self._icon == "spinner":
            box = QRectF(0, top, side, side)
            paint_spinner(painter, box, theme, self._token, self._ticker.step)
        elif self._icon:
            icon = theme.pixmap(self._icon, side, self._token, self.devicePixelRatioF())
            painter.drawPixmap(0, round(top), icon)
        if self._icon:
            x = theme.scaled(20)
        painter.setFont(theme.font("small", weight=500))
        painter.setPen(theme.color(self._token))
        box = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._word)


class ColumnHead(Themed, QWidget):
    """44 px: model, state, menu, remove. It can be dragged to another place.

    Signals:
        model_requested: another model, please.
        act_requested: see `CompareColumn.act_requested`.
    """

    model_requested = Signal()
    act_requested = Signal(str, object)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self.model = ModelName(theme)
        self.state = StateLabel(theme)
        self._set_up = IconButton(
            theme, "sliders-horizontal", self.tr("Parameters"), token="accent",
            object_name="column_set_up",
        )  # fmt: skip
        self._set_up.hide()
        self._more = IconButton(theme, "ellipsis", self.tr("More"), object_name="column_more")
        self._remove = IconButton(theme, "x", self.tr("Remove"), object_name="column_remove")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.model)
        self._row.addStretch(1)
        self._row.addWidget(self.state)
        self._row.addWidget(self._set_up)
        self._row.addWidget(self._more)
        self._row.addWidget(self._remove)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        for child in (self.model, self._set_up, self._more, self._remove):
            child.setCursor(Qt.CursorShape.ArrowCursor)
        self.model.clicked.connect(self.model_requested)
        self._set_up.clicked.connect(self._on_set_up_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        self._use_theme(theme)

    @property
    def in_order(self) -> tuple[QWidget, ...]:
        """Where Tab stops, from left to right."""
        return (self.model, self._set_up, self._more, self._remove)

    def show_model(self, model_id: str, name: str) -> None:
        """Shows who answers."""
        self.model.show_model(model_id, name)
        self._more.set_name(self.tr("More for {model}").format(model=name))
        self._remove.set_name(self.tr("Remove {model}").format(model=name))

    def set_blind(self, on: bool) -> None:
        """Hides what tells who answers, and what can't be done then."""
        self._more.setVisible(not on)
        self._remove.setVisible(not on)
        self.model.setEnabled(not on)

    def show_set_up(self, summary: str, name: str) -> None:
        """Tells what is set for the column; "" for nothing."""
        self._set_up.setVisible(bool(summary))
        text = self.tr("Parameters of {model}: {summary}")
        self._set_up.set_name(text.format(model=name, summary=summary))

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self.setFixedHeight(s(_HEAD_PX))
        self._row.setContentsMargins(s(12), 0, s(8), 0)
        self._row.setSpacing(s(4))

    def _on_more_clicked(self) -> None:
        self.act_requested.emit("menu", self._more)

    def _on_set_up_clicked(self) -> None:
        self.act_requested.emit("set_up", None)

    def _on_remove_clicked(self) -> None:
        self.act_requested.emit("remove", None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: maybe a drag begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the column follows the pointer."""
        at = event.globalPosition().toPoint()
        if self._pressed_at is None:
            return
        if not self._dragging:
            moved = (at - self._pressed_at).manhattanLength()
            self._dragging = moved >= self.theme.scaled(_DRAG_PX)
            if self._dragging:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self.act_requested.emit("drag_moved", at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: the drag ends."""
        dragged, self._dragging, self._pressed_at = self._dragging, False, None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if dragged:
            self.act_requested.emit("drag_ended", event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Qt: full width, or back."""
        self.act_requested.emit("widen", None)
