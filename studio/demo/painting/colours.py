"""Colours: mixing as the eye sees it (OKLab), and the palettes of the hours."""

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

Colour = tuple[int, int, int]


class Palette(Struct, frozen=True):
    """The light of one hour or mood.

    Attributes:
        sky: from the zenith to the horizon.
        light: of the sun or moon.
        haze: what far things fade into.
        shade: what shadows and near silhouettes go to.
        strength: how much of a thing's own colour is left (1: full daylight).
        accent: for the one thing that should stand out.
        dark: whether lamps are lit.
    """

    sky: tuple[Colour, ...]
    light: Colour
    haze: Colour
    shade: Colour
    strength: float
    accent: Colour
    dark: bool = False


def parse(text: str) -> Colour:
    """`#rrggbb` (the # may be missing) as a colour."""
    text = text.lstrip("#")
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """A colour between two; `share` of the second."""
    share = min(1.0, max(0.0, share))
    one, two = _to_lab(a), _to_lab(b)
    return _from_lab(
        one[0] + (two[0] - one[0]) * share,
        one[1] + (two[1] - one[1]) * share,
        one[2] + (two[2] - one[2]) * share,
    )


def lighter(colour: Colour, by: float) -> Colour:
    """A colour with its lightness changed by `by` (-1 to 1)."""
    light, a, b = _to_lab(colour)
    return _from_lab(min(1.0, max(0.0, light + by)), a, b)


def stronger(colour: Colour, factor: float) -> Colour:
    """A colour with its chroma multiplied."""
    light, a, b = _to_lab(colour)
    return _from_lab(light, a * factor, b * factor)


def lightness(colour: Colour) -> float:
    """How light a colour is, 0 to 1."""
    return _to_lab(colour)[0]


def chroma(colour: Colour) -> float:
    """How far from grey a colour is, about 0 to 0.3."""
    _, a, b = _to_lab(colour)
    return float((a * a + b * b) ** 0.5)


def ramp(stops: tuple[Colour, ...], steps: int) -> list[Colour]:
    """`steps` colours along some stops at equal distances."""
    result = []
    for step in range(steps):
        at = step / max(1, steps - 1) * (len(stops) - 1)
        first = min(len(stops) - 2, int(at))
        result.append(mix(stops[first], stops[first + 1], at - first))
    return result


@lru_cache(maxsize=4096)
def _to_lab(colour: Colour) -> tuple[float, float, float]:
    # Source: Björn Ottosson, "A perceptual color space for image processing" (OKLab), 2020.
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in colour)
    )
    l_ = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m_ = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s_ = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    )


def _from_lab(light: float, a: float, b: float) -> Colour:
    l_ = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )
    values = []
    for c in channels:
        c = min(1.0, max(0.0, c))
        c = 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055
        values.append(round(c * 255))
    return values[0], values[1], values[2]


def _palette(
    sky: str, light: str, haze: str, shade: str, strength: float, accent: str, dark: bool = False
) -> Palette:
    stops = tuple(parse(part) for part in sky.split())
    return Palette(stops, parse(light), parse(haze), parse(shade), strength, parse(accent), dark)


