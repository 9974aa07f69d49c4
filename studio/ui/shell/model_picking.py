"""One model picker for everything in the window that asks for a model."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.services.app import AppServices
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.picker.picker import ModelPicker

Take = Callable[[str, str], None]


class ModelPicking(QObject):
    """Opens the picker, made when it is first needed, and hands on what is chosen.

    Signals:
        settings_requested: connection id ("" for none) whose settings are wanted.
    """

    settings_requested = Signal(str)

    def __init__(self, *, services: AppServices, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._theme, self._window = services, theme, window
        self._picker: ModelPicker | None = None
        self._take: Take | None = None

    def open(
        self,
        anchor: QWidget,
        connection_id: str,
        model_id: str,
        take: Take,
        *,
        draws: bool = False,
        sees: bool = False,
    ) -> None:
        """Opens the picker at a widget.

        Args:
            take: gets the connection id and the model id that are chosen.
            draws, sees: begin with models that make images, or see them.
        """
        self._take = take
        if self._picker is None:
            from studio.ui.picker.picker import ModelPicker

            self._picker = ModelPicker(
                self._theme,
                self._theme.app,
                self._window,
                connections=self._services.connections,
                catalogue=self._services.catalogue,
                clock=self._services.clock,
            )
            self._picker.model_chosen.connect(self._on_picker_model_chosen)
            self._picker.settings_requested.connect(self.settings_requested)
        self._picker.raise_()
        self._picker.open_for(anchor, connection_id, model_id, draws=draws, sees=sees)

    def _on_picker_model_chosen(self, connection_id: str, model_id: str) -> None:
        if self._take is not None:
            self._take(connection_id, model_id)
