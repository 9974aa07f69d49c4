"""What to paint, read from the words of a prompt. No drawing library is needed here."""

import re
from random import Random

from msgspec import Struct

from studio.demo.painting.colours import HOURS, NAMED, Colour

_SETTINGS = {
    "lighthouse": "sea", "sea": "sea", "ocean": "sea", "beach": "sea", "coast": "sea",
    "wave": "sea", "island": "sea", "harbour": "sea", "harbor": "sea", "ship": "sea",
    "boat": "sea", "sail": "sea", "whale": "sea", "bay": "sea",
    "lake": "lake", "fjord": "lake", "reflection": "lake", "river": "lake",
    "dune": "dunes", "desert": "dunes", "sand": "dunes", "sahara": "dunes", "camel": "dunes",
    "mars": "dunes", "oasis": "dunes",
    "mountain": "mountains", "alps": "mountains", "peak": "mountains", "summit": "mountains",
    "himalaya": "mountains", "volcano": "mountains", "valley": "mountains", "fuji": "mountains",
    "forest": "forest", "tree": "forest", "wood": "forest", "jungle": "forest", "pine": "forest",
    "fox": "forest", "deer": "forest", "bear": "forest", "owl": "forest",
    "city": "city", "skyline": "city", "skyscraper": "city", "town": "city", "street": "city",
    "building": "city", "tokyo": "city", "york": "city", "metropolis": "city", "cyberpunk": "city",
    "meadow": "meadow", "field": "meadow", "hill": "meadow", "flower": "meadow", "farm": "meadow",
    "village": "meadow", "cat": "meadow", "dog": "meadow", "horse": "meadow", "garden": "meadow",
    "tuscany": "meadow", "prairie": "meadow", "cabin": "meadow", "house": "meadow",
    "planet": "space", "space": "space", "galaxy": "space", "universe": "space",
    "nebula": "space", "rocket": "space", "astronaut": "space", "saturn": "space",
    "abstract": "abstract", "geometric": "abstract", "bauhaus": "abstract", "pattern": "abstract",
    "logo": "abstract", "shapes": "abstract", "circles": "abstract", "minimalist": "abstract",
}  # fmt: skip
_HOURS = {
    "dawn": "dawn", "sunrise": "dawn", "morning": "dawn", "day": "day", "noon": "day",
    "sunny": "day", "summer": "day", "afternoon": "golden", "golden": "golden",
    "autumn": "golden", "fall": "golden",
    "sunset": "sunset", "evening": "sunset", "dusk": "dusk", "twilight": "dusk",
    "night": "night", "midnight": "night", "moon": "night", "moonlit": "night", "star": "night",
    "starry": "night", "aurora": "night", "storm": "storm", "stormy": "storm", "rain": "storm",
    "rainy": "storm", "thunder": "storm", "fog": "mist", "foggy": "mist", "mist": "mist",
    "misty": "mist", "cloudy": "mist", "winter": "winter", "snow": "winter", "snowy": "winter",
    "ice": "winter", "spring": "pastel", "pastel": "pastel", "soft": "pastel", "neon": "neon",
    "cyberpunk": "neon", "synthwave": "neon", "futuristic": "neon", "noir": "noir",
    "monochrome": "noir", "mars": "mars",
}  # fmt: skip
_STYLES = {
    "oil": "oil", "painting": "oil", "painterly": "oil", "impressionist": "oil", "gogh": "oil",
    "monet": "oil", "poster": "poster", "flat": "poster", "vector": "poster", "print": "poster",
    "minimal": "poster", "minimalist": "poster", "retro": "poster", "travel": "poster",
    "watercolor": "watercolour", "watercolour": "watercolour", "aquarelle": "watercolour",
    "pixel": "pixel", "8-bit": "pixel", "pixelart": "pixel", "photo": "smooth",
    "photograph": "smooth", "realistic": "smooth", "smooth": "smooth", "render": "smooth",
}  # fmt: skip
_FEATURES = {
    "lighthouse": "lighthouse", "beacon": "lighthouse", "boat": "boat", "ship": "boat",
    "sail": "boat", "sailing": "boat", "sailboat": "boat", "yacht": "boat",
    "balloon": "balloon", "bird": "birds", "gull": "birds", "crane": "birds",
    "cabin": "cabin", "house": "cabin", "hut": "cabin", "cottage": "cabin", "village": "cabin",
    "moon": "moon", "moonlit": "moon", "sun": "sun", "star": "stars", "starry": "stars",
    "aurora": "aurora", "northern": "aurora", "rain": "rain", "rainy": "rain", "snow": "snow",
    "snowy": "snow", "rainbow": "rainbow", "cloud": "clouds", "cloudy": "clouds",
    "flower": "flowers", "poppy": "flowers", "poppies": "flowers", "lavender": "flowers",
    "tulip": "flowers", "garden": "flowers", "cat": "cat", "volcano": "volcano",
    "mountain": "mountains", "alps": "mountains", "peak": "mountains", "fuji": "mountains",
    "forest": "trees", "pine": "trees", "tree": "trees", "island": "island", "storm": "bolt",
    "thunder": "bolt", "lightning": "bolt", "planet": "planet", "saturn": "planet",
    "city": "city", "skyline": "city", "camel": "camels", "caravan": "camels",
    "autumn": "autumn", "fall": "autumn", "palm": "palms", "oasis": "palms",
}  # fmt: skip
_DEFAULT_HOURS = {
    "sea": ("dawn", "golden", "sunset", "dusk"),
    "lake": ("dawn", "golden", "dusk", "mist"),
    "dunes": ("golden", "sunset", "dawn"),
    "mountains": ("dawn", "golden", "day", "mist", "dusk"),
    "forest": ("mist", "golden", "dawn"),
    "city": ("dusk", "sunset", "night"),
    "meadow": ("day", "golden", "pastel"),
    "space": ("night", "neon"),
    "abstract": ("golden", "pastel", "sunset", "mist", "dusk"),
}
_CHANGE = re.compile(
    r"^\W*(now|make it|again|same|but|and|add|change|more|less|without|turn it|another|instead|"
    r"with)\b",
    re.IGNORECASE,
)


