"""`GroupCaption`: whose images they are, how far, their figures, and the vote for all of them."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.core.comparing_figures import Figures
from studio.ui.compare.column_head import ModelName, StateLabel
from studio.ui.compare.images.cells import CellState, Group
from studio.ui.compare.images.texts import best_word, figure_words
from studio.ui.theme import ThemeStore, rounded_box
from studio.ui.widgets import IconButton, Themed
from studio.ui.widgets.themed import plain_tip

LEAD_PX = 4
"""The tile of a model stands so far inside its button."""
_LINE_PX = 20


class FigureLine(Themed, QWidget):
    """Time, cost and size on one line; the best stands out; at the right a word."""

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: list[tuple[str, str]] = []
        self._best: frozenset[str] = frozenset()
        self._right = ""
        self.setObjectName("image_figures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use_theme(theme)

    def show_words(self, words: list[tuple[str, str]], best: frozenset[str], right: str) -> None:
        """Shows figures, those of them that are the best, and a word at the right."""
        if (words, best, right) == (self._words, self._best, self._right):
            return
        self._words, self._best, self._right = words, best, right
        told = [self._text(name, text) for name, text in words] + ([right] if right else [])
        self.setAccessibleName(self.tr("Figures"))
        self.setAccessibleDescription(", ".join(told))
        self.setToolTip(plain_tip("\n".join(told)))
        self.update()

    def _text(self, name: str, text: str) -> str:
        return f"{text} · {best_word(name)}" if name in self._best else text

    def _show_theme(self) -> None:
        self.setFixedHeight(self.theme.scaled(_LINE_PX))

    def sizeHint(self) -> QSize:
        """Qt: any width."""
        return QSize(0, self.theme.scaled(_LINE_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: as many figures as there is room for."""
        theme, painter = self.theme, QPainter(self)
        font = theme.font("small", tabular=True)
        painter.setFont(font)
        metrics, gap, pad = QFontMetrics(font), theme.scaled(10), theme.scaled(5)
        inside = self.contentsRect()
        room = float(inside.right() + 1)
        if self._right:
            painter.setPen(theme.color("text3"))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                self._right,
            )  # fmt: skip
            room -= metrics.horizontalAdvance(self._right) + gap
        x = float(inside.left())
        for name, text in self._words:
            best = name in self._best
            shown = self._text(name, text)
            width = metrics.horizontalAdvance(shown) + (2 * pad if best else 0)
            if x + width > room + 1:
                continue  # a shorter one may still fit
            box = QRectF(x, 0, width, self.height())
            if best:
                plate = box.adjusted(0, theme.scaled(1), 0, -theme.scaled(1))
                rounded_box(painter, plate, theme.scaled(4), theme.color("accentSoft"))
            painter.setPen(theme.color("accentText" if best else "text3"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
            x += width + gap


class GroupCaption(Themed, QWidget):
    """56 px: tile, name, state and buttons; figures under them.

    Signals:
        act_requested: `model`, `menu` (a widget to open at), `set_up`, `pick`, `stop`; argument.
    """

    act_requested = Signal(str, object)

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self.model = ModelName(theme)
        self._state = StateLabel(theme)
        self._set_up = IconButton(
            theme, "sliders-horizontal", self.tr("Parameters"), token="accent",
            object_name="image_set_up",
        )  # fmt: skip
        self._stop = IconButton(theme, "square-filled", self.tr("Stop"), object_name="image_stop")
        self._pick = IconButton(
            theme, "thumbs-up", self.tr("Pick"), checkable=True, object_name="image_pick"
        )
        self._more = IconButton(theme, "ellipsis", self.tr("More"), object_name="image_more")
        self._figures = FigureLine(theme)
        self._row = QHBoxLayout()
        self._row.addWidget(self.model)
        self._row.addStretch(1)
        for widget in (self._state, self._set_up, self._stop, self._pick, self._more):
            self._row.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addWidget(self._figures)
        self.model.clicked.connect(self._on_model_clicked)
        self._set_up.clicked.connect(self._on_set_up_clicked)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._pick.clicked.connect(self._on_pick_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self._use_theme(theme)

    @property
    def in_order(self) -> tuple[QWidget, ...]:
        """Where Tab stops, from left to right."""
        return (self.model, self._set_up, self._stop, self._pick, self._more)

    def show_group(self, group: Group) -> None:
        """Shows whose images they are, and what is known of them."""
        blind = not group.model_id
        name = group.name
        if (name, group.model_id) != (self._name, self.model.shown_id):
            self._name = name
            self.model.show_model(group.model_id, name)
            self.model.setEnabled(not blind)
            self._stop.set_name(self.tr("Stop: {model}").format(model=name))
            self._pick.set_name(self.tr("Pick: {model}").format(model=name))
            self._more.set_name(self.tr("More for {model}").format(model=name))
        self._state.show_state(*group.state)
        self._state.setVisible(bool(group.state[1]))
        busy = any(c.state in (CellState.DRAWING, CellState.WAITING) for c in group.cells)
        self._stop.setVisible(busy)
        self._pick.setVisible(not busy)
        self._pick.setEnabled(group.can_pick)
        self._pick.setChecked(group.picked)
        self._more.setVisible(not blind)
        self._set_up.setVisible(bool(group.summary))
        told = self.tr("Parameters of {model}: {summary}")
        self._set_up.set_name(told.format(model=name, summary=group.summary))
        figures = Figures() if blind else group.figures
        words = figure_words(figures, group)
        if blind:
            words = [each for each in words if each[0] != "size"]
        picked = self.tr("Your pick") if group.picked else ""
        self._figures.show_words(words, group.best, picked)

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._row.setSpacing(s(4))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._column.setContentsMargins(0, s(4), 0, 0)
        self._column.setSpacing(0)
        self._figures.setContentsMargins(s(LEAD_PX), 0, 0, 0)

    def _on_model_clicked(self) -> None:
        self.act_requested.emit("model", self.model)

    def _on_set_up_clicked(self) -> None:
        self.act_requested.emit("set_up", None)

    def _on_stop_clicked(self) -> None:
        self.act_requested.emit("stop", None)

    def _on_pick_clicked(self) -> None:
        self._pick.setChecked(not self._pick.isChecked())  # what was voted is shown by the vote
        self.act_requested.emit("pick", None)

    def _on_more_clicked(self) -> None:
        self.act_requested.emit("menu", self._more)
