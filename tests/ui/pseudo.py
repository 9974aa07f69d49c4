"""Languages that nobody speaks: what is seen of them tells whether a window is ready for real ones.

"de" makes each text 40 % longer, with umlauts; "zh" writes it in Chinese characters; "ar" in
Arabic ones. `Pseudo` makes them up when they are asked for; `translated` goes the way of a real
translation: texts are found in the sources, and a file is compiled and loaded.
"""

import importlib.util
import re
import sys
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QObject, QTranslator

ROOT = Path(__file__).resolve().parents[2]

# What must be found again in a translation: fields, tags, keys behind two spaces.
_KEPT = re.compile(r"(\{[^}]*\}|<[^>]*>|  .*$)", re.DOTALL)
_WORD = re.compile(r"[A-Za-z][A-Za-z’']*")
_UMLAUTS = str.maketrans("aeouAEOU", "äëöüÄËÖÜ")
_LETTERS = {"zh": "的一是不了人我在有他这中大来上国个到说们", "ar": "ابتثجحدرسصطعفقكلمنهوي"}
_MORE = 1.4
_FILLING = "änderungsübergröße"


class Pseudo(QTranslator):
    """Translates everything that is asked for into a language of its own."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language

    def isEmpty(self) -> bool:
        """Qt: an empty translator is not asked."""
        return False

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str:
        """Qt: the text in this language."""
        return pseudo(source, self._language)


@cache
def translating_tool() -> ModuleType:
    """The tool of translators, `packaging/translate.py`."""
    spec = importlib.util.spec_from_file_location("translate", ROOT / "packaging" / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["translate"] = module
    spec.loader.exec_module(module)
    return module


def translated(language: str, folder: Path) -> QTranslator:
    """A pseudo language as a person would bring a real one."""
    tool = translating_tool()
    texts = tool.find_texts(ROOT / "studio")
    words = {(text.context, text.source): pseudo(text.source, language) for text in texts}
    file = folder / f"studio_{language}.ts"
    assert tool.write_translations(file, language, texts, words) == 0
    translator = QTranslator()
    assert translator.load(str(tool.compile_translations(file)))
    return translator


def pseudo(text: str, language: str) -> str:
    """A text in a pseudo language; fields and keys stay as they are."""
    parts = _KEPT.split(text)
    for at in range(0, len(parts), 2):
        parts[at] = _long(parts[at]) if language == "de" else _written(parts[at], language)
    return "".join(parts)


def is_pseudo(text: str) -> bool:
    """Whether a text, or what is seen of it, went through a pseudo language."""
    return bool(set(text) & (set("äëöüÄËÖÜ").union(*_LETTERS.values())))


def _long(text: str) -> str:
    if not _WORD.search(text):
        return text
    more = max(1, round(len(text) * (_MORE - 1)))
    grown = text.translate(_UMLAUTS)
    if not is_pseudo(grown):
        grown += "ä"
    body = grown.rstrip()
    added = "".join(islice(cycle(_FILLING), more))
    words = "" if len(body) < 12 else " "
    return body + words + added + grown[len(body) :]


def _written(text: str, language: str) -> str:
    letters = _LETTERS[language]

    def written(word: re.Match[str]) -> str:
        size = max(1, len(word[0]) // 3 if language == "zh" else len(word[0]))
        start = sum(map(ord, word[0])) % len(letters)
        return "".join(islice(cycle(letters[start:] + letters), size))

    found = _WORD.sub(written, text)
    return re.sub(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])", "", found) if language == "zh" else found
