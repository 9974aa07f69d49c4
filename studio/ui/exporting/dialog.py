"""`ExportDialog`: choose, watch, and read what became of it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.core.exporting import ExportReport, PictureToExport
from studio.services.preferences import Preferences
from studio.ui.exporting.form import ExportForm
from studio.ui.exporting.running import ReportView, RunningView
from studio.ui.exporting.texts import count_text, report_text
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts.formats import size
from studio.ui.widgets import Label, PrimaryButton, SecondaryButton

_WIDTH_PX, _HEIGHT_PX = 640, 480


class ExportDialog(QDialog):
    """One export, in three steps in one place. Opened with `open()`.

    Closing it while the export runs lets that go on.

    Signals:
        export_requested: `ExportOptions`.
        stop_requested: end after the image that is being written.
        folder_requested: show where the files are.
        again_requested: ask once more, for what the disk had no room for, or alike.
    """

    export_requested = Signal(object)
    stop_requested = Signal()
    folder_requested = Signal()
    again_requested = Signal()

    def __init__(
        self,
        *,
        theme: ThemeStore,
        preferences: Preferences,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count, self._sheet_title = 0, ""
        self._step = "choosing"
        self.setWindowTitle(self.tr("Export images"))
        self.form = ExportForm(theme, preferences=preferences)
        self.running = RunningView(theme)
        self.report = ReportView(theme)
        self._build()
        self._connect()
        self._show_step("choosing")

    def show_pictures(self, pictures: Sequence[PictureToExport], title: str) -> None:
        """Asks how to export some pictures.

        Args:
            title: what folders, archives and sheets are called.
        """
        self._count, self._sheet_title = len(pictures), title
        self.setObjectName("export_dialog")
        self._title.set_text(count_text(self._count, "export"))
        self._size.set_text(size(sum(each.blob.size_bytes for each in pictures)))
        self.form.show_pictures(pictures, title)
        self._main.setFocus()

    def _build(self) -> None:
        theme, scaled = self._theme, self._theme.current.scaled
        self._title = Label(theme, style="title")
        self._title.setObjectName("export_title")
        self._size = Label(theme, style="small", token="text3")
        self._again = SecondaryButton(theme, self.tr("Choose again"))
        self._again.setObjectName("export_again")
        self._other = SecondaryButton(theme, "")
        self._other.setObjectName("export_other")
        self._main = PrimaryButton(theme, "")
        self._main.setObjectName("export_main")
        self._main.setDefault(True)
        # Room is kept for it, so that nothing moves when it begins.
        policy = self.running.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.running.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setSpacing(scaled(8))
        head.addWidget(self._title)
        head.addWidget(self._size, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(scaled(8))
        buttons.addStretch(1)
        buttons.addWidget(self._again)
        buttons.addWidget(self._other)
        buttons.addWidget(self._main)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(scaled(24), scaled(20), scaled(24), scaled(20))
        column.setSpacing(scaled(12))
        column.addLayout(head)
        column.addWidget(self.form, 1)
        column.addWidget(self.report, 1)
        column.addWidget(self.running)
        column.addLayout(buttons)
        self.setMinimumWidth(scaled(480))
        self.resize(scaled(_WIDTH_PX), scaled(_HEIGHT_PX))

    def _connect(self) -> None:
        self.form.changed.connect(self._on_form_changed)
        self._main.clicked.connect(self._on_main_clicked)
        self._other.clicked.connect(self._on_other_clicked)
        self._again.clicked.connect(self.again_requested)

    # Steps

    @property
    def step(self) -> str:
        """`choosing`, `running` or `done`."""
        return self._step

    def show_progress(self, done: int, total: int) -> None:
        """How far it is."""
        self.running.show_progress(done, total)

    def show_report(self, report: ExportReport) -> None:
        """What became of it."""
        title, facts = report_text(report, self._count)
        self._title.set_text(title)
        self._size.set_text(facts)
        self.report.show_problems(report.problems)
        self._main.setVisible(bool(report.files))
        self._show_step("done")
        self._again.setVisible(report.failure is not None)

    def ask_again(self, pictures: Sequence[PictureToExport]) -> None:
        """Asks how to export what was not exported."""
        self._main.show()
        self._show_step("choosing")
        self.show_pictures(pictures, self._sheet_title)

    def _show_step(self, step: str) -> None:
        tr = self.tr
        words = {
            "choosing": (tr("Export"), tr("Cancel")),
            "running": (tr("Stop"), tr("Continue in background")),
            "done": (tr("Show in folder"), tr("Close")),
        }
        self._step = step
        self._again.hide()
        self.form.setVisible(step != "done")
        self.report.setVisible(step == "done")
        self.form.setEnabled(step == "choosing")
        self.running.setVisible(step == "running")
        for button, text in zip((self._main, self._other), words[step], strict=True):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.updateGeometry()
        self._on_form_changed()
        if step != "choosing":
            self._other.setFocus()

    # Slots

    def _on_form_changed(self) -> None:
        self._main.setEnabled(self._step != "choosing" or self.form.is_ready)

    def _make_room(self) -> None:
        """Help that takes more lines makes the dialog higher, and nothing makes it lower."""
        needed = self._column.totalHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), needed)

    def _on_main_clicked(self) -> None:
        if self._step == "choosing":
            self._title.set_text(count_text(self._count, "exporting"))
            self.running.show_progress(0, self._count)
            options = self.form.options()
            self._show_step("running")
            self.export_requested.emit(options)
        elif self._step == "running":
            self.running.show_stopping()
            self._main.setEnabled(False)
            self.stop_requested.emit()
        else:
            self.folder_requested.emit()
            self.accept()

    def _on_other_clicked(self) -> None:
        self.reject()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        # Enter begins an export; it never stops one.
        if not (enter and self._step == "running"):
            super().keyPressEvent(event)
