"""Sentences about exports."""

from PySide6.QtCore import QCoreApplication

from studio.core.exporting import ExportReport
from studio.ui.failure_texts import failure_text
from studio.ui.transcript.parts.formats import count


def _tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)


def count_text(number: int, act: str) -> str:
    """The title: how many images are or were `export`, `exporting` or `exported`."""
    if number == 1:
        return {
            "export": _tr("Export 1 image"),
            "exporting": _tr("Exporting 1 image"),
            "exported": _tr("1 image exported"),
        }[act]
    return {
        "export": _tr("Export {0} images"),
        "exporting": _tr("Exporting {0} images"),
        "exported": _tr("{0} images exported"),
    }[act].format(count(number))


def report_text(report: ExportReport, total: int) -> tuple[str, str]:
    """What became of it, and why not all of it."""
    if report.written == total:
        title = count_text(total, "exported")
    elif report.written:
        title = _tr("{done} of {total} images exported").format(
            done=count(report.written), total=count(total)
        )
    else:
        title = _tr("Nothing was exported")
    if report.failure is not None:
        return title, failure_text(report.failure).title
    return title, _tr("Stopped") if report.stopped else ""
