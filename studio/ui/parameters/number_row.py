"""One number that may be set: a name, a field, a slider, and the way back to "not set"."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, TextField, Themed, set_names
from studio.ui.widgets.slider_track import SliderTrack


class NumberRow(Themed, QWidget):
    """A number or none.

    Args:
        stops: the values the slider stands at, least first; the field takes any between.
        rest: where the slider stands while nothing is set.
        decimals: 0 for whole numbers.
        help_text: of the field's tooltip.

    Signals:
        changed: a person set another number, or none.
    """

    changed = Signal()

    def __init__(
        self,
        theme: ThemeStore,
        name: str,
        *,
        stops: Sequence[float],
        rest: float,
        decimals: int = 2,
        help_text: str = "",
        object_name: str = "",
    ) -> None:
        super().__init__()
        self._stops, self._rest, self._decimals = tuple(stops), rest, decimals
        self._value: float | None = None
        self._name = name
        self._label = Label(theme, name, style="ui", weight=500, wrap=True)
        self._clear = IconButton(
            theme, "undo-2", self.tr("{name}: leave to the model").format(name=name),
            surface="side", object_name=f"{object_name}_clear",
        )  # fmt: skip
        kept = self._clear.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves when it comes
        self._clear.setSizePolicy(kept)
        self.field = TextField(
            theme, name, placeholder=self.tr("Default"), height_px=28, object_name=object_name
        )
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        if help_text:
            self.field.setToolTip(f"{name}   {help_text}")
        self.slider = SliderTrack(theme, steps=len(self._stops) - 1, knob_token="side")
        set_names(self.slider, name, object_name=f"{object_name}_slider")
        self._note = Label(theme, style="small", token="danger", wrap=True)
        self._note.hide()
        self._head = QHBoxLayout()
        self._head.addWidget(self._label, 1)
        self._head.addWidget(self._clear)
        self._head.addWidget(self.field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addWidget(self.slider)
        self._column.addWidget(self._note)
        self.field.textEdited.connect(self._on_field_text_edited)
        self.field.editingFinished.connect(self._show)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self._clear.clicked.connect(self._on_clear_clicked)
        self._use_theme(theme)
        self._show()

    @property
    def value(self) -> float | None:
        """The number, or None when it is left to the model."""
        return self._value

    def show_value(self, value: float | None) -> None:
        """Shows a number or none, without a signal; what is being typed stays."""
        if value != self._value or not self.field.hasFocus():
            self._value = value
            self._show()

    def _words(self, value: float) -> str:
        return f"{value:.{self._decimals}f}" if self._decimals else QLocale().toString(round(value))

    def _show(self) -> None:
        text = "" if self._value is None else self._words(self._value)
        self.field.show_text(text)
        self._show_error("")
        self._show_slider()

    def _show_slider(self) -> None:
        is_set = self._value is not None
        at = self._rest if self._value is None else self._value
        nearest = min(range(len(self._stops)), key=lambda index: abs(self._stops[index] - at))
        self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)
        self.slider.set_muted(not is_set)
        words = self._words(at) if is_set else self.tr("Default")
        self.slider.setAccessibleDescription(words)
        self._clear.setVisible(is_set)

    def _show_error(self, text: str) -> None:
        self.field.set_invalid(bool(text))
        self._note.set_text(text)
        self._note.setVisible(bool(text))

    def _show_theme(self) -> None:
        s = self.theme.scaled
        self.field.setFixedWidth(s(76))
        self._head.setSpacing(s(4))

    def _set(self, value: float | None) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit()

    # Slots

    def _on_field_text_edited(self, text: str) -> None:
        text = text.strip().replace("\u202f", "").replace(" ", "")
        value: float | None = None
        if text:
            plain = text.replace(",", ".") if self._decimals else re.sub("[.,]", "", text)
            low, high = self._stops[0], self._stops[-1]
            try:
                value = float(plain) if self._decimals else float(int(plain))
            except ValueError:
                value = None
            if value is None or not low <= value <= high:
                between = self.tr("A number from {low} to {high}")
                self._show_error(between.format(low=self._words(low), high=self._words(high)))
                return
        self._show_error("")
        self._set(value)
        self._show_slider()

    def _on_slider_value_changed(self, at: int) -> None:
        self._set(self._stops[at])
        self._show()

    def _on_clear_clicked(self) -> None:
        self._set(None)
        self._show()
        self.field.setFocus()
