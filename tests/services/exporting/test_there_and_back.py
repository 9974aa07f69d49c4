"""A picture that goes out and comes in again brings what is known of it along."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from studio.core.exporting import ExportFormat, ExportOptions, PictureToExport
from studio.core.picture_facts import facts_of_details
from studio.core.records import PictureMetadata
from studio.services.app import late_gallery
from studio.services.clock import SystemClock
from studio.services.exporting.job import ExportJob
from studio.services.images import ImageLibrary
from studio.storage.blobs import BlobStore
from tests.services.conftest import Bench


@pytest.mark.parametrize("kind", list(ExportFormat))
async def test_exported_and_imported(bench: Bench, tmp_path: Path, kind: ExportFormat) -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    blobs = BlobStore(tmp_path / "images")
    images = ImageLibrary(blobs)
    said = PictureMetadata(
        "A dune 灯台 🌊", "fog", "a/b", "Home", {"seed": 3}, ("ab" * 32,),
        datetime(2026, 1, 2, 12, tzinfo=UTC),
    )  # fmt: skip
    job = ExportJob(
        [PictureToExport(blobs.put(out.getvalue()), said)],
        ExportOptions(tmp_path / "out", format=kind), read=blobs.read,
        make_sheet=lambda *_: pytest.fail("no sheet"), on_progress=lambda _: None,
        is_stopped=lambda: False,
    )  # fmt: skip
    (path,) = job.run().files
    gallery = late_gallery(bench.database, images, bench.scope, SystemClock())()
    (imported,) = await gallery.import_files([path])
    assert imported.key is not None
    details = await gallery.details(imported.key)
    assert details is not None
    expected = replace(said, parameters={"seed": 3, "negative_prompt": "fog"})
    assert facts_of_details(details) == expected
