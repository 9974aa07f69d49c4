"""The bar under blind columns: what is asked, and the votes that are no pick of one column."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, SecondaryButton, Surface


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
        self._text = Label(theme, style="ui", token="text2", elide=True)
        self._text.setObjectName("vote_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tie = SecondaryButton(theme, self.tr("Equally good"), compact=True)
        self.tie.setCheckable(True)
        self.all_bad = SecondaryButton(theme, self.tr("All bad"), icon="thumbs-down", compact=True)
        self.all_bad.setCheckable(True)
        self.points = SecondaryButton(theme, self.tr("Points and note…"), compact=True)
        self.reveal = SecondaryButton(theme, self.tr("Reveal"), icon="eye", compact=True)
        self.reveal.setObjectName("reveal")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        for button in (self.tie, self.all_bad, self.points, self.reveal):
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
        self.reveal.setVisible(hides)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(48))
        self._row.setContentsMargins(s(16), 0, s(16), 0)
        self._row.setSpacing(s(8))

    def _on_points_clicked(self) -> None:
        self.points_requested.emit(self.points)
