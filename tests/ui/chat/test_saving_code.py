"""Code is saved where a person says, and nowhere else."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from studio.core.events import Finished, TextDelta
from studio.ui.chat.saving_code import code_of
from tests.ui.chat.conftest import ChatBench
from tests.ui.conftest import Until


def test_code_is_saved_where_a_person_says(chat: ChatBench, until: Until, tmp_path: Path) -> None:
    chat.gateway.scripts.append([(TextDelta(0, "Here"),), (Finished(0, "stop"),)])
    chat.answers("done")
    chat.send("Go")
    until(lambda: len(chat.path()) >= 2 and not chat.services.runs.running())
    view = chat.page.pane.transcript
    view.action_requested.emit("save_code", chat.path()[-1].id, "python\nprint('ä')\nprint(2)")
    dialog = chat.window.findChild(QFileDialog, "file_dialog")
    assert dialog is not None
    until(dialog.isVisible)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    assert name.text() == "code.py"
    target = tmp_path / "mine.py"
    name.setText(str(target))
    QTest.keyClick(name, Qt.Key.Key_Return)
    until(lambda: chat.toasts.toasts and "mine.py" in chat.toasts.toasts[-1].text)
    assert target.read_bytes() == "print('ä')\nprint(2)\n".encode()
    assert [path.name for path in tmp_path.glob("*.py")] == ["mine.py"]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("python", "code.py"),
        ("C++", "code.cpp"),
        ("", "code.txt"),
        ("../../etc/passwd", "code.txt"),
        ("sh\x00", "code.txt"),
    ],
)
def test_the_offered_name_never_holds_what_the_answer_wrote(language: str, name: str) -> None:
    assert code_of(f"{language}\nx\ny") == (name, "x\ny")
