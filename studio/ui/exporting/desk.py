"""`ExportDesk`: opens export dialogs, carries exports out, and tells how they ended."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from studio.core.exporting import ExportOptions, ExportReport, ExportTarget, PictureToExport
from studio.core.ports import Clock
from studio.services.exporting.service import Exporter
from studio.services.images import ImageLibrary
from studio.services.preferences import Preferences
from studio.services.tasks import TaskScope
from studio.ui.exporting.contact_sheet import make_sheet
from studio.ui.exporting.dialog import ExportDialog
from studio.ui.exporting.texts import report_text
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

_LATER_MS = 2000
"""After an export the window has other things to do than to prepare for the next one."""


class ExportDesk(QObject):
    """Where a window's exports begin.

    Args:
        window: what the dialogs lie over.
    """

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageLibrary,
        preferences: Preferences,
        scope: TaskScope,
        clock: Clock,
        toasts: ToastStack,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._theme, self._images, self._preferences = theme, images, preferences
        self._scope, self._clock, self._toasts, self._window = scope, clock, toasts, window
        self._spare: ExportDialog | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._later.timeout.connect(self.prepare)

    def prepare(self) -> ExportDialog:
        """Makes the dialog of the next export, so that it opens at once."""
        if self._spare is None:
            self._spare = ExportDialog(
                theme=self._theme, preferences=self._preferences, parent=self._window
            )
        return self._spare

    def open(self, pictures: Sequence[PictureToExport]) -> ExportDialog | None:
        """Asks how to export some pictures; does nothing without any."""
        if not pictures:
            return None
        today = self._clock.now().astimezone().date()
        dialog, self._spare = self.prepare(), None
        dialog.show_pictures(pictures, self.tr("Images {date}").format(date=today.isoformat()))
        dialog.finished.connect(self._on_dialog_finished)
        exporter = Exporter(read=self._images.read, make_sheet=make_sheet, scope=self._scope)
        _Export(exporter, dialog, pictures, self._toasts)
        dialog.open()
        return dialog

    def _on_dialog_finished(self) -> None:
        self._later.start()


class _Export(QObject):
    """One export and its dialog; lives until both are through.

    Closing the dialog hides it while the export goes on; it comes back when there is
    something to read.
    """

    def __init__(
        self,
        exporter: Exporter,
        dialog: ExportDialog,
        pictures: Sequence[PictureToExport],
        toasts: ToastStack,
    ) -> None:
        super().__init__(dialog)
        exporter.setParent(self)
        self._exporter, self._dialog = exporter, dialog
        self._pictures, self._toasts = pictures, toasts
        self._folder, self._in_files = Path(), False
        dialog.export_requested.connect(self._on_dialog_export_requested)
        dialog.stop_requested.connect(exporter.stop)
        dialog.folder_requested.connect(self._on_folder_requested)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.again_requested.connect(self._on_dialog_again_requested)
        exporter.progressed.connect(dialog.show_progress)
        exporter.finished.connect(self._on_exporter_finished)

    def _on_dialog_export_requested(self, options: ExportOptions) -> None:
        self._folder, self._in_files = options.folder, options.target is ExportTarget.FOLDER
        self._exporter.start(self._pictures, options)

    def _on_dialog_again_requested(self) -> None:
        self._dialog.ask_again(self._pictures)

    def _on_dialog_finished(self) -> None:
        if not self._exporter.is_running:
            self._dialog.deleteLater()

    def _on_exporter_finished(self, report: ExportReport) -> None:
        all_is_well = not report.problems and report.failure is None
        hidden = not self._dialog.isVisible()
        self._dialog.show_report(report)
        if all_is_well or hidden:
            self._tell(report, all_is_well)
        if self._in_files and report.failure is not None:
            # Not asked for again: those in the folder, and those that can't be written anywhere.
            self._pictures = self._pictures[report.written + len(report.missing) :]
        if all_is_well:
            self._dialog.accept()
            if hidden:
                self._dialog.deleteLater()

    def _tell(self, report: ExportReport, all_is_well: bool) -> None:
        title, facts = report_text(report, len(self._pictures))
        if all_is_well:
            action = self.tr("Show in folder") if report.files else ""
            toast = self._toasts.show_toast(title, action=action)
            toast.action_triggered.connect(_Shower(self._folder, toast).show)
            return
        text = f"{title}: {facts}" if facts else title
        toast = self._toasts.show_toast(
            text, icon="circle-alert", token="danger", action=self.tr("Show report")
        )
        toast.action_triggered.connect(self._dialog.open)
        toast.closed.connect(self._on_toast_closed)

    def _on_toast_closed(self) -> None:
        """The report can't be asked for any more."""
        if not self._dialog.isVisible():
            self._dialog.deleteLater()

    def _on_folder_requested(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


class _Shower(QObject):
    """Shows a folder when asked; lives as long as the toast that offers it."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder

    def show(self) -> None:
        """Opens the system's file manager there."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