class Scene(Struct, frozen=True):
    """One picture, before it is painted.

    Attributes:
        setting: `sea lake dunes mountains forest city meadow space abstract`.
        hour: a name of `colours.HOURS`.
        style: `oil smooth poster watercolour pixel`.
        features: things that should be in it.
        colours: colours that the prompt names.
        understood: the prompt's words that did something.
    """

    setting: str
    hour: str
    style: str
    features: frozenset[str]
    colours: tuple[Colour, ...]
    understood: tuple[str, ...]

    def caption(self) -> str:
        """A few words for people, e.g. `sea at dusk, oil`."""
        hours = {"day": "by day", "night": "by night", "neon": "in neon light", "noir": "in greys"}
        at = hours.get(self.hour, f"in {self.hour} light")
        return f"{self.setting} {at}, {self.style}"


def joined_prompt(prompt: str, earlier: tuple[str, ...]) -> str:
    """The prompt with the ones before it, as far as it only changes them ("make it night")."""
    texts = [prompt]
    for before in reversed(earlier):
        words = texts[-1].lower().split()
        alone = len(words) > 2 or any(_stem(word) in _SETTINGS for word in words)
        if alone and not _CHANGE.match(texts[-1]):
            break
        texts.append(before)
    return "\n".join(texts)


def read_scene(prompt: str, seed: int) -> Scene:
    """Reads a prompt; what it leaves open is chosen by the seed. The newest words win."""
    rng = Random(seed)
    words = [_stem(word) for word in re.findall(r"[^\W_]+(?:-\w+)?", prompt.lower())]
    settings = [_SETTINGS[word] for word in words if word in _SETTINGS]
    hours = [_HOURS[word] for word in words if word in _HOURS]
    styles = [_STYLES[word] for word in words if word in _STYLES]
    features = {_FEATURES[word] for word in words if word in _FEATURES}
    setting = settings[0] if settings else rng.choice(("dunes", "mountains", "sea", "abstract"))
    if "lake" in settings and setting == "mountains":
        setting = "lake"
    if setting == "forest" and "mountains" in settings:
        setting = "mountains"
    hour = hours[0] if hours else rng.choice(_DEFAULT_HOURS[setting])
    if hour == "night" and {"neon", "dusk"} & set(hours):
        hour = next(h for h in hours if h in {"neon", "dusk"})
    style = styles[0] if styles else rng.choice(("oil", "oil", "oil", "smooth"))
    if setting == "abstract" and not styles:
        style = "poster"
    colours = tuple(dict.fromkeys(NAMED[word] for word in words if word in NAMED))
    known = (_SETTINGS, _HOURS, _STYLES, _FEATURES, NAMED)
    understood = tuple(dict.fromkeys(w for w in words if any(w in table for table in known)))
    assert hour in HOURS
    return Scene(setting, hour, style, frozenset(features), colours[:4], understood)


def _stem(word: str) -> str:
    tables = (_SETTINGS, _HOURS, _STYLES, _FEATURES, NAMED)
    for form in (
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ies") + "y",
    ):
        if any(form in table for table in tables):
            return form
    return word
