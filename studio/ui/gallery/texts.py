"""Words and figures of the gallery."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from studio.core.gallery import Aspect, GalleryCard, PictureKind
from studio.services.file_checks import FileState
from studio.ui.transcript.parts.formats import count, size

_GIGABYTE = 1_000_000_000


def tr(text: str) -> str:
    """A text in the language of the interface."""
    return QCoreApplication.translate("Gallery", text)


def day_text(day: date) -> str:
    """`Sunday 22 November`; with the year when it is not this one."""
    locale = QLocale()
    weekday, month = locale.dayName(day.isoweekday()), locale.monthName(day.month)
    text = tr("{weekday} {day} {month}").format(weekday=weekday, day=day.day, month=month)
    return text if day.year == date.today().year else f"{text} {day.year}"


def images_text(number: int) -> str:
    """`1 image`, `28 images`."""
    return tr("1 image") if number == 1 else tr("{0} images").format(count(number))


def selected_text(number: int) -> str:
    """`4 selected`."""
    return tr("{0} selected").format(count(number))


def weight_text(size_bytes: int) -> str:
    """`412 KB`, `2.1 MB`, `214 GB`."""
    if size_bytes < _GIGABYTE:
        return size(size_bytes)
    value = size_bytes / _GIGABYTE
    return f"{QLocale().toString(value, 'f', 0 if value >= 100 else 1)} GB"


def kind_text(kind: PictureKind) -> str:
    """How an image came to be."""
    return {
        PictureKind.MADE: tr("Made"),
        PictureKind.EDITED: tr("Edited"),
        PictureKind.ATTACHED: tr("Attached"),
        PictureKind.IMPORTED: tr("Imported"),
    }[kind]


def aspect_text(aspect: Aspect) -> str:
    """The shape of an image."""
    return {
        Aspect.LANDSCAPE: tr("Landscape"),
        Aspect.PORTRAIT: tr("Portrait"),
        Aspect.SQUARE: tr("Square"),
    }[aspect]


def rating_text(rating: int) -> str:
    """`Rated 4 of 5`, or ""."""
    return tr("Rated {0} of 5").format(rating) if rating else ""


def alike_text(number: int) -> str:
    """`3 images that look alike`."""
    return tr("{0} images that look alike").format(count(number))


def file_text(state: FileState) -> str:
    """What became of the file of an image, or ""."""
    return {
        FileState.MISSING: tr("The file is gone"),
        FileState.CHANGED: tr("The file was changed"),
        FileState.CUT_OFF: tr("The file is cut off"),
        FileState.FINE: "",
    }[state]


def card_text(
    card: GalleryCard,
    name: str,
    *,
    selected: bool,
    file: FileState = FileState.FINE,
    alike: int = 0,
) -> str:
    """An image for screen readers: what it shows, its rating, whether it is selected."""
    parts = [name or kind_text(card.kind), alike_text(alike) if alike else ""]
    parts += [file_text(file), rating_text(card.rating)]
    parts.append(tr("Favourite") if card.favourite else "")
    parts.append(tr("Selected") if selected else "")
    return ", ".join(part for part in parts if part)
