"""The Qt palette of a theme."""

from PySide6.QtGui import QPalette

from studio.ui.theme.theme import Theme

_ROLES = {
    QPalette.ColorRole.Window: "base",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "side",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "onAccent",
    QPalette.ColorRole.Highlight: "selText",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "tip",
    QPalette.ColorRole.ToolTipText: "onTip",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "lineStrong",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "control",
    QPalette.ColorRole.Accent: "accent",
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
)


def make_palette(theme: Theme) -> QPalette:
    """All palette roles from the theme's tokens."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, theme.color(token))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    return palette
