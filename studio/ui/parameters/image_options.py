"""`MakingOptions`: how images are made, beside prompt and model; `OptionsChip` shows and asks."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.core.making import Way, qualities, takes_seed, takes_sizes
from studio.ui.parameters.image_options_popup import OptionsPopup
from studio.ui.parameters.texts import quality_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, set_names


class MakingOptions(Struct, frozen=True):
    """What a person chose.

    Attributes:
        aspect, size, quality: "" for the model's own.
        way: `chat`, `images`, or "" for what suits the model.
        seed: None for another one each time.
    """

    aspect: str = ""
    size: str = ""
    way: str = ""
    quality: str = ""
    seed: int | None = None

    def taken_by(self, offer: "Offer") -> "MakingOptions":
        """Without what is not offered."""
        return replace(
            self,
            size=self.size if offer.sizes else "",
            quality=self.quality if self.quality in offer.qualities else "",
            seed=self.seed if offer.seed else None,
        )


class Offer(Struct, frozen=True):
    """What a model takes, or what some of several models take."""

    sizes: bool = False
    qualities: tuple[str, ...] = ()
    seed: bool = False


def offer_of(model_id: str, way: Way) -> Offer:
    """What a model takes by one way of the wire."""
    return Offer(takes_sizes(model_id, way), qualities(model_id, way), takes_seed(model_id, way))


class OptionsChip(Chip):
    """Tells what is chosen; pressed, it opens the popup.

    Args:
        edits: an edit has the shape of its original: none is asked for.

    Signals:
        changed: something else is chosen.
    """

    changed = Signal()

    def __init__(self, theme: ThemeStore, *, edits: bool, parent: QWidget | None = None) -> None:
        icon = "sliders-horizontal" if edits else "scan"
        super().__init__(theme, "", icon=icon, checkable=False, menu=True, parent=parent)
        self._edits = edits
        self._offer = offer_of("", Way.CHAT)
        self.popup: OptionsPopup | None = None
        self.value = MakingOptions()
        self._is_short = False
        self.clicked.connect(self._on_clicked)
        self._show_value()

    @property
    def taken(self) -> MakingOptions:
        """What is chosen, as far as the model takes it."""
        return self.value.taken_by(self._offer)

    def set_value(self, value: MakingOptions) -> None:
        """Shows other choices, without a signal."""
        self.value = value
        self._show_value()

    def set_model(self, model_id: str, way: Way) -> None:
        """Offers what a model takes.

        Args:
            way: by which it will be asked.
        """
        self.set_offer(offer_of(model_id, way))

    def set_offer(self, offer: Offer) -> None:
        """Offers this much."""
        self._offer = offer
        self._show_value()

    def set_short(self, short: bool) -> None:
        """An icon alone; what is chosen is in the tooltip."""
        if short != self._is_short:
            self._is_short = short
            self._show_value()

    def _show_value(self) -> None:
        taken = self.taken
        words = [taken.aspect, taken.size, quality_text(taken.quality)]
        if taken.seed is not None:
            words.append(self.tr("Seed {number}").format(number=taken.seed))
        if self._edits:
            words[0] = ""
            name, none = self.tr("Options"), self.tr("Options")
        else:
            words[0] = words[0] or self.tr("Auto shape")
            name, none = self.tr("Shape, size and more"), ""
        told = " · ".join(filter(None, words)) or none
        self.setText("" if self._is_short else told)
        set_names(self, name, object_name="shape")
        self.setAccessibleDescription(told)
        self.setToolTip(f"{name}\n{told}" if self._is_short and told != name else name)
        self.updateGeometry()
        self.update()
        if self.popup is not None:
            self._fill()

    def _fill(self) -> None:
        if self.popup is not None:
            self.popup.offer(
                shapes=not self._edits,
                sizes=not self._edits and self._offer.sizes,
                qualities=self._offer.qualities,
                seed=self._offer.seed,
            )
            v = self.value
            self.popup.set_values(
                aspect=v.aspect, size=v.size, way=v.way, quality=v.quality, seed=v.seed
            )

    def _on_clicked(self) -> None:
        if self.popup is None:
            theme = self.theme_store
            self.popup = OptionsPopup(theme, theme.app, self.window())
            self.popup.chosen.connect(self._on_popup_chosen)
        self._fill()
        self.popup.open_beside(self)

    def _on_popup_chosen(self, name: str, value: Any) -> None:
        self.value = replace(self.value, **{name: value})
        self._show_value()
        self.changed.emit()
