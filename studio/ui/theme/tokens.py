"""Colour tokens, read from `assets/themes/<name>.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from studio.resources import asset


class Tokens(Struct, frozen=True):
    """The colours of one theme as text, `#RRGGBB` or `#AARRGGBB`.

    Attributes:
        name: `light` or `dark`.
        colors: by token, see the theme files.
        provider_fills, provider_letters: eight each.
    """

    name: str
    colors: Mapping[str, str]
    provider_fills: tuple[str, ...]
    provider_letters: tuple[str, ...]

    def with_high_contrast(self) -> "Tokens":
        """Lines as strong as controls, and no grey text."""
        colors = dict(self.colors)
        colors["line"] = colors["lineStrong"] = colors["control"]
        colors["text2"] = colors["text3"] = colors["text"]
        return replace(self, colors=colors)


@cache
def load_tokens(name: str) -> Tokens:
    """Reads a shipped theme file.

    Args:
        name: `light` or `dark`.
    """
    with asset("themes", f"{name}.toml").open("rb") as file:
        data = tomllib.load(file)
    return Tokens(
        name=data["name"],
        colors=data["colors"],
        provider_fills=tuple(data["providers"]["fills"]),
        provider_letters=tuple(data["providers"]["letters"]),
    )
