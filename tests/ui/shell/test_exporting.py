"""From an image that is looked at to a file that explains itself."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from studio.core.records import PictureMetadata
from studio.storage.picture_metadata import read_metadata
from studio.ui.exporting.dialog import ExportDialog
from studio.ui.images.items import ImageItem
from studio.ui.images.thumbnails import png_bytes
from tests.ui.chat.conftest import Run
from tests.ui.conftest import Until
from tests.ui.shell.conftest import Shell


def test_ctrl_e_in_the_viewer_exports_what_is_looked_at_or_marked(
    shell: Shell, run: Run, until: Until, tmp_path: Path
) -> None:
    out, window, items = tmp_path / "out", shell.window, []
    out.mkdir()
    shell.services.preferences.set(export_folder=str(out))
    for number, prompt in enumerate(("A dune", "A hill", "A sea")):
        image = QImage(40 + number, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkCyan)
        kept = run(shell.services.images.import_bytes(png_bytes(image), "x.png"))
        moment = datetime(2026, 11, 26, 12, tzinfo=UTC)
        facts = PictureMetadata(prompt, model_id="a/b", made_at=moment)
        items.append(ImageItem(kept.blob, f"{prompt}.png", prompt=prompt, facts=facts))
    window.viewer.open(tuple(items), 1)
    page = window.viewer.page
    until(lambda: page.loader.is_idle)
    page.stage.canvas.setFocus()
    QTest.keyClick(page.stage.canvas, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    until(lambda: window.findChild(ExportDialog))
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    until(dialog.isVisible)
    title = dialog.findChild(QLabel, "export_title")
    assert title is not None
    assert title.text() == "Export 1 image"
    QTest.mouseClick(shell.button("Export", dialog), Qt.MouseButton.LeftButton)
    until(lambda: window.toasts.toasts)
    (path,) = out.iterdir()
    assert path.name == "2026-11-26 A hill.png"
    said = read_metadata(path.read_bytes())
    assert said is not None
    assert (said.prompt, said.model_id) == ("A hill", "a/b")
    until(lambda: window.findChild(ExportDialog) is None)

    QTest.mouseClick(page.bar.mark, Qt.MouseButton.LeftButton)
    page.next()
    QTest.mouseClick(page.bar.mark, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.bar.export, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    assert "Export 2 images" in [each.text() for each in dialog.findChildren(QLabel)]
    dialog.close()
    window.viewer.close()


def test_the_first_window_imports_nothing_of_exporting() -> None:
    code = (
        "import sys, studio.ui.shell.main_window, studio.bootstrap\n"
        "late = ('studio.ui.exporting', 'studio.services.exporting', "
        "'studio.storage.picture_metadata', 'PIL')\n"
        "bad = [m for m in sys.modules if m.startswith(late)]\n"
        "assert not bad, bad\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
