"""`Theme`: everything painting code asks for. Colours and sizes exist nowhere else."""

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPixmap

from studio.ui.theme.fonts import STYLES, FontSet
from studio.ui.theme.icons import IconSource
from studio.ui.theme.tokens import Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

# Chosen so that the best-known providers get tiles of different colours.
_PROVIDER_SALT = "58754/"


def provider_index(model_id: str) -> int:
    """Which of the eight provider colours an id has; the same on every machine."""
    import hashlib  # 1 ms, which a start has no use for

    prefix = model_id.partition("/")[0].lower()
    digest = hashlib.blake2b(
        (_PROVIDER_SALT + prefix).encode("utf-8", "replace"), digest_size=4
    ).digest()
    return digest[0] % 8


class Theme(Struct, frozen=True, dict=True):
    """One look: light or dark, at one interface size and contrast.

    Values are copies or implicitly shared; changing one changes nothing here.

    Attributes:
        scale_percent: interface size, 90 to 200.
        high_contrast: stronger lines and text, thicker focus ring.
        reduced_motion: all durations are 0 and nothing loops.
    """

    tokens: Tokens
    icons: IconSource
    fonts: FontSet
    scale_percent: int = 100
    high_contrast: bool = False
    reduced_motion: bool = False

    @cached_property
    def _colors(self) -> dict[str, QColor]:
        return {}

    @property
    def name(self) -> str:
        """`light` or `dark`."""
        return self.tokens.name

    @property
    def is_dark(self) -> bool:
        """Whether this is the dark theme."""
        return self.name == "dark"

    @property
    def focus_ring_px(self) -> int:
        """Thickness of the focus ring."""
        return 3 if self.high_contrast else 2

    def color(self, token: str) -> QColor:
        """The colour of a token. Raises: KeyError for an unknown one."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = QColor(self.tokens.colors[token])
        return QColor(found)

    def hex(self, token: str) -> str:
        """The colour of a token as text, for rich text and style sheets."""
        return self.tokens.colors[token]

    def font(
        self, style: str, *, weight: int | None = None, italic: bool = False, tabular: bool = False
    ) -> QFont:
        """The font of a type style.

        Args:
            style: display title page h1 h2 h3 h4 body ui small micro code code_small
                code_inline.
            weight: 400, 500 or 600; None: the style's own.
            tabular: figures of equal width, where the font has them.
        """
        return self.fonts.font(style, weight, italic, tabular)

    def line_px(self, style: str) -> int:
        """The least line height of a type style, in px."""
        return self.scaled(STYLES[style].line_px)

    def scaled(self, px: float) -> int:
        """A length of the 100 % design at this interface size, in whole px."""
        return int(px * self.scale_percent / 100 + 0.5)

    def duration_ms(self, wanted_ms: int) -> int:
        """A time of movement; 0 with reduced motion."""
        return 0 if self.reduced_motion else wanted_ms

    def pixmap(self, name: str, size_px: int, token: str = "text2", dpr: float = 1.0) -> QPixmap:
        """An icon as a pixmap.

        Args:
            name: of a file in `assets/icons`; `<name>-filled` for the filled shape.
            size_px: final size in logical px (pass design sizes through `scaled`).
            dpr: the device pixel ratio of what is painted on.
        """
        return self.icons.pixmap(name, size_px, self.tokens.colors[token], dpr)

    def icon(self, name: str, token: str = "text2", *, size_px: int = 16) -> "QIcon":
        """An icon for buttons and menus, for the pixel ratios of all screens.

        Args:
            size_px: in the 100 % design; it is scaled here.
        """
        from PySide6.QtGui import QIcon

        icon = QIcon()
        size = self.scaled(size_px)
        ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0}
        for dpr in sorted(ratios):
            icon.addPixmap(self.pixmap(name, size, token, dpr), QIcon.Mode.Normal)
            icon.addPixmap(self.pixmap(name, size, "disabled", dpr), QIcon.Mode.Disabled)
        return icon

    def provider_colors(self, model_id: str) -> tuple[QColor, QColor]:
        """Fill and letter colour of a model's provider tile."""
        index = provider_index(model_id)
        return QColor(self.tokens.provider_fills[index]), QColor(
            self.tokens.provider_letters[index]
        )
