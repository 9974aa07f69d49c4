"""What the details say of several selected images, and what is done with all of them there."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.gallery.summing import Sum
from studio.ui.gallery.texts import day_text, images_text, tr, weight_text
from studio.ui.images.stars import Stars
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, TextButton, Themed

_LABEL_PX = 104


def facts_of_sum(total: Sum | None) -> list[tuple[str, str]]:
    """What several images come to, as labels and values."""
    if total is None:
        return []
    moments = (total.first_s, total.last_s)
    days = [day_text(datetime.fromtimestamp(at).date()) for at in moments]
    facts = [
        (tr("Files"), weight_text(total.size_bytes)),
        (tr("Made"), days[0] if days[0] == days[1] else " – ".join(days)),
    ]
    return [*facts, (tr("Rated"), images_text(total.rated))] if total.rated else facts


class SelectionSummary(Themed, QWidget):
    """A sentence while nothing is selected; else number, stars, facts, tags.

    Signals:
        act_requested(str): `rate0` to `rate5`, or `tag`.
    """

    act_requested = Signal(str)

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__()
        self.setObjectName("details_summary")
        self._sentence = Label(theme, token="text2", wrap=True)
        self._title = Label(theme, style="page")
        self.stars = Stars(theme)
        self._tag = TextButton(theme, self.tr("Add tags"), kind="inline", compact=True)
        self._tag.setObjectName("tag_all")
        self._facts = QGridLayout()
        self._rows: list[tuple[Label, Label]] = []
        self._column = QVBoxLayout(self)
        for widget in (self._sentence, self._title, self.stars):
            self._column.addWidget(widget)
        self._column.addLayout(self._facts)
        last = QHBoxLayout()
        last.addWidget(self._tag)
        last.addStretch(1)
        self._column.addLayout(last)
        self._column.addStretch(1)
        self.stars.rated.connect(self._on_stars_rated)
        self._tag.clicked.connect(self._on_tag_clicked)
        self._use_theme(theme)

    def text(self) -> str:
        """All that it says, line by line."""
        if self._sentence.isVisibleTo(self):
            return self._sentence.text()
        values = [value.text() for _, value in self._rows if value.isVisibleTo(self)]
        return "\n".join([self._title.text(), *values])

    def offer(self, acts: frozenset[str]) -> None:
        """In the trash nothing is rated or tagged."""
        self.stars.setEnabled("favourite" in acts)
        self._tag.setVisible("tag" in acts and not self._sentence.isVisibleTo(self))

    def show_sentence(self, text: str) -> None:
        """Nothing is selected."""
        self._show(is_sentence=True)
        self._sentence.set_text(text)

    def show_facts(self, title: str, facts: Sequence[tuple[str, str]], rating: int) -> None:
        """Several images are selected.

        Args:
            facts: labels and values.
            rating: that they all have; 0 when they differ.
        """
        self._show(is_sentence=False)
        self._title.set_text(title)
        self.stars.setValue(rating)
        while len(self._rows) < len(facts):
            self._add_row()
        for number, (label, value) in enumerate(self._rows):
            shown = number < len(facts)
            label.set_text(facts[number][0] if shown else "")
            value.set_text(facts[number][1] if shown else "")
            label.setVisible(shown)
            value.setVisible(shown)

    def _show(self, *, is_sentence: bool) -> None:
        self._sentence.setVisible(is_sentence)
        for widget in (self._title, self.stars, self._tag):
            widget.setVisible(not is_sentence)
        if is_sentence:
            for row in self._rows:
                for each in row:
                    each.hide()

    def _add_row(self) -> None:
        label = Label(self.theme_store, "", token="text2")
        value = Label(self.theme_store, "", wrap=True)
        label.setFixedWidth(self.theme.scaled(_LABEL_PX - 8))
        number = len(self._rows)
        self._facts.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(value, number, 1)
        self._rows.append((label, value))

    def _on_stars_rated(self, rating: int) -> None:
        self.act_requested.emit(f"rate{rating}")

    def _on_tag_clicked(self) -> None:
        self.act_requested.emit("tag")

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._column.setContentsMargins(scaled(16), scaled(16), scaled(16), scaled(16))
        self._column.setSpacing(scaled(8))
        self._facts.setHorizontalSpacing(scaled(8))
        self._facts.setVerticalSpacing(scaled(8))
        self._facts.setColumnStretch(1, 1)
        for label, _ in self._rows:
            label.setFixedWidth(scaled(_LABEL_PX - 8))
