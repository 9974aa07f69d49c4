"""`DarkThemeStore`: the dark theme for places that are dark in both themes."""

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui.theme.palette import make_palette
from studio.ui.theme.store import ThemeStore
from studio.ui.theme.stylesheet import make_stylesheet
from studio.ui.theme.theme import Theme
from studio.ui.theme.tokens import load_tokens


class DarkThemeStore(ThemeStore):
    """The dark theme with size, contrast and motion of another store, which it follows.

    Args:
        followed: the store of the application; choices go there.
        root: the widget whose fields, menus and tooltips are dark.
    """

    def __init__(self, followed: ThemeStore, root: QWidget) -> None:
        QObject.__init__(self, root)
        self._followed, self._root = followed, root
        self._current = self._make()
        self._dress()
        followed.changed.connect(self._on_followed_changed)

    @property
    def app(self) -> QApplication:
        return self._followed.app

    @property
    def mode(self) -> str:
        return self._followed.mode

    def set_mode(self, mode: str) -> None:
        self._followed.set_mode(mode)

    def set_scale(self, percent: int) -> None:
        self._followed.set_scale(percent)

    def set_high_contrast(self, on: bool) -> None:
        self._followed.set_high_contrast(on)

    def set_reduced_motion(self, on: bool) -> None:
        self._followed.set_reduced_motion(on)

    def _make(self) -> Theme:
        theme = self._followed.current
        tokens = load_tokens("dark")
        if theme.high_contrast:
            tokens = tokens.with_high_contrast()
        return replace(theme, tokens=tokens)

    def _dress(self) -> None:
        theme = self._current
        self._root.setPalette(make_palette(theme))
        self._root.setStyleSheet(make_stylesheet(theme))

    def _on_followed_changed(self) -> None:
        self._current = self._make()
        self._dress()
        self.changed.emit()
