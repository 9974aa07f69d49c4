"""Exports with real files: folders, archives, sizes, kinds, damage, full disks."""

import errno
import io
import os
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from studio.core.exporting import (
    ExportFormat,
    ExportOptions,
    ExportReport,
    ExportTarget,
    PictureToExport,
)
from studio.core.records import PictureMetadata
from studio.services.exporting import sinks
from studio.services.exporting.job import ExportJob
from studio.storage.blobs import BlobStore
from studio.storage.picture_metadata import read_metadata
from tests.small_disk import small_disk

SAID = PictureMetadata(
    "A dune", model_id="a/b", parameters={"seed": 3}, made_at=datetime(2026, 1, 2, 12, tzinfo=UTC)
)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def noise(seed: int, kind: str = "PNG", **options: Any) -> bytes:
    """A picture that can't be packed well."""
    out = io.BytesIO()
    pixels = random.Random(seed).randbytes(64 * 64)
    Image.frombytes("L", (64, 64), pixels).save(out, kind, **options)
    return out.getvalue()


class Desk:
    """A library with pictures, and an empty folder to export into."""

    def __init__(self, folder: Path) -> None:
        self.blobs = BlobStore(folder / "images")
        self.out = folder / "out"
        self.progress: list[int] = []

    def add(self, data: bytes, metadata: PictureMetadata = SAID, name: str = "") -> PictureToExport:
        return PictureToExport(self.blobs.put(data), metadata, name)

    def export(
        self, *pictures: PictureToExport, is_stopped: Callable[[], bool] = lambda: False, **how: Any
    ) -> ExportReport:
        def no_sheet(*_: object) -> Any:
            raise AssertionError("no sheet was asked for")

        options = ExportOptions(**{"folder": self.out, "name_template": "{prompt}", **how})
        job = ExportJob(
            pictures, options, read=self.blobs.read, make_sheet=no_sheet,
            on_progress=self.progress.append, is_stopped=is_stopped,
        )  # fmt: skip
        return job.run()

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.out.iterdir())}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_originals_go_out_and_stay_as_they_are(desk: Desk) -> None:
    data = {kind: picture(kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")}
    before = {kind: desk.add(each) for kind, each in data.items()}
    kept = {kind: desk.blobs.path(each.blob).read_bytes() for kind, each in before.items()}
    report = desk.export(*before.values())
    assert (report.written, report.stopped, report.failure) == (4, False, None)
    assert sorted(desk.files()) == ["A dune.gif", "A dune.jpg", "A dune.png", "A dune.webp"]
    assert read_metadata(desk.files()["A dune.jpg"]).prompt == "A dune"  # type: ignore[union-attr]
    assert desk.files()["A dune.gif"] == data["GIF"]
    assert [(each.name, each.failure.code, each.written) for each in report.problems] == [
        ("A dune.gif", "no_room", True)
    ]
    assert report.missing == ()
    for kind, each in before.items():
        assert desk.blobs.path(each.blob).read_bytes() == kept[kind] == data[kind]
    assert desk.progress == [1, 2, 3, 4]


def test_without_metadata_the_bytes_are_those_of_the_library(desk: Desk) -> None:
    data = picture()
    desk.export(desk.add(data), metadata=False)
    assert desk.files() == {"A dune.png": data}


def test_what_is_there_is_never_written_over(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "A dune.png").write_bytes(b"mine")
    (desk.out / "A dune (2).png").symlink_to("nowhere")
    one, two = desk.add(picture()), desk.add(picture(size=(30, 30)))
    report = desk.export(one, two)
    assert [path.name for path in report.files] == ["A dune (3).png", "A dune (4).png"]
    assert (desk.out / "A dune.png").read_bytes() == b"mine"
    assert (desk.out / "A dune (2).png").is_symlink()


def test_where_there_are_no_links_a_name_is_claimed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(sinks.os, "link", no_links)
    desk.export(desk.add(picture()), desk.add(picture(size=(9, 9))))
    assert sorted(desk.files()) == ["A dune (2).png", "A dune.png"]
    assert all(opened(data) for data in desk.files().values())


@pytest.mark.parametrize(("kind", "ending"), [("png", "png"), ("jpeg", "jpg"), ("webp", "webp")])
@pytest.mark.parametrize("source", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_kind_becomes_every_kind_and_tells_about_itself(
    desk: Desk, kind: str, ending: str, source: str
) -> None:
    report = desk.export(desk.add(picture(source)), format=ExportFormat(kind), quality=80)
    assert report.problems == ()
    data = desk.files()[f"A dune.{ending}"]
    image = opened(data)
    assert (image.format, image.size) == (kind.upper(), (60, 40))
    said = read_metadata(data)
    assert said is not None
    assert (said.prompt, said.model_id) == ("A dune", "a/b")
    assert said.app_version


def test_the_longest_edge(desk: Desk) -> None:
    sizes = ((400, 200), (100, 300), (20, 10))
    wide, tall, small = (desk.add(picture(size=size)) for size in sizes)
    desk.export(wide, tall, small, format=ExportFormat.PNG, max_side_px=100)
    names = ("A dune.png", "A dune (2).png", "A dune (3).png")
    assert [opened(desk.files()[name]).size for name in names] == [(100, 50), (33, 100), (20, 10)]


def test_a_png_that_stays_a_png_is_not_encoded_anew(desk: Desk) -> None:
    data = picture(compress_level=0)
    desk.export(desk.add(data), format=ExportFormat.PNG, metadata=False)
    assert desk.files() == {"A dune.png": data}


def test_a_jpeg_that_would_only_grow_stays(desk: Desk) -> None:
    data = noise(1, "JPEG", quality=20)
    desk.export(desk.add(data), format=ExportFormat.JPEG, quality=100, metadata=False)
    assert desk.files() == {"A dune.jpg": data}
    large = noise(1, "JPEG", quality=100)
    desk.export(desk.add(large), format=ExportFormat.JPEG, quality=20, metadata=False)
    assert len(desk.files()["A dune (2).jpg"]) < len(large) / 2


def test_turned_pictures_are_upright_and_see_through_ones_white(desk: Desk) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = desk.add(picture("JPEG", exif=exif))
    clear = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(clear, "PNG")
    desk.export(turned, format=ExportFormat.PNG)
    desk.export(desk.add(clear.getvalue(), replace(SAID, prompt="clear")), format=ExportFormat.JPEG)
    assert opened(desk.files()["A dune.png"]).size == (40, 60)
    assert opened(desk.files()["clear.jpg"]).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_odd_modes(desk: Desk, kind: str) -> None:
    made = []
    for mode in ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16"):
        out = io.BytesIO()
        if mode == "I;16":
            image = Image.new("I;16", (8, 8), 32896)
        else:
            image = (
                Image.new("RGBA", (8, 8), (128, 128, 128, 255))
                .convert("RGB" if mode == "CMYK" else "RGBA")
                .convert(mode)
            )
        image.save(out, "TIFF" if mode in {"CMYK", "PA"} else "PNG")
        made.append(desk.add(out.getvalue(), replace(SAID, prompt=mode)))
    for side in (0, 4):
        report = desk.export(*made, format=ExportFormat(kind), max_side_px=side)
        assert report.problems == ()
        assert report.written == len(made)
    for name, data in desk.files().items():
        image = opened(data)
        if image.mode == "I;16":
            assert image.getpixel((1, 1)) == 32896
        elif not name.startswith("1"):  # black and white dots
            grey = image.convert("RGBA").getpixel((1, 1))
            assert all(abs(value - 128) <= 3 for value in grey[:3])  # type: ignore[index]


def test_damage_is_told_and_the_rest_goes_on(desk: Desk) -> None:
    good, bad = desk.add(picture()), desk.add(noise(1)[:2000])
    gone = desk.add(picture(size=(5, 5)), replace(SAID, prompt="gone"))
    desk.blobs.path(gone.blob).unlink()
    bomb = desk.add(
        picture()[:16] + (60_000).to_bytes(4, "big") * 2 + picture()[24:],
        replace(SAID, prompt="bomb"),
    )
    nonsense = desk.add(b"%!PS-Adobe-3.0 EPSF", replace(SAID, prompt="script"))
    report = desk.export(bad, gone, bomb, nonsense, good, format=ExportFormat.WEBP)
    assert report.written == 1
    assert [(each.name, each.failure.code) for each in report.missing] == [
        ("A dune.webp", "damaged_picture"),
        ("gone.webp", "missing"),
        ("bomb.webp", "too_many_pixels"),
        ("script.webp", "damaged_picture"),
    ]
    assert list(desk.files()) == ["A dune.webp"]


def test_a_damaged_original_goes_out_as_it_is(desk: Desk) -> None:
    cut = picture()[:100]
    report = desk.export(desk.add(cut))
    assert desk.files() == {"A dune.png": cut}
    assert [each.failure.code for each in report.problems] == ["damaged_picture"]
    assert report.missing == ()


def test_an_archive(desk: Desk) -> None:
    first, second = picture(), picture(size=(30, 30))
    report = desk.export(
        desk.add(first), desk.add(second), target=ExportTarget.ZIP, title="My: images",
        metadata=False,
    )  # fmt: skip
    assert [path.name for path in report.files] == ["My images.zip"]
    with zipfile.ZipFile(report.files[0]) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["A dune.png", "A dune (2).png"]
        assert archive.read("A dune.png") == first
        assert archive.read("A dune (2).png") == second
    again = desk.export(desk.add(first), target=ExportTarget.ZIP, title="My: images")
    assert [path.name for path in again.files] == ["My images (2).zip"]


@pytest.mark.parametrize("target", [ExportTarget.FOLDER, ExportTarget.ZIP])
def test_stopping_leaves_whole_files_and_no_half_archive(desk: Desk, target: ExportTarget) -> None:
    pictures = [desk.add(picture(size=(10 + n, 10))) for n in range(5)]
    report = desk.export(*pictures, target=target, is_stopped=lambda: len(desk.progress) >= 2)
    assert report.stopped
    assert report.failure is None
    expected = 2 if target is ExportTarget.FOLDER else 0
    assert report.written == len(report.files) == len(desk.files()) == expected


@pytest.mark.parametrize("target", [ExportTarget.FOLDER, ExportTarget.ZIP])
def test_a_full_disk_ends_it_with_nothing_half_written(
    desk: Desk, target: ExportTarget, tmp_path: Path
) -> None:
    pictures = [desk.add(noise(number)) for number in range(40)]
    with small_disk(tmp_path / "disk", 64 * 1024) as disk:
        desk.out = disk.folder
        report = desk.export(*pictures, target=target, metadata=False)
        assert report.failure is not None
        assert report.failure.kind == "disk_full"
        files = desk.files()
    if target is ExportTarget.ZIP:
        assert files == {}
    else:
        assert 5 < len(files) < 40
        assert all(opened(data).size == (64, 64) for data in files.values())
    assert report.written == len(files) == len(report.files)


def test_a_folder_that_is_a_file(desk: Desk) -> None:
    desk.out.write_bytes(b"x")
    report = desk.export(desk.add(picture()))
    assert report.failure is not None
    assert report.written == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_forbidden_folder(desk: Desk) -> None:
    desk.out.mkdir(mode=0o500)
    report = desk.export(desk.add(picture()))
    assert report.failure is not None
    assert report.failure.code == "folder_not_writable"


def test_an_unknown_kind_of_file_goes_out_too(desk: Desk) -> None:
    assert desk.export(desk.add(b"something", name="notes.txt", metadata=PictureMetadata())).written
    assert desk.files() == {"notes.txt.bin": b"something"}
