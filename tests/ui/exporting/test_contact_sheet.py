"""Contact sheets: pages, captions, and pictures that can't be shown."""

import io
import threading
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from studio.core.errors import StorageError
from studio.core.exporting import ExportOptions, ExportReport, ExportTarget, PictureToExport
from studio.core.parts import BlobRef
from studio.core.records import PictureMetadata
from studio.services.exporting.job import ExportJob
from studio.storage.blobs import BlobStore
from studio.ui.exporting.contact_sheet import grid_for, make_sheet, pages_for


def picture(size: tuple[int, int] = (60, 40), color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


class Desk:
    def __init__(self, folder: Path) -> None:
        self.blobs = BlobStore(folder / "images")
        self.out = folder / "out"
        self.done: list[int] = []
        self.stop_after = 10_000

    def export(self, target: ExportTarget, *pictures: tuple[bytes, str]) -> ExportReport:
        """As the program does it: on another thread."""
        described = [
            PictureToExport(
                self.blobs.put(data), PictureMetadata(prompt, model_id="openai/gpt-image-1")
            )
            for data, prompt in pictures
        ]
        job = ExportJob(
            described, ExportOptions(self.out, target, "My images"), read=self.blobs.read,
            make_sheet=make_sheet, on_progress=self.done.append,
            is_stopped=lambda: len(self.done) >= self.stop_after,
        )  # fmt: skip
        reports: list[ExportReport] = []
        worker = threading.Thread(target=lambda: reports.append(job.run()))
        worker.start()
        worker.join()
        return reports[0]


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Desk:
    return Desk(tmp_path)


def test_a_pdf_has_all_pages_and_its_words_can_be_found(desk: Desk) -> None:
    many = [(picture((30 + n, 40)), f"dune number {n} of them all") for n in range(20)]
    report = desk.export(ExportTarget.SHEET_PDF, *many)
    assert (report.written, report.problems) == (20, ())
    (path,) = report.files
    assert path.name == "My images.pdf"
    reader = PdfReader(path)
    assert len(reader.pages) == pages_for(20) == 2
    words = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "My images" in words
    assert "2 / 2" in words
    assert words.count("gpt-image-1") == 20
    assert [n for n in range(20) if f"number {n}" not in words] == []
    width, height = reader.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (595, 842)


def test_a_png_shows_the_pictures_and_is_as_high_as_needed(desk: Desk) -> None:
    report = desk.export(
        ExportTarget.SHEET_PNG, (picture(color="#ff0000"), "one"), (picture(color="#0000ff"), "two")
    )
    assert [path.name for path in report.files] == ["My images.png"]
    image = QImage(str(report.files[0]))
    assert image.width() == 1860
    assert 800 < image.height() < 1500
    colors = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 20)
        for y in range(0, image.height(), 20)
    }
    assert {"#ff0000", "#0000ff", "#ffffff"} <= colors


def test_many_pictures_become_several_png_files(desk: Desk) -> None:
    many = [(picture((30 + n, 40)), "dune") for n in range(17)]
    report = desk.export(ExportTarget.SHEET_PNG, *many)
    assert report.written == 17
    assert [path.name for path in report.files] == ["My images.png", "My images (2).png"]
    first, second = (QImage(str(path)) for path in report.files)
    assert first.height() > second.height()


def test_what_can_not_be_shown_is_told_and_the_rest_is_there(desk: Desk) -> None:
    report = desk.export(
        ExportTarget.SHEET_PDF, (b"\x89PNG\r\n\x1a\n cut", "broken"), (picture(), "whole")
    )
    assert report.written == 1
    assert [(each.name, each.failure.code) for each in report.missing] == [
        ("broken.png", "damaged_picture")
    ]
    assert "whole" in PdfReader(report.files[0]).pages[0].extract_text()


@pytest.mark.parametrize("target", [ExportTarget.SHEET_PDF, ExportTarget.SHEET_PNG])
def test_without_any_picture_there_is_no_sheet(desk: Desk, target: ExportTarget) -> None:
    report = desk.export(target, (b"nonsense", "x"))
    assert (report.written, report.files) == (0, ())
    assert list(desk.out.iterdir()) == []


@pytest.mark.parametrize("target", [ExportTarget.SHEET_PDF, ExportTarget.SHEET_PNG])
def test_a_stopped_sheet_leaves_nothing(desk: Desk, target: ExportTarget) -> None:
    desk.stop_after = 2
    report = desk.export(target, *[(picture((30 + n, 40)), "dune") for n in range(30)])
    assert report.stopped
    assert (report.written, report.files) == (0, ())
    assert list(desk.out.iterdir()) == []


def test_any_words_and_shapes(desk: Desk) -> None:
    words = ["", "灯台" * 200, "fox 🦊 \u202eevil", "\0\n\t", "x" * 5000, "مرحبا بالعالم"]
    shapes = [(1, 1), (1, 3000), (3000, 1), (2000, 2000), (5, 5), (300, 200)]
    pictures = [(picture(shape), text) for shape, text in zip(shapes, words, strict=True)]
    assert desk.export(ExportTarget.SHEET_PDF, *pictures).written == 6
    assert desk.export(ExportTarget.SHEET_PNG, *pictures).written == 6


def test_grids_fill_the_page() -> None:
    assert [grid_for(count).columns for count in (1, 4, 5, 9, 10, 1000)] == [2, 2, 3, 3, 4, 4]
    assert [pages_for(count) for count in (1, 4, 5, 9, 16, 17)] == [1, 1, 1, 1, 1, 2]


def test_a_sheet_refuses_what_is_no_picture(qapp: QApplication) -> None:
    sheet = make_sheet(ExportTarget.SHEET_PNG, "t", 1)
    with pytest.raises(StorageError):
        sheet.add(
            PictureToExport(BlobRef("a" * 64, "image/png", 1)),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        )
    assert sheet.finish() is None
