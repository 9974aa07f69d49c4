"""`ThemeStore`: which theme is on, and who is told when that changes."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from studio.ui.theme.fonts import FontSet, system_text_scale
from studio.ui.theme.icons import IconSource
from studio.ui.theme.palette import make_palette
from studio.ui.theme.stylesheet import make_stylesheet
from studio.ui.theme.system import SystemScheme
from studio.ui.theme.theme import Theme
from studio.ui.theme.tokens import load_tokens

STYLE = "Fusion"
MODES = ("light", "dark", "system")
LEAST_SCALE_PERCENT, MOST_SCALE_PERCENT = 90, 200


class ThemeStore(QObject):
    """Holds the current `Theme` and dresses the application with it.

    Args:
        has_style: the application was made with `-style` and `STYLE`. Told to set it, it would
            give it back, and PySide make the classes of all styles: 5 ms of the start.

    Signals:
        changed: `current` is another value; repaint and lay out again.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        mode: str = "system",
        scale_percent: int = 100,
        high_contrast: bool = False,
        reduced_motion: bool = False,
        system: SystemScheme | None = None,
        has_style: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._mode = mode
        self._text_scale = system_text_scale()
        self._scale_percent = _allowed(scale_percent)
        self._high_contrast = high_contrast
        self._reduced_motion = reduced_motion
        self._icons = IconSource()
        if not has_style:
            app.setStyle(STYLE)
        self._system = system or SystemScheme(app, self)
        self._system.tell(mode)
        self._system.changed.connect(self._on_system_changed)
        self._current = self._make()
        self._dress()

    @property
    def app(self) -> QApplication:
        """The application that is dressed; popups watch its events."""
        return self._app

    @property
    def current(self) -> Theme:
        """The theme to paint with now."""
        return self._current

    @property
    def mode(self) -> str:
        """`light`, `dark` or `system`."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Chooses light, dark, or to follow the system. Raises: ValueError."""
        if mode not in MODES:
            raise ValueError(mode)
        if mode != self._mode:
            self._mode = mode
            self._system.tell(mode)
            self._refresh()

    def set_scale(self, percent: int) -> None:
        """Sets the interface size; values outside 90 to 200 % are brought inside.

        It counts on top of the desktop's own size of text, up to the same limit.
        """
        percent = _allowed(percent)
        if percent != self._scale_percent:
            self._scale_percent = percent
            self._refresh()

    def set_high_contrast(self, on: bool) -> None:
        """Stronger lines and text."""
        if on != self._high_contrast:
            self._high_contrast = on
            self._refresh()

    def set_reduced_motion(self, on: bool) -> None:
        """No movement."""
        if on != self._reduced_motion:
            self._reduced_motion = on
            self._refresh()

    def _name(self) -> str:
        if self._mode != "system":
            return self._mode
        return "dark" if self._system.is_dark() else "light"

    def _make(self) -> Theme:
        tokens = load_tokens(self._name())
        percent = _allowed(round(self._scale_percent * self._text_scale))
        return Theme(
            tokens=tokens.with_high_contrast() if self._high_contrast else tokens,
            icons=self._icons,
            fonts=FontSet(percent / 100),
            scale_percent=percent,
            high_contrast=self._high_contrast,
            reduced_motion=self._reduced_motion,
        )

    def _refresh(self) -> None:
        theme = self._make()
        if (theme.name, theme.scale_percent, theme.high_contrast, theme.reduced_motion) == (
            self._current.name,
            self._current.scale_percent,
            self._current.high_contrast,
            self._current.reduced_motion,
        ):
            return
        self._current = theme
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        theme = self._current
        self._app.setFont(theme.font("ui"))
        self._app.setPalette(make_palette(theme))
        self._app.setStyleSheet(make_stylesheet(theme))

    def _on_system_changed(self) -> None:
        self._refresh()


def _allowed(percent: int) -> int:
    return max(LEAST_SCALE_PERCENT, min(MOST_SCALE_PERCENT, percent))
