"""A window of another program that a file is dragged from: `-m tests.e2e.drag_source FILE`."""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

SIDE_PX = 120
TAKEN = "taken"
"""Title of the window while the file can be let go."""


class FileToDrag(QLabel):
    """Stands in a corner of the screen, over all windows; says so when it can be seen."""

    def __init__(self, path: Path) -> None:
        super().__init__("File")
        self._path = path
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        self.setWindowFlags(flags | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setGeometry(0, 0, SIDE_PX, SIDE_PX)

    def _on_drag_action_changed(self, action: Qt.DropAction) -> None:
        # What a hand would see of the pointer: the window below takes the file.
        self.setWindowTitle(TAKEN if action is Qt.DropAction.CopyAction else "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the drag begins."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            drag, data = QDrag(self), QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(self._path))])
            drag.setMimeData(data)
            drag.setHotSpot(QPoint())
            drag.actionChanged.connect(self._on_drag_action_changed)
            drag.exec(Qt.DropAction.CopyAction)


def main() -> None:
    app = QApplication(sys.argv[:1])
    label = FileToDrag(Path(sys.argv[1]))
    label.show()
    app.exec()


if __name__ == "__main__":
    main()
