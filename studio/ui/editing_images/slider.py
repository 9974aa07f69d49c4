"""A slider with its name and value, for lengths in px of an image."""

from math import exp, log

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, set_names
from studio.ui.widgets.slider_track import SliderTrack

_STEPS = 200


class LengthSlider(QWidget):
    """A length in px; small ones are set finer than large ones.

    Signals:
        changed: another length was chosen.
    """

    changed = Signal(float)

    def __init__(
        self,
        theme: ThemeStore,
        name: str,
        *,
        least: float,
        most: float,
        width_px: int,
        keys: str = "",
        object_name: str = "",
    ) -> None:
        super().__init__()
        self._least, self._most = least, most
        self._value = least
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._track = SliderTrack(theme, steps=_STEPS, width_px=width_px, knob_token="viewer")
        set_names(self._track, name, object_name=object_name)
        if keys:
            self._track.setToolTip(f"{name}   {keys}")
        self._name = Label(theme, name, style="small", token="text2")
        self._words = Label(theme, style="small", token="text2", tabular=True)
        self._words.setFixedWidth(theme.current.scaled(52))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current.scaled(10))
        for widget in (self._name, self._track, self._words):
            row.addWidget(widget)
        self._track.valueChanged.connect(self._on_track_value_changed)
        self.set_value(least)

    @property
    def value(self) -> float:
        """The length in px."""
        return self._value

    def set_value(self, value: float) -> None:
        """Shows a length, without a signal."""
        self._value = max(self._least, min(value, self._most))
        self._track.blockSignals(True)
        self._track.setValue(round(self._share(self._value) * _STEPS))
        self._track.blockSignals(False)
        self._show_words()

    def step(self, direction: int) -> None:
        """A tenth more (1) or less (-1), by at least one px."""
        step = max(1.0, round(self._value * 0.1))
        self.set_value(self._value + direction * step)
        self.changed.emit(self._value)

    def show_words(self, on: bool) -> None:
        """Whether there is room for the number."""
        self._words.setVisible(on)

    def show_name(self, on: bool) -> None:
        """Whether there is room for the name."""
        self._name.setVisible(on)

    # The slider is even in log(value + 4): half of it is for what is fine.
    def _share(self, value: float) -> float:
        low, high = log(self._least + 4), log(self._most + 4)
        return (log(value + 4) - low) / (high - low)

    def _show_words(self) -> None:
        text = self.tr("{count} px").format(count=round(self._value))
        self._words.set_text(text)
        self._track.setAccessibleDescription(text)

    def _on_track_value_changed(self, at: int) -> None:
        low, high = log(self._least + 4), log(self._most + 4)
        self._value = min(self._most, float(round(exp(low + (high - low) * at / _STEPS) - 4)))
        self._show_words()
        self.changed.emit(self._value)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()
