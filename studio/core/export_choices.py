"""What can be chosen for an export, and is remembered in the settings."""

from enum import StrEnum

DEFAULT_NAME_TEMPLATE = "{date} {prompt}"


class ExportFormat(StrEnum):
    """What the files are (`original`: the bytes as they are kept)."""

    ORIGINAL = "original"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"


class ExportTarget(StrEnum):
    """What comes out: files in a folder, one archive, or pages of small pictures."""

    FOLDER = "folder"
    ZIP = "zip"
    SHEET_PNG = "sheet_png"
    SHEET_PDF = "sheet_pdf"

    @property
    def is_sheet(self) -> bool:
        """Whether it is a contact sheet."""
        return self in {ExportTarget.SHEET_PNG, ExportTarget.SHEET_PDF}
