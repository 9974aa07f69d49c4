"""The form: system prompt, sampling, length, reasoning, and what is needed seldom."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.requests import Parameters
from studio.core.tokens import text_tokens
from studio.ui.parameters.number_row import NumberRow
from studio.ui.parameters.prompt_field import PromptField
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, IconButton, Label, Segmented, Switch, TextField, Themed

_TENTHS = tuple(step / 20 for step in range(41))
_SHARES = tuple(step / 50 for step in range(51))
_PENALTIES = tuple(step / 10 for step in range(-20, 21))
_LENGTHS = (1, 64, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)
_MOST_SEED = 2**31 - 1


class ParametersForm(Themed, QWidget):
    """What a person may set; each field may be left to the model.

    Signals:
        changed: another value; read `parameters` and `system_prompt`.
    """

    changed = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = Parameters()
        self._build(theme)
        self._lay_out(theme)
        self._connect()
        self._use_theme(theme)

    def _build(self, theme: ThemeStore) -> None:
        self.prompt = PromptField(
            theme, self.tr("System prompt"), lines=(3, 12), object_name="system_prompt"
        )
        self.prompt.setPlaceholderText(self.tr("How the model should answer in this chat"))
        self._prompt_tokens = Label(theme, style="small", token="text3", tabular=True)
        self.temperature = NumberRow(
            theme, self.tr("Temperature"), stops=_TENTHS, rest=1.0, object_name="temperature",
            help_text=self.tr("Higher is more varied, lower more predictable"),
        )  # fmt: skip
        self.top_p = NumberRow(
            theme, self.tr("Top P"), stops=_SHARES, rest=1.0, object_name="top_p",
            help_text=self.tr("Considers only the likeliest words up to this share"),
        )  # fmt: skip
        self.max_tokens = NumberRow(
            theme, self.tr("Max tokens"), stops=_LENGTHS, rest=_LENGTHS[-1], decimals=0,
            help_text=self.tr("The longest answer; it is cut there"), object_name="max_tokens",
        )  # fmt: skip
        self.effort = Segmented(
            theme,
            self.tr("Reasoning effort"),
            (
                ("", self.tr("Default"), ""),
                ("none", self.tr("Off"), ""),
                ("low", self.tr("Low"), ""),
                ("medium", self.tr("Mid"), ""),
                ("high", self.tr("High"), ""),
            ),
            object_name="effort",
        )
        self.json_mode = Switch(theme, self.tr("JSON mode"), object_name="json_mode")
        self.more = IconButton(
            theme, "chevron-right", self.tr("Seed, penalties, stop words"), surface="side",
            object_name="more_parameters",
        )  # fmt: skip
        self.seed = TextField(
            theme, self.tr("Seed"), placeholder=self.tr("Default"), height_px=28, object_name="seed"
        )
        self.seed.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.presence = NumberRow(
            theme, self.tr("Presence penalty"), stops=_PENALTIES, rest=0.0,
            object_name="presence_penalty",
        )  # fmt: skip
        self.frequency = NumberRow(
            theme, self.tr("Frequency penalty"), stops=_PENALTIES, rest=0.0,
            object_name="frequency_penalty",
        )  # fmt: skip
        self.stop = PromptField(theme, self.tr("Stop words"), lines=(1, 4), object_name="stop")
        self.stop.setPlaceholderText(self.tr("One in each line"))
        self.extra = PromptField(
            theme, self.tr("More fields of the request"), lines=(2, 8), object_name="extra"
        )
        self.extra.setPlaceholderText('{ "top_k": 40 }')
        self._seed_note = Label(theme, style="small", token="danger", wrap=True)
        self._extra_note = Label(theme, style="small", token="danger", wrap=True)
        for note in (self._seed_note, self._extra_note):
            note.hide()

    def _lay_out(self, theme: ThemeStore) -> None:
        self._rows: list[QHBoxLayout] = []
        self._column = QVBoxLayout(self)
        title = Label(theme, self.tr("System prompt"), style="small", weight=500, token="text2")
        self._add_row(title, None, self._prompt_tokens)
        self._column.addWidget(self.prompt)
        self._column.addWidget(HLine(theme))
        for each in (self.temperature, self.top_p, self.max_tokens):
            self._column.addWidget(each)
        self._column.addWidget(HLine(theme))
        title = Label(theme, self.tr("Reasoning effort"), style="small", weight=500, token="text2")
        self._column.addWidget(title)
        self._column.addWidget(self.effort)
        title = Label(theme, self.tr("JSON mode"), style="ui", weight=500, wrap=True)
        self._add_row(title, None, self.json_mode)
        words = Label(
            theme, self.tr("Seed, penalties, stop words"), style="ui", token="text2", wrap=True
        )
        self._add_row(self.more, words)
        self._seldom = QWidget()
        seldom = self._seldom_column = QVBoxLayout(self._seldom)
        seldom.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(Label(theme, self.tr("Seed"), style="ui", weight=500, wrap=True), 1)
        row.addWidget(self.seed)
        seldom.addLayout(row)
        seldom.addWidget(self._seed_note)
        seldom.addWidget(self.presence)
        seldom.addWidget(self.frequency)
        for name, field in (
            (self.tr("Stop words"), self.stop),
            (self.tr("More fields of the request (JSON)"), self.extra),
        ):
            title = Label(theme, name, style="small", weight=500, token="text2", wrap=True)
            seldom.addWidget(title)
            seldom.addWidget(field)
        seldom.addWidget(self._extra_note)
        self._seldom.hide()
        self._column.addWidget(self._seldom)
        self._column.addStretch(1)

    def _add_row(self, *widgets: QWidget | None) -> None:
        row = QHBoxLayout()
        for widget in widgets:
            row.addStretch(1) if widget is None else row.addWidget(widget)
        self._rows.append(row)
        self._column.addLayout(row)

    def _connect(self) -> None:
        numbers = (self.temperature, self.top_p, self.max_tokens, self.presence, self.frequency)
        for number in numbers:
            number.changed.connect(self.changed)
        self.prompt.written.connect(self.changed)
        self.prompt.textChanged.connect(self._show_prompt_tokens)
        self.effort.chosen.connect(self._on_effort_chosen)
        self.json_mode.clicked.connect(self._on_json_mode_clicked)
        self.more.clicked.connect(self._on_more_clicked)
        self.seed.textEdited.connect(self._on_seed_text_edited)
        self.seed.editingFinished.connect(self._on_seed_editing_finished)
        self.stop.written.connect(self.changed)
        self.extra.written.connect(self._on_extra_written)

    # Values

    @property
    def system_prompt(self) -> str:
        """The text of the field."""
        return self.prompt.toPlainText()

    @property
    def parameters(self) -> Parameters:
        """What is set; fields that are not in the form stay as they were shown."""
        stop = tuple(line for line in self.stop.toPlainText().splitlines() if line)
        tokens = self.max_tokens.value
        base = self._base
        seed, extra = _whole(self.seed.text()), _fields(self.extra.toPlainText())
        return replace(
            base,
            temperature=self.temperature.value,
            top_p=self.top_p.value,
            max_tokens=round(tokens) if tokens is not None else None,
            reasoning_effort=_kept_effort(base, self.effort.value),
            response_format=_response_format(base, self.json_mode.isChecked()),
            seed=base.seed if seed is _WRONG else seed,
            presence_penalty=self.presence.value,
            frequency_penalty=self.frequency.value,
            stop=stop or None,
            extra=base.extra if extra is _WRONG else extra,
        )

    def show_values(self, system_prompt: str, parameters: Parameters) -> None:
        """Shows what is set, without a signal; a field that is being typed in stays."""
        self._base = parameters
        self.prompt.show_text(system_prompt)
        self._show_prompt_tokens()
        self.temperature.show_value(parameters.temperature)
        self.top_p.show_value(parameters.top_p)
        self.max_tokens.show_value(parameters.max_tokens)
        self.effort.set_value(_effort(parameters.reasoning_effort))
        self.json_mode.setChecked(parameters.response_format is not None)
        if not self.seed.hasFocus():
            self.seed.setText("" if parameters.seed is None else str(parameters.seed))
        self.presence.show_value(parameters.presence_penalty)
        self.frequency.show_value(parameters.frequency_penalty)
        stop = parameters.stop
        words = (stop,) if isinstance(stop, str) else stop or ()
        if not self.stop.hasFocus():
            self.stop.show_text("\n".join(words))
        if not self.extra.hasFocus():
            extra = json.dumps(parameters.extra, indent=2, ensure_ascii=False)
            self.extra.show_text(extra if parameters.extra else "")
        if words or parameters.extra or parameters.seed is not None:
            self._show_seldom(on=True)

    def flush(self) -> None:
        """Tells of the last keys at once."""
        for field in (self.prompt, self.stop, self.extra):
            field.flush()

    def _show_prompt_tokens(self) -> None:
        text = self.prompt.toPlainText()
        words = self.tr("≈ {count} tokens").format(count=QLocale().toString(text_tokens(text)))
        self._prompt_tokens.set_text(words if text.strip() else "")

    def _show_seldom(self, *, on: bool) -> None:
        self._seldom.setVisible(on)
        self.more.set_icon_name("chevron-down" if on else "chevron-right")

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self._column.setContentsMargins(s(16), s(12), s(16), s(16))
        self._column.setSpacing(s(8))
        self._seldom_column.setSpacing(s(8))
        self.seed.setFixedWidth(s(112))
        for row in self._rows:
            row.setSpacing(s(8))

    # Slots

    def _on_effort_chosen(self, _value: str) -> None:
        self.changed.emit()

    def _on_json_mode_clicked(self) -> None:
        self.changed.emit()

    def _on_more_clicked(self) -> None:
        self._show_seldom(on=self._seldom.isHidden())

    def _on_seed_text_edited(self, text: str) -> None:
        wrong = _whole(text) is _WRONG
        self.seed.set_invalid(wrong)
        self._seed_note.set_text(self.tr("A whole number from 0 to 2,147,483,647"))
        self._seed_note.setVisible(wrong)
        if not wrong:
            self.changed.emit()

    def _on_seed_editing_finished(self) -> None:
        if self.seed.is_invalid:  # what was last right is what is sent
            seed = self._base.seed
            self.seed.setText("" if seed is None else str(seed))
            self._on_seed_text_edited(self.seed.text())

    def _on_extra_written(self) -> None:
        wrong = _fields(self.extra.toPlainText()) is _WRONG
        self._extra_note.set_text(
            self.tr("Not a JSON object. The last one that was is still sent.")
        )
        self._extra_note.setVisible(wrong)
        if not wrong:
            self.changed.emit()

    def add_on_top(self, widget: QWidget) -> None:
        """Shows something more that is set, before all else."""
        self._column.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignLeft)

    def focus_first(self) -> None:
        """Puts the keyboard into the first field."""
        self.prompt.setFocus(Qt.FocusReason.ShortcutFocusReason)


_WRONG: Any = object()
_EFFORTS = ("", "none", "low", "medium", "high")


def _effort(value: str | None) -> str:
    known = {"minimal": "low", "xhigh": "high"}
    effort = known.get(value or "", value or "")
    return effort if effort in _EFFORTS else ""


def _kept_effort(base: Parameters, chosen: str) -> str | None:
    """What was chosen; an effort that the form has no segment for stays while it is not changed."""
    return base.reasoning_effort if chosen == _effort(base.reasoning_effort) else chosen or None


def _response_format(base: Parameters, on: bool) -> Mapping[str, Any] | None:
    if not on:
        return None
    return base.response_format or {"type": "json_object"}


def _whole(text: str) -> Any:
    """The number, None for an empty text, `_WRONG` for what is none."""
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > _MOST_SEED:
        return _WRONG
    return int(text)


def _fields(text: str) -> Any:
    """The fields, None for an empty text, `_WRONG` for what is no JSON object."""
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return _WRONG
    return (found or None) if isinstance(found, dict) else _WRONG
