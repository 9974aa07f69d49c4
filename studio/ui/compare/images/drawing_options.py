"""`DrawingOptions`: shape, size, number of images and more, of one column or of all that draw."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.comparing import ColumnSetup
from studio.core.making import MOST_VERSIONS, Way
from studio.core.requests import Parameters
from studio.ui.parameters.image_options import MakingOptions, Offer, OptionsChip, offer_of
from studio.ui.parameters.texts import quality_text
from studio.ui.parameters.versions import VersionsChip
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, Themed

_NAMES = {"aspect": "aspect_ratio", "size": "image_size", "quality": "quality", "seed": "seed"}
"""Fields of `MakingOptions`, and what they are called among parameters."""


class DrawingOptions(Themed, QWidget):
    """Two chips.

    Signals:
        changed: name among parameters (or `way`), value; None and "" for the model's own.
    """

    changed = Signal(str, object)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = (MakingOptions(), 1)
        self._differing: set[Chip] = set()
        self._is_short = False
        self.setObjectName("drawing_options")
        self.chip = OptionsChip(theme, edits=False)
        self.versions = VersionsChip(theme)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.chip)
        self._row.addWidget(self.versions)
        self.chip.changed.connect(self._on_chip_changed)
        self.versions.changed.connect(self._on_versions_changed)
        self._use_theme(theme)

    def show_setups(self, drawing: Sequence[tuple[ColumnSetup, Way]]) -> None:
        """Shows what is set for these columns; what differs is shown as the model's own.

        Args:
            drawing: who draws, and by which way; () hides it.
        """
        self.setVisible(bool(drawing))
        if not drawing:
            return
        options = [options_of(setup) for setup, _ in drawing]
        counts = [count_of(setup) for setup, _ in drawing]
        shared = MakingOptions(
            **{name: _shared([getattr(each, name) for each in options]) for name in _fields()}
        )
        self._shown = (shared, counts[0])
        self.chip.set_offer(_together([offer_of(setup.model_id, way) for setup, way in drawing]))
        self.chip.set_value(shared)
        self.versions.set_value(counts[0])
        self._differing = {
            chip
            for chip, values in ((self.chip, set(options)), (self.versions, set(counts)))
            if len(values) > 1
        }
        self._tell_differences()

    def _tell_differences(self) -> None:
        for chip in self._differing:
            told = self.tr("Differs by model")
            chip.setText("…" if self._is_short else told)
            chip.setAccessibleDescription(told)
            chip.updateGeometry()

    def set_short(self, short: bool) -> None:
        """Says less where there is no room."""
        self._is_short = short
        self.chip.set_short(short)
        self.versions.set_short(short)
        self._tell_differences()

    def _show_theme(self) -> None:
        self._row.setSpacing(self.theme.scaled(4))

    def _on_chip_changed(self) -> None:
        before, _ = self._shown
        now = self.chip.value
        self._shown = (now, self._shown[1])
        for name in _fields():
            value = getattr(now, name)
            if value != getattr(before, name):
                self.changed.emit(_NAMES.get(name, name), value)

    def _on_versions_changed(self) -> None:
        self.changed.emit("n", self.versions.value)


def options_of(setup: ColumnSetup) -> MakingOptions:
    """What is set for the images of a column."""
    wanted = Parameters.from_dict(setup.parameters)
    return MakingOptions(
        wanted.aspect_ratio or "", wanted.image_size or "", setup.way, wanted.quality or "",
        wanted.seed,
    )  # fmt: skip


def count_of(setup: ColumnSetup) -> int:
    """How many images are wanted of a column."""
    return max(1, min(Parameters.from_dict(setup.parameters).n or 1, MOST_VERSIONS))


def with_option(setup: ColumnSetup, name: str, value: Any) -> ColumnSetup:
    """A column with one thing set otherwise; see `DrawingOptions.changed`."""
    if name == "way":
        return replace(setup, way=str(value))
    kept = {key: each for key, each in setup.parameters.items() if key != name}
    if value not in (None, "") and (name, value) != ("n", 1):
        kept[name] = value
    return replace(setup, parameters=kept)


def option_words(setup: ColumnSetup) -> list[str]:
    """What is set for the images of a column, in a few words each."""
    options, count = options_of(setup), count_of(setup)
    words = [options.aspect, options.size, quality_text(options.quality)]
    words.append(f"× {count}" if count > 1 else "")
    return [each for each in words if each]


def _fields() -> tuple[str, ...]:
    return MakingOptions.__struct_fields__


def _shared(values: list[Any]) -> Any:
    """What all are; else what stands for the model's own."""
    first = values[0]
    if all(each == first for each in values):
        return first
    return None if first is None or isinstance(first, int) else ""


def _together(offers: Sequence[Offer]) -> Offer:
    """What one of several takes; what a model does not take is not sent to it."""
    known = {each.qualities for each in offers if each.qualities}
    return Offer(
        any(each.sizes for each in offers),
        known.pop() if len(known) == 1 else (),
        any(each.seed for each in offers),
    )
