"""What each kind of element looks like, light and dark, in a font that a dependency brings.

`UPDATE_GOLDEN=1` writes the pictures anew: look at them before they are committed.
"""

import os
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QImage

from studio.ui.theme import ThemeStore, fonts
from studio.ui.transcript.element import LayoutContext
from studio.ui.transcript.formula_shelf import formulas
from studio.ui.transcript.kinds import as_highlighting, takes_formulas
from tests.ui.conftest import Until
from tests.ui.transcript.painting import elements_of, paint_all

GOLDEN = Path(__file__).parent / "golden"
WIDTH = 340.0
# Mean difference of a colour channel, 0 to 255; edges of glyphs may differ by a little.
MOST_DIFFERENCE = 2.0

KINDS = {
    "text": "# One *two*\n\n## Three\n\nPlain **bold** *italic* ~~gone~~ `code`, a "
    "[link](https://x.y) and https://z.q that wraps.\\\nBroken.",
    "lists": "- a\n- b\n  - c\n    1. d\n    2. e\n- [ ] open\n- [x] done\n\n100. long number",
    "quote": "> said **so**\n>\n> - in a list\n>\n> > twice",
    "code": "```python\ndef f(x):\n    return x + 1  # one\n```",
    "folded": "```\n" + "\n".join(f"line {n}" for n in range(44)) + "\n```",
    "table": "| Name | Count |\n|---|---|\n| *a* | 1 |\n| b with more words | 22 |",
    "formulas": "So $e^{i\\pi}+1=0$ and\n\n$$\\sum_{i=1}^{n} \\frac{1}{i^2}$$\n\n$$\\nonsense$$",
    "notes": "Said[^1].\n\nTerm\n: Meaning\n: Other\n\n[^1]: The *source*.\n\n[a]: https://x.y",
    "rule": "above\n\n---\n\nbelow",
    "image": "![a cat](https://x.y/cat.png)",
    "right-to-left": "שלום **עולם** 123\n\n- פריט\n- [x] item שלום\n\n> ציטוט",
    "hidden": "user\u202etxt.exe\u202c and zero\u200bwidth",
}


@pytest.fixture
def test_font(monkeypatch: pytest.MonkeyPatch, theme_store: ThemeStore) -> None:
    path = files("ziafont") / "fonts" / "DejaVuSans.ttf"
    number = QFontDatabase.addApplicationFontFromData(path.read_bytes())
    family = QFontDatabase.applicationFontFamilies(number)[0]
    monkeypatch.setattr(fonts, "ui_families", lambda: [family])
    monkeypatch.setattr(fonts, "code_families", lambda: [family])


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_elements_look_as_they_should(
    test_font: None, theme_store: ThemeStore, kind: str, mode: str, until: Until
) -> None:
    store = ThemeStore(theme_store.app, mode=mode, reduced_motion=True)
    theme = store.current
    elements = elements_of(KINDS[kind], LayoutContext(theme))
    for element in elements:
        element.height_for(WIDTH)
        while (unlit := as_highlighting(element)) is not None:
            until(lambda unlit=unlit: unlit.highlight(50) or not unlit.is_waiting())  # type: ignore[misc]
    until(lambda: not formulas().is_busy)
    for element in elements:
        takes_formulas(element)
    image = paint_all(elements, theme, WIDTH, margin=8).convertToFormat(QImage.Format.Format_RGB888)
    store.deleteLater()
    path = GOLDEN / f"{kind}-{mode}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        image.save(str(path))
    wanted = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    assert (image.width(), image.height()) == (wanted.width(), wanted.height())
    assert difference(image, wanted) < MOST_DIFFERENCE


def difference(one: QImage, other: QImage) -> float:
    mine, theirs = bytes(one.constBits()), bytes(other.constBits())
    return sum(abs(a - b) for a, b in zip(mine, theirs, strict=True)) / len(mine)
