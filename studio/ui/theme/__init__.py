"""The look: colour tokens, fonts, icons, palette and the one style sheet."""

from studio.ui.theme.painting import draw_shadow, fill, hair_px, hline, line_px, rounded_box, vline
from studio.ui.theme.store import ThemeStore
from studio.ui.theme.theme import Theme

__all__ = [
    "Theme",
    "ThemeStore",
    "draw_shadow",
    "fill",
    "hair_px",
    "hline",
    "line_px",
    "rounded_box",
    "vline",
]