HOURS: dict[str, Palette] = {
    "dawn": _palette(
        "4f74a8 8ba7cd d9bfc6 f6c9a8 ffe6bd", "fff3cf", "e9c3b4", "2f3b57", 0.55, "e8735a"
    ),
    "day": _palette(
        "2a72bd 5aa0da 9ccbea cfe6ee f2f2e2", "fffbe8", "b9d3df", "22384a", 0.95, "e4572e"
    ),
    "golden": _palette(
        "42648c 8fa3b4 e3c39a f8b26a ffd98f", "fff1c4", "eeb987", "3a2c3c", 0.7, "d8432b"
    ),
    "sunset": _palette(
        "2c2b63 6a3f83 c4527e f47f5d ffc96f", "fff0b8", "d8728a", "1c1633", 0.45, "ffd166"
    ),
    "dusk": _palette(
        "131c45 2f3c78 6a568f c77a90 f3bba2", "fff2da", "7d6a9c", "0d1130", 0.35, "ffc36b", True
    ),
    "night": _palette(
        "050a20 0a1838 11305c 1e4b77 3f7394", "fdf6dc", "2c557c", "03060f", 0.28, "ffd27a", True
    ),
    "storm": _palette(
        "1d262f 33414b 54656f 84939a bcc3bb", "f4f1df", "8d9a9f", "12191f", 0.5, "e9c46a"
    ),
    "mist": _palette(
        "a9bac2 bfccd0 d5dad6 e6e4d9 f3ecdd", "fffaf0", "dcdfd9", "3c4d54", 0.6, "c8553d"
    ),
    "winter": _palette(
        "7ea6cb a9c6de d3e2ec eef0ef fdf3e6", "fffaf0", "d5e0ea", "364b63", 0.7, "c44536"
    ),
    "pastel": _palette(
        "86c3e6 b3daef ecdfef fbd3d6 ffe7cf", "fffbf0", "e9d5e3", "5b5b86", 0.75, "ff7b89"
    ),
    "neon": _palette(
        "0b0224 2a0a5a 7b1b8f e2368f ff9160", "ffe3f1", "a02c8c", "08020f", 0.35, "22e6e0", True
    ),
    "noir": _palette(
        "16161a 3a3a40 6f6f74 a5a49f dcd8cd", "ffffff", "9a9a98", "08080a", 0.25, "d7263d"
    ),
    "mars": _palette(
        "5b3a3a 9a5b48 d08a5f ecb683 f8dcb0", "fff4dc", "dba070", "3a1c1c", 0.75, "5fb7c9"
    ),
}

NAMED: dict[str, Colour] = {
    name: parse(value)
    for name, value in {
        "red": "c8312b", "crimson": "a4133c", "scarlet": "d62828", "pink": "f28ab2",
        "rose": "e5738a", "magenta": "c2308f", "purple": "6a3fa0", "violet": "7f5bc4",
        "lavender": "b9a5e2", "indigo": "3a3f99", "blue": "2667b5", "navy": "14274e",
        "azure": "4aa3e0", "cyan": "27b8cf", "turquoise": "2fb8ac", "teal": "0f7173",
        "green": "3d8b4f", "emerald": "12805c", "mint": "9fd8b8", "olive": "7a7d3a",
        "lime": "a7c957", "yellow": "f2c230", "gold": "dba520",
        "amber": "ee9b2a", "orange": "ee7b30", "copper": "b5653a", "brown": "7a4a2b",
        "beige": "dcc7a1", "cream": "f5ead0", "white": "f4f4f0", "silver": "b9bfc6",
        "grey": "85888d", "gray": "85888d", "black": "17181c",
    }.items()
}  # fmt: skip


def coloured(base: Palette, colours: tuple[Colour, ...]) -> Palette:
    """A palette whose light is made of some colours, e.g. those that a prompt names."""
    ordered = sorted(colours, key=lightness)
    darkest, lightest = ordered[0], ordered[-1]
    middle = ordered[len(ordered) // 2]
    top = mix(darkest, base.sky[0], 0.25)
    horizon = lighter(mix(lightest, base.sky[-1], 0.3), 0.12)
    inner = tuple(mix(c, base.sky[2], 0.15) for c in ordered)
    if len(ordered) == 1:
        top = lighter(darkest, -0.18)
        inner = (darkest, lighter(stronger(darkest, 0.85), 0.14))
    return replace(
        base,
        sky=(top, *inner, horizon),
        light=mix(base.light, lighter(lightest, 0.25), 0.35),
        haze=mix(middle, horizon, 0.45),
        shade=mix(lighter(darkest, -0.25), base.shade, 0.4),
        strength=base.strength * 0.55,
        accent=base.accent if len(ordered) < 3 else ordered[-2],
        dark=base.dark or lightness(middle) < 0.35,
    )
