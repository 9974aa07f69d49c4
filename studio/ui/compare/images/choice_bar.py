"""`ChoiceBar`: what can be done with the chosen images: compare them, say which is better."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.images.judging import LETTERS, NONE, TIE
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, SecondaryButton, Surface, set_names

_HEIGHT_PX = 48


class ChoiceBar(Surface):
    """48 px high, under the images; what to do while nothing is chosen.

    Signals:
        compare_requested: look at the chosen ones.
        voted: the letter of the better image, `tie` or `none`.
        clear_requested: choose nothing.
        reveal_requested: show who drew what.
    """

    compare_requested = Signal()
    voted = Signal(str)
    clear_requested = Signal()
    reveal_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("top",), parent=parent)
        self.setObjectName("image_choice_bar")
        self.setAccessibleName(self.tr("Chosen images"))
        self._shown: tuple[str, ...] = ()
        self._can_vote = False
        self._text = Label(theme, style="ui", token="text2", elide=True)
        self._text.setObjectName("image_choice_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.compare = SecondaryButton(theme, self.tr("Compare"), icon="blend", compact=True)
        self.compare.setObjectName("compare_chosen")
        self._better = Label(theme, self.tr("Better"), style="small", token="text3")
        self._votes: dict[object, str] = {}
        self.buttons: dict[str, SecondaryButton] = {}
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addStretch()
        self._row.addWidget(self._better)
        words = {TIE: self.tr("Equally good"), NONE: self.tr("None is good")}
        for vote in (*LETTERS, TIE, NONE):
            button = SecondaryButton(theme, words.get(vote, vote), compact=True)
            button.setObjectName(f"vote_{vote.lower()}")
            button.setCheckable(True)
            button.clicked.connect(self._on_vote_clicked)
            self._votes[button] = vote
            self.buttons[vote] = button
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.compare)
        self.reveal = SecondaryButton(theme, self.tr("Reveal"), icon="eye", compact=True)
        set_names(self.reveal, self.tr("Reveal"), object_name="reveal_images")
        self._row.addWidget(self.reveal)
        self.clear = IconButton(
            theme, "x", self.tr("Choose none"), "Esc", object_name="choose_none"
        )
        self._row.addWidget(self.clear)
        self.compare.clicked.connect(self.compare_requested)
        self.clear.clicked.connect(self.clear_requested)
        self.reveal.clicked.connect(self.reveal_requested)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_choice(
        self, names: Sequence[str], text: str, *, can_vote: bool, voted: str, hides: bool
    ) -> None:
        """Shows what is chosen.

        Args:
            names: of the models of the chosen images, A first.
            text: what to do, or what was said of them.
            can_vote: they are of different models, and all are done.
            voted: a letter, `tie`, `none`, or "".
            hides: who drew what is hidden.
        """
        self._shown, self._can_vote = tuple(names), can_vote
        self.reveal.setVisible(hides)
        letters = LETTERS[: len(names)]
        self._text.set_text(text)
        self._text.setToolTip(text)
        if len(names) > 1:
            joined = self.tr("{letters} and {last}").format(
                letters=", ".join(letters[:-1]), last=letters[-1]
            )
            told = self.tr("Compare {letters}").format(letters=joined)
            self.compare.setAccessibleName(told)
            self.compare.setToolTip(f"{told}   M")
        for vote, button in self.buttons.items():
            button.setChecked(vote == voted)
            if vote in letters:
                name = self.tr("{letter} is better: {model}").format(
                    letter=vote, model=names[LETTERS.index(vote)]
                )
                button.setAccessibleName(name)
                button.setToolTip(name)
        self._fit()

    def _fit(self) -> None:
        """Leaves words out where there is no room for all."""
        several = len(self._shown) > 1
        votes = several and self._can_vote
        letters = LETTERS[: len(self._shown)]
        self.compare.setVisible(several)
        self.clear.setVisible(bool(self._shown))
        self._better.setVisible(votes)
        for vote, button in self.buttons.items():
            button.setVisible(votes and (vote not in LETTERS or vote in letters))
        self._name(self.compare, self.compare.accessibleName())
        self._name(self.reveal, self.reveal.accessibleName())
        if votes:
            s = self.theme_store.current.scaled
            needed = self._needed_px()
            for button, text in (
                (self.compare, self.tr("Compare")), (self.reveal, ""), (self.compare, ""),
            ):  # fmt: skip
                if needed + s(20) > self.width():
                    self._name(button, text)
                    needed = self._needed_px()
            self._better.setVisible(needed + s(80) <= self.width())
            self._text.setVisible(needed + s(160) <= self.width())
        else:
            self._text.show()

    def _name(self, button: SecondaryButton, text: str) -> None:
        if text != button.text():
            button.setText(text)
            button.updateGeometry()

    def _needed_px(self) -> int:
        """The room for the buttons that are shown, with the gaps between them."""
        row = (*self.buttons.values(), self.compare, self.reveal, self.clear)
        shown = [button for button in row if not button.isHidden()]
        return sum(b.sizeHint().width() + self.theme_store.current.scaled(8) for b in shown)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(_HEIGHT_PX))
        self._row.setContentsMargins(s(16), 0, s(12), 0)
        self._row.setSpacing(s(8))

    def _on_vote_clicked(self) -> None:
        vote = self._votes.get(self.sender(), "")
        self.buttons[vote].setChecked(not self.buttons[vote].isChecked())  # the vote says
        self.voted.emit(vote)

    def minimumSizeHint(self) -> QSize:
        """Qt: never what keeps a window wide; words are left out first."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there may be room for fewer words."""
        super().resizeEvent(event)
        self._fit()
