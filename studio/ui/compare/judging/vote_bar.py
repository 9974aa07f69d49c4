"""The bar under blind columns: what is asked, and the votes that are no pick of one column."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, SecondaryButton, Surface, set_names

_MARGIN_PX, _GAP_PX, _LEAST_TEXT_PX = 16, 8, 120


class VoteBar(Surface):
    """48 px high, over the box.

    Signals:
        tie_requested: all are equally good.
        all_bad_requested: none is any good.
        points_requested: the button to open points, note and tags at.
        reveal_requested: show who wrote what.
    """

    tie_requested = Signal()
    all_bad_requested = Signal()
    points_requested = Signal(object)
    reveal_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self.setObjectName("vote_bar")
        self._hides = True
        self._text = Label(theme, style="ui", token="text2", elide=True)
        self._text.setObjectName("vote_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tie = SecondaryButton(theme, self.tr("Equally good"), compact=True)
        self.tie.setCheckable(True)
        self.all_bad = SecondaryButton(theme, self.tr("All bad"), icon="thumbs-down", compact=True)
        self.all_bad.setCheckable(True)
        self.points = SecondaryButton(
            theme, self.tr("Points and note…"), icon="pencil", compact=True
        )
        self.reveal = SecondaryButton(theme, self.tr("Reveal"), icon="eye", compact=True)
        set_names(self.reveal, self.tr("Reveal"), object_name="reveal")
        set_names(self.points, self.tr("Points and note…"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addStretch()
        self._buttons = (self.tie, self.all_bad, self.points, self.reveal)
        for button in self._buttons:
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.tie.clicked.connect(self.tie_requested)
        self.all_bad.clicked.connect(self.all_bad_requested)
        self.points.clicked.connect(self._on_points_clicked)
        self.reveal.clicked.connect(self.reveal_requested)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_vote(
        self, text: str, *, tie: bool, all_bad: bool, can_vote: bool, hides: bool
    ) -> None:
        """Shows what was voted so far.

        Args:
            text: in words.
            hides: who wrote what is hidden.
        """
        self._text.set_text(text)
        self._text.setToolTip(text)
        self.tie.setChecked(tie)
        self.all_bad.setChecked(all_bad)
        for button in (self.tie, self.all_bad, self.points):
            button.setEnabled(can_vote)
        self._hides = hides
        self.reveal.setVisible(hides)
        self._fit()

    def _fit(self) -> None:
        """Leaves words out where there is no room for all; the icons stay."""
        s = self.theme_store.current.scaled
        shown = [each for each in self._buttons if self._hides or each is not self.reveal]
        self._name(self.points, self.points.accessibleName())
        self._name(self.reveal, self.reveal.accessibleName())

        def needed() -> int:
            buttons = sum(each.sizeHint().width() + s(_GAP_PX) for each in shown)
            return buttons + 2 * s(_MARGIN_PX)

        for button in (self.points, self.reveal):
            if needed() > self.width():
                self._name(button, "")
        self._text.setVisible(needed() + s(_LEAST_TEXT_PX) <= self.width())

    def _name(self, button: SecondaryButton, text: str) -> None:
        if text != button.text():
            button.setText(text)
            button.updateGeometry()

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(48))
        self._row.setContentsMargins(s(_MARGIN_PX), 0, s(_MARGIN_PX), 0)
        self._row.setSpacing(s(_GAP_PX))
        self._fit()

    def _on_points_clicked(self) -> None:
        self.points_requested.emit(self.points)

    def minimumSizeHint(self) -> QSize:
        """Qt: never what keeps a window wide; words are left out first."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there may be room for fewer words."""
        super().resizeEvent(event)
        self._fit()
