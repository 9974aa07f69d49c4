"""Colours, fonts, icons, and following the system."""

from itertools import product

import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPalette

from studio.resources import asset, assets_dir
from studio.ui.theme import ThemeStore
from studio.ui.theme.app_icon import app_icon
from studio.ui.theme.fonts import STYLES, system_text_scale
from studio.ui.theme.system import SystemScheme
from studio.ui.theme.tokens import load_tokens


def luminance(color: QColor) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF())
    )


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(QColor(one)), luminance(QColor(two))), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = [
    *product(("text", "text2", "text3"), ("base", "side", "raised", "hover", "hoverSide", "turn")),
    *product(("text", "text2", "text3"), ("accentSoft",)),
    ("accent", "base"),
    ("accent", "side"),
    ("accent", "raised"),
    ("onAccent", "accent"),
    ("onAccent", "accentHover"),
    ("onAccent", "accentPressed"),
    ("accentText", "accentSoft"),
    ("danger", "base"),
    ("danger", "dangerSoft"),
    ("onDanger", "dangerFill"),
    ("warn", "warnSoft"),
    ("ok", "okSoft"),
    ("onTip", "tip"),
    *product(("cKey", "cStr", "cNum", "cCom", "cFun", "cTyp"), ("sunken",)),
]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_text_reaches_contrast(name: str, front: str, back: str) -> None:
    colors = load_tokens(name).colors
    assert contrast(colors[front], colors[back]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_controls_and_provider_tiles_reach_contrast(name: str) -> None:
    tokens = load_tokens(name)
    for back in ("base", "side", "raised"):
        assert contrast(tokens.colors["control"], tokens.colors[back]) >= 3
    pairs = zip(tokens.provider_fills, tokens.provider_letters, strict=True)
    assert all(contrast(fill, letter) >= 4.5 for fill, letter in pairs)


def test_both_themes_have_the_same_tokens() -> None:
    assert load_tokens("light").colors.keys() == load_tokens("dark").colors.keys()


def test_mode_changes_palette_at_once(qtbot, qapp, theme_store: ThemeStore) -> None:
    with qtbot.waitSignal(theme_store.changed):
        theme_store.set_mode("dark")
    assert theme_store.current.name == "dark"
    expected = theme_store.current.color("base")
    assert qapp.palette().color(QPalette.ColorRole.Window) == expected
    with pytest.raises(ValueError):
        theme_store.set_mode("blue")


class SwitchableSystem(SystemScheme):
    """A desktop that a test can switch: the offscreen platform has no setting of its own."""

    dark = False

    def is_dark(self) -> bool:
        return self.dark

    def switch(self, dark: bool) -> None:
        self.dark = dark
        self.changed.emit()


def test_follows_the_system_only_when_asked(qtbot, qapp) -> None:
    system = SwitchableSystem(qapp)
    store = ThemeStore(qapp, mode="system", system=system)
    assert store.current.name == "light"
    with qtbot.waitSignal(store.changed):
        system.switch(dark=True)
    assert store.current.name == "dark"
    store.set_mode("light")
    system.switch(dark=False)
    system.switch(dark=True)
    assert store.current.name == "light"
    store.set_mode("system")
    assert store.current.name == "dark"


def test_scale_grows_fonts_lines_and_lengths(theme_store: ThemeStore) -> None:
    assert theme_store.current.font("body").pixelSize() == 14
    theme_store.set_scale(150)
    theme = theme_store.current
    assert theme.font("body").pixelSize() == 21
    assert theme.line_px("body") == 33
    assert theme.scaled(32) == 48
    theme_store.set_scale(400)
    assert theme_store.current.scale_percent == 200


def test_large_text_of_the_desktop_enlarges_everything(qtbot, qapp) -> None:
    before = qapp.font()
    large = QFont(before.family())
    large.setPointSizeF(20)  # twice what desktops begin with
    qapp.setFont(large)
    try:
        store = ThemeStore(qapp, mode="light", system=SwitchableSystem(qapp))
        assert store.current.scale_percent == 200
        assert store.current.font("body").pixelSize() == 28
        store.set_scale(150)
        assert store.current.scale_percent == 200
        assert (
            ThemeStore(qapp, mode="light", system=SwitchableSystem(qapp)).current.scaled(32) == 32
        )
    finally:
        qapp.setFont(before)
        qapp.setStyleSheet("")


@pytest.mark.parametrize("points", [9, 10, 11, 12])
def test_what_desktops_begin_with_is_the_usual_size(qapp, points: int) -> None:
    before = qapp.font()
    usual = QFont(before.family())
    usual.setPointSizeF(points)
    qapp.setFont(usual)
    try:
        assert system_text_scale() == 1.0
    finally:
        qapp.setFont(before)


def test_high_contrast_strengthens_lines_and_grey_text(theme_store: ThemeStore) -> None:
    theme_store.set_high_contrast(True)
    theme = theme_store.current
    assert theme.color("line") == theme.color("control")
    assert theme.color("text3") == theme.color("text")
    assert theme.focus_ring_px == 3


def test_values_given_out_cannot_spoil_the_theme(theme_store: ThemeStore) -> None:
    theme = theme_store.current
    theme.color("text").setAlpha(0)
    theme.font("ui").setPixelSize(99)
    assert theme.color("text").alpha() == 255
    assert theme.font("ui").pixelSize() == 13


def test_every_style_has_a_font(theme_store: ThemeStore) -> None:
    for style, spec in STYLES.items():
        font = theme_store.current.font(style)
        assert abs(font.pixelSize() - spec.size_px) <= 0.5
        assert font.weight() in (400, 500, 600)


def test_icons_are_sharp_coloured_and_kept(theme_store: ThemeStore) -> None:
    theme = theme_store.current
    pixmap = theme.pixmap("plug", 16, "danger", 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)
    assert theme.pixmap("plug", 16, "danger", 2.0) is pixmap
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    colors = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    }  # fmt: skip
    assert colors == {theme.color("danger").name()}


def test_every_shipped_icon_paints_something(theme_store: ThemeStore) -> None:
    files = sorted((assets_dir() / "icons").glob("*.svg"))
    assert len(files) > 80
    for file in files:
        image = theme_store.current.pixmap(file.stem, 16).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), file
    assert asset("icons", "LICENSE").is_file()


def test_filled_icons_differ(theme_store: ThemeStore) -> None:
    theme = theme_store.current
    center = theme.pixmap("star-filled", 16, "star").toImage().pixelColor(8, 8)
    assert center.name() == theme.color("star").name()
    assert theme.pixmap("star", 16, "star").toImage().pixelColor(8, 8).alpha() == 0


def test_providers_keep_their_colour(theme_store: ThemeStore) -> None:
    theme = theme_store.current
    one, two = (theme.provider_colors(f"anthropic/{name}") for name in ("a", "b"))
    assert one == two
    names = ("anthropic", "openai", "google", "deepseek", "qwen", "mistralai")
    assert len({theme.provider_colors(f"{name}/x")[0].name() for name in names}) == len(names)
    assert theme.provider_colors("half\ud800/x")  # nothing that a person types stops painting


def test_app_icon_has_all_sizes(qapp) -> None:
    assert app_icon().actualSize(app_icon().availableSizes()[-1]).width() >= 256
