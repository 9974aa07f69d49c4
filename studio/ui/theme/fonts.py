"""Type styles: sizes, line heights and families."""

from msgspec import Struct
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

REGULAR, MEDIUM, STRONG = 400, 500, 600


class TypeStyle(Struct, frozen=True):
    """One style of text at 100 %: size and least line height in px, and weight."""

    size_px: float
    line_px: int
    weight: int = REGULAR


STYLES = {
    "display": TypeStyle(24, 32, STRONG),
    "title": TypeStyle(18, 26, STRONG),
    "page": TypeStyle(15, 20, STRONG),
    "h1": TypeStyle(20, 28, STRONG),
    "h2": TypeStyle(17, 24, STRONG),
    "h3": TypeStyle(15, 22, STRONG),
    "h4": TypeStyle(14, 22, STRONG),
    "body": TypeStyle(14, 22),
    "ui": TypeStyle(13, 20),
    "small": TypeStyle(12, 16),
    "micro": TypeStyle(11, 14, MEDIUM),
    "code": TypeStyle(13, 20),
    "code_small": TypeStyle(12, 18),
    "code_inline": TypeStyle(12.5, 20),
}
_CODE_STYLES = frozenset({"code", "code_small", "code_inline"})

# Names that a system without a chosen interface font answers with.
_NO_CHOICE = frozenset({"", "sans", "sans serif", "sans-serif", "dejavu sans", "helvetica"})
_UI_CHOICES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu")
_CODE_CHOICES = ("JetBrains Mono", "Cascadia Mono", "Menlo", "Noto Sans Mono")


_LARGE_PX, _USUAL_PX = 16, 40 / 3  # 12 and 10 points on a screen of 96 dots per inch


def system_text_scale() -> float:
    """How much larger than usual the desktop wants text to be; 1 for what desktops begin with.

    A desktop that enlarges everything does so by the pixel ratio; this is for those that give
    programs a larger font instead.
    """
    font = QGuiApplication.font()
    if font.pointSizeF() <= 0:  # in px: a theme set it, not the desktop
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    size_px = font.pointSizeF() * QGuiApplication.primaryScreen().logicalDotsPerInchY() / 72
    return size_px / _USUAL_PX if size_px > _LARGE_PX else 1.0


def ui_families() -> list[str]:
    """The system's interface font; scripts it lacks are left to the system's fallbacks."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if system.lower() in _NO_CHOICE:
        installed = frozenset(QFontDatabase.families())
        better = [name for name in _UI_CHOICES if name in installed]
        return [*better[:1], system] if system else better[:1]
    return [system]


def code_families() -> list[str]:
    """Installed code fonts in order of choice, the system's fixed font last."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    installed = frozenset(QFontDatabase.families())
    better = [name for name in _CODE_CHOICES if name in installed]
    return list(dict.fromkeys([*better[:1], fixed]))


class FontSet:
    """Fonts of all styles for one interface size; made once each."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._ui = ui_families()
        self._code = code_families()
        self._fonts: dict[tuple[str, int, bool, bool], QFont] = {}

    def font(self, style: str, weight: int | None, italic: bool, tabular: bool) -> QFont:
        """A font of a style; see `Theme.font`."""
        spec = STYLES[style]
        key = (style, weight or spec.weight, italic, tabular)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make(*key)
        return QFont(found)

    def _make(self, style: str, weight: int, italic: bool, tabular: bool) -> QFont:
        font = QFont(self._code if style in _CODE_STYLES else self._ui)
        # Halves are rounded up: 12.5 beside body text at 14 reads as 13.
        font.setPixelSize(int(STYLES[style].size_px * self._scale + 0.5))
        font.setWeight(QFont.Weight(weight))
        font.setItalic(italic)
        if style in _CODE_STYLES:
            font.setStyleHint(QFont.StyleHint.Monospace)
        if tabular and hasattr(font, "setFeature"):
            font.setFeature(QFont.Tag("tnum"), 1)
        return font
