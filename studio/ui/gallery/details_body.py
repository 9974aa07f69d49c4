"""What the details say of one image, from the picture down to its family."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.records import PictureDetails
from studio.ui.gallery.comparison_row import ComparisonRow
from studio.ui.gallery.facts import fact_rows
from studio.ui.gallery.file_notice import FileNotice
from studio.ui.gallery.kin_thumbnails import KinThumbnails
from studio.ui.gallery.long_text import LongText
from studio.ui.gallery.preview import Preview
from studio.ui.gallery.tag_flow import TagFlow
from studio.ui.gallery.thumbnails import ThumbnailLoader
from studio.ui.images.lineage import LineageStrip
from studio.ui.images.note_field import NoteField
from studio.ui.images.stars import Stars
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, IconButton, Label, TextButton, Themed

_LABEL_PX = 104
_MOST_PROMPT_CHARS = 600
_LONG_WORD_CHARS = 18


class DetailsBody(Themed, QWidget):
    """Rating, prompt, facts, tags, note, lineage.

    Signals:
        act_requested(str): `open`, `favourite`, `copy_prompt`, `describe`, `tag`,
            `rate0` to `rate5`.
        untag_requested(str): this tag is to go.
        kin_chosen: key of another image of the family.
        note_written, alt_written: texts.
    """

    act_requested = Signal(str)
    untag_requested = Signal(str)
    kin_chosen = Signal(object)
    note_written = Signal(str)
    alt_written = Signal(str)

    def __init__(self, theme: ThemeStore, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._prompt_text = ""
        self._build(theme, thumbnails)
        self._connect()
        self._use_theme(theme)

    def _build(self, theme: ThemeStore, thumbnails: ThumbnailLoader) -> None:
        self.preview = Preview(theme, thumbnails)
        self.file_notice = FileNotice(theme)
        self.stars = Stars(theme)
        self.heart = IconButton(
            theme, "heart", self.tr("Favourite"), "S", surface="side", checkable=True,
            checked_icon="heart-filled", object_name="favourite",
        )  # fmt: skip
        self.open = IconButton(
            theme, "maximize-2", self.tr("Open image"), "Return", surface="side",
            object_name="open_image",
        )  # fmt: skip
        self._build_words(theme)
        self.lineage = LineageStrip(theme, KinThumbnails(thumbnails, self))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.preview)
        self._column.addWidget(self.file_notice)
        rating = QHBoxLayout()
        rating.addWidget(self.stars)
        rating.addStretch(1)
        rating.addWidget(self.heart)
        rating.addWidget(self.open)
        self._column.addLayout(rating)
        self._prompt_head = self._heading(theme, self.tr("Prompt"), self.copy)
        self._column.addLayout(self._prompt_head)
        self._column.addWidget(self.prompt)
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._lines = [HLine(theme) for _ in range(3)]
        self._column.addWidget(self._lines[0])
        self._column.addLayout(self._facts)
        self.comparison = ComparisonRow(theme, _LABEL_PX - 8)
        self._column.addWidget(self.comparison)
        self._column.addWidget(self.tags)
        self._column.addWidget(self._lines[1])
        self._lineage_head = self._heading(theme, self.tr("Lineage"))
        self._column.addLayout(self._lineage_head)
        self._column.addWidget(self.lineage)
        self._column.addWidget(self._lines[2])
        self._column.addLayout(self._heading(theme, self.tr("Note"), self.describe))
        self._column.addWidget(self.note)
        self._column.addLayout(self._heading(theme, self.tr("Description")))
        self._column.addWidget(self.alt)
        self._column.addStretch(1)

    def _build_words(self, theme: ThemeStore) -> None:
        self.copy = self._link(theme, self.tr("Copy"), self.tr("Copy prompt"), "copy_prompt")
        self.prompt = LongText(theme, self.tr("Prompt"), object_name="details_prompt")
        self.more = TextButton(theme, self.tr("Show all"), kind="inline", compact=True)
        self._facts = QGridLayout()
        self._facts.setColumnStretch(1, 1)
        self.tags = TagFlow(theme)
        self.note = NoteField(
            theme, self.tr("Note"), placeholder=self.tr("Write a note"), object_name="note"
        )
        describe = self.tr("Describe…")
        ask = self.tr("Ask a model to describe the image, as a note")
        self.describe = self._link(theme, describe, ask, "describe")
        self.alt = NoteField(
            theme,
            self.tr("Description"),
            placeholder=self.tr("What the image shows, for people who can't see it"),
            object_name="alt",
        )

    def _link(self, theme: ThemeStore, text: str, name: str, object_name: str) -> TextButton:
        button = TextButton(theme, text, kind="inline", compact=True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setObjectName(object_name)
        return button

    def _heading(
        self, theme: ThemeStore, text: str, button: TextButton | None = None
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(theme, text, style="small", weight=600, token="text2"))
        if button is not None:
            row.addStretch(1)
            row.addWidget(button)
        return row

    def offer(self, acts: frozenset[str]) -> None:
        """Shows the links of these acts alone; in the trash nothing is rated or tagged."""
        self.describe.setVisible("describe" in acts)
        for widget in (self.stars, self.heart, self.tags):
            widget.setEnabled("favourite" in acts)

    def _connect(self) -> None:
        self.preview.clicked.connect(self._on_open_clicked)
        self.open.clicked.connect(self._on_open_clicked)
        self.heart.clicked.connect(self._on_heart_clicked)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.describe.clicked.connect(self._on_describe_clicked)
        self.stars.rated.connect(self._on_stars_rated)
        self.more.clicked.connect(self._on_more_clicked)
        self.tags.add_requested.connect(self._on_tag_requested)
        self.tags.remove_requested.connect(self.untag_requested)
        self.lineage.chosen.connect(self.kin_chosen)
        self.note.written.connect(self.note_written)
        self.alt.written.connect(self.alt_written)

    def show_details(self, details: PictureDetails) -> None:
        """Shows an image."""
        self.preview.show_blob(details.blob)
        self.stars.setValue(details.rating)
        self.heart.setChecked(details.favourite)
        prompt = details.place.prompt if details.place is not None else ""
        self._show_prompt(prompt)
        self._show_facts(details)
        self.tags.show_tags(details.tags)
        self.note.show_text(details.note)
        self.alt.show_text(details.own_alt or "")
        has_family = bool(details.parents or details.children)
        for widget in (self.lineage, self._lines[1]):
            widget.setVisible(has_family)
        self._show_row(self._lineage_head, has_family)
        if has_family:
            self.lineage.show_family(details)

    def _show_prompt(self, prompt: str) -> None:
        self._prompt_text = prompt
        is_long = len(prompt) > _MOST_PROMPT_CHARS
        shown = prompt[:_MOST_PROMPT_CHARS].rstrip() + "…" if is_long else prompt
        self.prompt.set_text(shown)
        self.prompt.setVisible(bool(prompt))
        self.more.setVisible(is_long)
        self._show_row(self._prompt_head, bool(prompt))
        self._lines[0].setVisible(bool(prompt))

    def _show_row(self, row: QHBoxLayout, shown: bool) -> None:
        for at in range(row.count()):
            item = row.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(shown)

    def _show_facts(self, details: PictureDetails) -> None:
        while self._facts.count():
            item = self._facts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (label, value) in enumerate(fact_rows(details)):
            name = Label(self.theme_store, label, token="text2", wrap=True)
            name.setFixedWidth(self.theme.scaled(_LABEL_PX - 8))
            text = self._value(label, value)
            self._facts.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(text, row, 1)

    def _value(self, label: str, value: str) -> QWidget:
        """A value; one that has a word longer than its column wraps inside it."""
        if max(map(len, value.split()), default=0) > _LONG_WORD_CHARS:
            long = LongText(self.theme_store, label)
            long.set_text(value)
            return long
        text = Label(self.theme_store, value, wrap=True, selectable=True)
        text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        text.setMinimumWidth(0)
        return text

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self._column.setContentsMargins(scaled(16), scaled(16), scaled(16), scaled(16))
        self._column.setSpacing(scaled(8))
        self._facts.setHorizontalSpacing(scaled(8))
        self._facts.setColumnMinimumWidth(0, scaled(_LABEL_PX - 8))
        self._facts.setVerticalSpacing(scaled(8))

    # Slots

    def _on_open_clicked(self) -> None:
        self.act_requested.emit("open")

    def _on_heart_clicked(self) -> None:
        self.act_requested.emit("favourite")

    def _on_copy_clicked(self) -> None:
        self.act_requested.emit("copy_prompt")

    def _on_describe_clicked(self) -> None:
        self.act_requested.emit("describe")

    def _on_tag_requested(self) -> None:
        self.act_requested.emit("tag")

    def _on_stars_rated(self, rating: int) -> None:
        self.act_requested.emit(f"rate{rating}")

    def _on_more_clicked(self) -> None:
        self.prompt.set_text(self._prompt_text)
        self.more.hide()
