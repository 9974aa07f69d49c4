"""Votes while images are compared: a bar above the foot, and keys, where somebody takes them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.images.items import ImageItem
from studio.ui.images.judging import LETTERS, NONE, TIE, Judging
from studio.ui.theme import ThemeStore
from studio.ui.viewer.keys import JUDGING, bind
from studio.ui.widgets import Label, SecondaryButton, Surface, set_names

if TYPE_CHECKING:
    from studio.ui.viewer.compare.page import ComparePage

_HEIGHT_PX, _LEAST_TEXT_PX, _GAP_PX = 48, 160, 8


class JudgingBar(Surface):
    """48 px: what was said at the left, what can be said at the right.

    Signals:
        voted: the letter of the better image as it is shown, `tie` or `none`.
        points_requested: the button to open points, note and tags at.
    """

    voted = Signal(str)
    points_requested = Signal(object)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "viewer", lines=("top",), parent=parent)
        self.setObjectName("compare_judging")
        self.setAccessibleName(self.tr("Which image is better?"))
        self._text = Label(theme, style="ui", token="text2", elide=True)
        self._text.setObjectName("judging_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._better = Label(theme, self.tr("Better"), style="small", token="text3")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addStretch()
        self._row.addWidget(self._better)
        words = {TIE: (self.tr("Equally good"), "Alt+E"), NONE: (self.tr("None is good"), "Alt+N")}
        self.buttons: dict[str, SecondaryButton] = {}
        for said in (*LETTERS, TIE, NONE):
            text, key = words.get(said, (said, f"Alt+{said}"))
            button = self.buttons[said] = SecondaryButton(theme, text, compact=True)
            set_names(button, text, key, object_name=f"judge_{said.lower()}")
            button.setCheckable(True)
            button.clicked.connect(self._on_vote_clicked)
        self.points = SecondaryButton(theme, self.tr("Points and note…"), compact=True)
        set_names(self.points, self.tr("Points and note"), "Alt+S", object_name="judge_points")
        self.points.clicked.connect(self._on_points_clicked)
        for each in (*self.buttons.values(), self.points):
            self._row.addWidget(each, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    def show_said(self, names: Sequence[str], said: str, text: str, *, can_vote: bool) -> None:
        """Shows what was said.

        Args:
            names: of the images as they are shown, A first.
            said: see `voted`; "" for nothing yet.
        """
        self._text.set_text(text)
        self._text.setToolTip(text)
        for letter, name in zip(LETTERS, names, strict=False):
            told = self.tr("{letter} is better: {model}").format(letter=letter, model=name)
            set_names(self.buttons[letter], told, f"Alt+{letter}")
        for each, button in self.buttons.items():
            button.setChecked(each == said)
            button.setVisible(can_vote and (each not in LETTERS or each in LETTERS[: len(names)]))
        self._better.setVisible(can_vote)
        self.points.setVisible(can_vote)
        self._fit()

    def _fit(self) -> None:
        """What was said goes where there is no room for it: the buttons show it too."""
        gap = self.theme.scaled(_GAP_PX)
        shown = [each for each in (*self.buttons.values(), self.points) if not each.isHidden()]
        needed = sum(each.sizeHint().width() + gap for each in shown)
        room = self.width() - needed
        self._better.setVisible(bool(shown) and room >= self.theme.scaled(_LEAST_TEXT_PX // 2))
        self._text.setVisible(not shown or room >= self.theme.scaled(_LEAST_TEXT_PX))

    def _apply_theme(self) -> None:
        s = self.theme.scaled
        self.setFixedHeight(s(_HEIGHT_PX))
        self._row.setContentsMargins(s(16), 1, s(12), 0)
        self._row.setSpacing(s(_GAP_PX))

    def _on_vote_clicked(self) -> None:
        sender = self.sender()
        for said, button in self.buttons.items():
            if button is sender:
                button.setChecked(not button.isChecked())  # what was voted says the vote
                self.voted.emit(said)

    def _on_points_clicked(self) -> None:
        self.points_requested.emit(self.points)

    def minimumSizeHint(self) -> QSize:
        """Qt: never what keeps a window wide; words are left out first."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: there may be room for fewer words."""
        super().resizeEvent(event)
        self._fit()


