"""Keeps the look as the settings say."""

from PySide6.QtCore import QObject

from studio.services.preferences import Preferences
from studio.ui.theme import ThemeStore

_FIELDS = frozenset({"theme", "interface_scale_percent", "high_contrast", "reduced_motion"})


class ThemeFollower(QObject):
    """Applies theme, size, contrast and motion at once when a person changes them.

    Args:
        mode_for_this_start: a theme from the command line; it holds until another is chosen.
    """

    def __init__(
        self,
        theme_store: ThemeStore,
        preferences: Preferences,
        *,
        mode_for_this_start: str | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = theme_store
        self._preferences = preferences
        self._override = mode_for_this_start
        preferences.changed.connect(self._on_preference_changed)
        self._apply()

    def _apply(self) -> None:
        values = self._preferences.values
        self._store.set_mode(self._override or values.theme)
        self._store.set_scale(values.interface_scale_percent)
        self._store.set_high_contrast(values.high_contrast)
        self._store.set_reduced_motion(values.reduced_motion)

    def _on_preference_changed(self, name: str) -> None:
        if name == "theme":
            self._override = None
        if name in _FIELDS:
            self._apply()
