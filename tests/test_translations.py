"""What a translator does: texts are found, translations kept, and the studio reads the file."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from studio import bootstrap
from studio.resources import assets_dir
from tests.ui.pseudo import translating_tool

ROOT = Path(__file__).resolve().parent.parent
SOURCES = """
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
NAMES = (QT_TRANSLATE_NOOP("Failure", "The disk is full"),)

def _tr(text):
    return QCoreApplication.translate("Parts", text)

class Page:
    def words(self):
        return self.tr("Show {count} more"), _tr("Copy"), other(tr("x"))
"""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return translating_tool()


def test_texts_are_found_with_their_contexts(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "page.py").write_text(SOURCES)
    found = [(text.context, text.source) for text in tool.find_texts(tmp_path / "studio")]
    assert found == [
        ("Failure", "The disk is full"),
        ("Page", "Show {count} more"),
        ("Page", "x"),
        ("Parts", "Copy"),
    ]


def test_translations_outlive_an_update_and_reach_the_window(
    tool: ModuleType, tmp_path: Path, qapp: QApplication
) -> None:
    file = tmp_path / "studio_de.ts"
    old = [tool.Text("Page", text, "page.py", 1) for text in ("Copy", "Gone")]
    words = {("Page", "Copy"): "Kopieren & <mehr>", ("Page", "Gone"): "Weg"}
    assert tool.write_translations(file, "de", old, words) == 0
    assert tool.read_translations(file) == words
    new = [tool.Text("Page", text, "page.py", 1) for text in ("Copy", "New")]
    assert tool.write_translations(file, "de", new, tool.read_translations(file)) == 1
    assert tool.read_translations(file) == {("Page", "Copy"): "Kopieren & <mehr>"}
    translator = QTranslator()
    assert translator.load(str(tool.compile_translations(file)))
    assert translator.translate("Page", "Copy") == "Kopieren & <mehr>"
    assert not translator.translate("Page", "New")


def test_every_text_of_the_studio_has_a_context(tool: ModuleType) -> None:
    texts = tool.find_texts(ROOT / "studio")
    assert len(texts) > 1000
    assert {"Failure", "Transcript", "ConnectionForm"} <= {text.context for text in texts}


@pytest.fixture
def language(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("code", ["ar", "he", "fa", "de", "zh_CN"])
@pytest.mark.usefixtures("language")
def test_english_texts_are_read_from_left_to_right_in_every_language(
    qapp: QApplication, code: str
) -> None:
    assert not (assets_dir() / "translations" / f"studio_{code}.qm").exists()
    bootstrap.use_language(qapp, code)
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert QLocale().name().startswith(code.partition("_")[0])
    assert QCoreApplication.translate("ConnectionForm", "Remove") == "Remove"
