"""What is known of an image, as rows to read and as other pages want it."""

from studio.core.gallery import PictureKind
from studio.core.records import PictureDetails, PicturePlace
from studio.ui.gallery.texts import kind_text, tr
from studio.ui.images.items import open_words
from studio.ui.images.wording import full_moment, parameter_name, parameter_rows
from studio.ui.transcript.parts.formats import cost, count, dimensions, mime_name, seconds, size


def fact_rows(details: PictureDetails) -> list[tuple[str, str]]:
    """Labels and values; what is not known is left out."""
    blob, place = details.blob, details.place
    pixels = dimensions(blob.width_px, blob.height_px)
    made = full_moment(details.created_at)
    rows = [
        (tr("Model"), place.model_id or "" if place is not None else ""),
        (tr("Connection"), place.connection_name if place is not None else ""),
        (tr("Kind"), kind_text(details.kind) + (f" · {tr('Draft')}" if details.draft else "")),
        (tr("Size"), " · ".join(filter(None, (pixels, mime_name(blob.mime))))),
        (tr("File"), size(blob.size_bytes)),
        (tr("Made") if place is not None and place.model_id else tr("Added"), made),
    ]
    if place is not None:
        took = seconds(place.took_s) if place.took_s is not None else ""
        rows += [(tr("Took"), took), (tr("Cost"), _cost(place.cost_usd, place.images_of_request))]
        rows += [(parameter_name(name), text) for name, text in parameter_rows(place.parameters)]
    return [(label, value) for label, value in rows if value]


def _cost(cost_usd: str | None, images: int) -> str:
    text = cost(cost_usd) if cost_usd is not None else ""
    return tr("{0} for {1} images").format(text, count(images)) if text and images > 1 else text


def request_of(details: PictureDetails) -> tuple[str, str] | None:
    """Conversation and reply of the request that gave an image; None when there is none."""
    for place in details.places:
        is_there = place.conversation_id and place.message_id and not place.in_trash
        if is_there and place.kind in (PictureKind.MADE, PictureKind.EDITED):
            return str(place.conversation_id), str(place.message_id)
    return None


def place_to_open(details: PictureDetails) -> PicturePlace | None:
    """The message that an image is shown in when one asks for it; None when it stands in none."""
    there = (p for p in details.places if p.conversation_id and p.message_id and not p.in_trash)
    return next(there, None)


def words_of_place(place: PicturePlace | None) -> tuple[str, str]:
    """What leads there: words and icon."""
    if place is None:
        return open_words("")
    return open_words(str(place.conversation_id), compared=place.compared)
