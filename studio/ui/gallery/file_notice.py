"""What the details say when an image's file is gone, changed or cut off, and what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from studio.services.file_checks import FileState
from studio.ui.gallery.texts import file_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ResultPanel, SecondaryButton, Surface


class FileNotice(Surface):
    """Hidden while all is well.

    Signals:
        find_requested: a person has the original and wants to give it back.
    """

    find_requested = Signal()

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, "side")
        self.setObjectName("file_notice")
        self.panel = ResultPanel(theme, self.tr("File"))
        self.back = SecondaryButton(
            theme, self.tr("Find the original…"), icon="folder-open", compact=True
        )
        self.back.setObjectName("find_original")
        self.back.clicked.connect(self.find_requested)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.panel)
        self._column.addWidget(self.back)
        theme.changed.connect(self._apply_theme)
        self.hide()
        self._apply_theme()

    def show_state(self, state: FileState) -> None:
        """Shows what became of the file."""
        self.setVisible(state is not FileState.FINE)
        lines = {
            FileState.MISSING: self.tr(
                "It was deleted or moved outside the studio. Its small picture is all that is left."
            ),
            FileState.CHANGED: self.tr(
                "Another program changed it. It is not the image that was kept."
            ),
            FileState.CUT_OFF: self.tr(
                "It was so when it was taken: the end is missing. Copy or download it again "
                "for the whole image."
            ),
        }
        # What was kept is there already, and a whole file is another image.
        self.back.setVisible(state is not FileState.CUT_OFF)
        if state in lines:
            self.panel.set_result("warn", file_text(state), lines[state])

    def _apply_theme(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self.theme.scaled(8))
