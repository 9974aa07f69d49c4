"""What is exported, how, and what became of it."""

from pathlib import Path

from msgspec import Struct, field

from studio.core.errors import Failure
from studio.core.export_choices import DEFAULT_NAME_TEMPLATE as DEFAULT_NAME_TEMPLATE
from studio.core.export_choices import ExportFormat as ExportFormat
from studio.core.export_choices import ExportTarget as ExportTarget
from studio.core.parts import BlobRef
from studio.core.records import PictureMetadata

NAME_FIELDS = ("date", "time", "prompt", "model", "index", "seed", "sha")
"""What a name template may have in curly brackets."""


class PictureToExport(Struct, frozen=True):
    """One picture, and what is known of it.

    Attributes:
        name: file name or alternative text: names the file when there is no prompt.
    """

    blob: BlobRef
    metadata: PictureMetadata = field(default_factory=PictureMetadata)
    name: str = ""


class ExportOptions(Struct, frozen=True):
    """How pictures are exported.

    Attributes:
        folder: where the files, the archive or the sheet go; made when it is missing.
        title: file name (without its ending) of the archive or the sheet.
        quality: 1 to 100, of JPEG and WebP.
        max_side_px: larger pictures are scaled down; 0: none is. Originals never are.
        metadata: prompt, model and so on are written into the files.
        name_template: see `NAME_FIELDS`.
    """

    folder: Path
    target: ExportTarget = ExportTarget.FOLDER
    title: str = "Images"
    format: ExportFormat = ExportFormat.ORIGINAL
    quality: int = 90
    max_side_px: int = 0
    metadata: bool = True
    name_template: str = DEFAULT_NAME_TEMPLATE


class NotExported(Struct, frozen=True):
    """A picture that was not written, or not as wished.

    Attributes:
        name: of the file it would have become.
        written: it is there, but without its metadata.
    """

    name: str
    failure: Failure
    written: bool = False


class ExportReport(Struct, frozen=True):
    """What became of an export.

    Attributes:
        written: how many pictures are there now.
        files: what was written; none of them existed before.
        problems: pictures that were not written, or not as wished.
        stopped: a person stopped it; of an archive or a sheet nothing is left then.
        failure: why it ended early (no space, no permission), or None.
    """

    folder: Path
    written: int = 0
    files: tuple[Path, ...] = ()
    problems: tuple[NotExported, ...] = ()
    stopped: bool = False
    failure: Failure | None = None

    @property
    def missing(self) -> tuple[NotExported, ...]:
        """Pictures that were not written."""
        return tuple(each for each in self.problems if not each.written)
