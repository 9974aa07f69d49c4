"""An image of the gallery as pages hand it to one another."""

from studio.core.parts import telling_alt
from studio.core.picture_facts import facts_of_details
from studio.core.picture_names import image_file_name
from studio.core.records import PictureDetails
from studio.ui.images.items import ImageItem
from studio.ui.images.wording import parameter_rows


def item_of(details: PictureDetails) -> ImageItem:
    """An image as the viewer and others want it."""
    place = details.place
    prompt = place.prompt if place is not None else ""
    alt = details.own_alt or telling_alt(details.alt)
    open_place = next((each for each in details.places if not each.in_trash), place)
    return ImageItem(
        blob=details.blob,
        name=image_file_name(alt or prompt, details.blob),
        alt=alt,
        prompt=prompt,
        model_id=(place.model_id or "") if place is not None else "",
        created_at=details.created_at,
        took_s=place.took_s if place is not None and place.images_of_request == 1 else None,
        cost_usd=place.cost_usd if place is not None and place.images_of_request == 1 else None,
        parameters=parameter_rows(place.parameters) if place is not None else (),
        conversation_id=open_place.conversation_id if open_place is not None else None,
        message_id=open_place.message_id if open_place is not None else None,
        facts=facts_of_details(details),
        compared=open_place is not None and open_place.compared,
    )
