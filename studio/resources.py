"""Where the shipped files are: icons, themes, translations. Runs without Qt.

In a checkout they lie in `<root>/assets`, in an installed wheel in `studio/assets`.
"""

from functools import cache
from pathlib import Path


@cache
def assets_dir() -> Path:
    """The folder of shipped files."""
    package = Path(__file__).resolve().parent
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


def asset(*names: str) -> Path:
    """The path of one shipped file, e.g. `asset("icons", "plug.svg")`."""
    return assets_dir().joinpath(*names)
