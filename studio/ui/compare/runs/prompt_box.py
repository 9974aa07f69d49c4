"""The box in which the prompts of a run are typed."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal

from studio.ui.compare.judging.text_box import TextBox
from studio.ui.widgets.drop_target import dropped_files, dropped_image


class PromptBox(TextBox):
    """One prompt on each line; files and images that are pasted go along with that line.

    Signals:
        files_pasted: tuple of paths.
        image_pasted: a `QImage`.
    """

    files_pasted = Signal(object)
    image_pasted = Signal(object)

    def lines(self) -> list[str]:
        """The prompts, in order."""
        return [line.strip() for line in self.toPlainText().split("\n") if line.strip()]

    def place_of_cursor(self) -> int | None:
        """Which prompt the cursor stands in, from 0; None on an empty line."""
        cursor = self.textCursor()
        if not cursor.block().text().strip():
            return None
        before = self.toPlainText().split("\n")[: cursor.blockNumber()]
        return sum(1 for line in before if line.strip())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Qt: files and images too."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Qt: what is pasted."""
        files: tuple[Path, ...] = dropped_files(source)
        image = None if source.hasText() else dropped_image(source)
        if files:
            self.files_pasted.emit(files)
        elif image is not None:
            self.image_pasted.emit(image)
        else:
            super().insertFromMimeData(source)