class CompareJudging(QObject):
    """Ties the bar and its keys to who takes the votes; letters follow the order that is shown."""

    def __init__(self, page: "ComparePage", theme: ThemeStore) -> None:
        super().__init__(page)
        self._page = page
        self._judging: Judging | None = None
        self._given: tuple[ImageItem, ...] = ()
        self.bar = JudgingBar(theme)
        self.bar.hide()
        self.bar.voted.connect(self.vote)
        self.bar.points_requested.connect(self._on_bar_points_requested)
        bind(
            page,
            JUDGING,
            {
                "better_a": self._on_key_a,
                "better_b": self._on_key_b,
                "better_c": self._on_key_c,
                "better_d": self._on_key_d,
                "equal": self._on_key_equal,
                "none": self._on_key_none,
                "points": self._on_key_points,
            },
        )

    def open(self, items: tuple[ImageItem, ...], judging: Judging | None) -> None:
        """Other images are compared.

        Args:
            judging: takes votes on them, in this order; None: nobody does.
        """
        self.clear()
        self._given, self._judging = items, judging
        if judging is not None:
            judging.changed.connect(self.show_said)
        self.bar.setVisible(judging is not None)
        self.show_said()

    def clear(self) -> None:
        """Nothing is compared."""
        if self._judging is not None:
            self._judging.changed.disconnect(self.show_said)
        self._given, self._judging = (), None

    def vote(self, said: str) -> None:
        """Says which is better, as they are shown; said once more it is taken back."""
        judging, shown = self._judging, self._page.items
        if judging is None or not judging.can_vote:
            return
        if said in LETTERS:
            place = LETTERS.index(said)
            if place >= len(shown):
                return
            said = LETTERS[self._place_of(shown[place], self._given)]
        judging.vote(said)

    def show_said(self) -> None:
        """Shows what was said of the images in the order in which they stand now."""
        judging, shown = self._judging, self._page.items
        if judging is None:
            return
        said = judging.said
        if said and said in LETTERS:
            said = LETTERS[self._place_of(self._given[LETTERS.index(said)], shown)]
        names = [item.model_id or item.name for item in shown]
        text = self._text(judging, said, names)
        self.bar.show_said(names, said, text, can_vote=judging.can_vote)

    def _place_of(self, item: ImageItem, among: tuple[ImageItem, ...]) -> int:
        return next(place for place, each in enumerate(among) if each is item)

    def _text(self, judging: Judging, said: str, names: Sequence[str]) -> str:
        if not judging.can_vote:
            return self.tr("Images of different models can be voted on")
        if said == TIE:
            return self.tr("You found them equally good")
        if said == NONE:
            return self.tr("You found none of them good")
        if said:
            name = names[LETTERS.index(said)]
            return self.tr("You picked {letter}: {name}").format(letter=said, name=name)
        if judging.has_points:
            return self.tr("You gave points")
        return self.tr("Which image is better?")

    def _open_points(self, anchor: QWidget) -> None:
        if self._judging is not None and self._judging.can_vote:
            self._judging.open_points(anchor)

    # Slots

    def _on_bar_points_requested(self, anchor: QWidget) -> None:
        self._open_points(anchor)

    def _on_key_points(self) -> None:
        self._open_points(self.bar.points)

    def _on_key_a(self) -> None:
        self.vote("A")

    def _on_key_b(self) -> None:
        self.vote("B")

    def _on_key_c(self) -> None:
        self.vote("C")

    def _on_key_d(self) -> None:
        self.vote("D")

    def _on_key_equal(self) -> None:
        self.vote(TIE)

    def _on_key_none(self) -> None:
        self.vote(NONE)
