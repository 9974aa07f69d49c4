"""From an image to where it came from, and from a page to an image of the gallery."""

from typing import TYPE_CHECKING

from studio.core.errors import StorageError
from studio.core.ids import is_comparing
from studio.core.records import PictureDetails
from studio.services.app import AppServices
from studio.ui.shell.late_page import import_page, is_imported, with_compare_page

if TYPE_CHECKING:
    from studio.ui.shell.main_window import MainWindow


def belongs_to_comparison(services: AppServices, conversation_id: str, message_id: str) -> bool:
    """Whether an answer stands in a comparison: one of its own, or a chat compared where it is."""
    if is_comparing(conversation_id):
        return True
    comparison = services.comparing().store.get(conversation_id)
    columns = comparison.columns if comparison is not None else ()
    return any(message_id in (column.leaf_id, *column.replies) for column in columns)


def comparison_place(details: PictureDetails) -> tuple[str, str] | None:
    """Conversation and message of an image in a comparison; None when it stands in none."""
    for place in details.places:
        cid, mid = place.conversation_id, place.message_id
        if cid and mid and not place.in_trash and place.compared:
            return cid, mid
    return None


def show_message(
    window: "MainWindow",
    services: AppServices,
    conversation_id: str,
    message_id: str,
    sha256: str = "",
    *,
    compared: bool = False,
) -> None:
    """Shows a message where it stands: in its comparison, else in its chat.

    Args:
        sha256: an image of it that gets the keyboard.
        compared: it is known to stand in a comparison.
    """

    def show_compared() -> None:
        window.compare.show_image(conversation_id, message_id, sha256)

    if compared or belongs_to_comparison(services, conversation_id, message_id):
        with_compare_page(services.scope, show_compared)
    else:
        window.show_page("chat")
        window.chat.open_at(conversation_id, message_id)


async def show_in_gallery(window: "MainWindow", services: AppServices, sha256: str) -> None:
    """Shows an image in the gallery, selected."""
    if not is_imported("gallery"):
        await import_page("gallery")
    try:
        key = await services.gallery().key_of(sha256)
    except StorageError:
        return  # told already
    if services.scope.is_closed:
        return
    window.show_page("gallery")
    if key is not None:
        window.gallery.acting.go_to_kin(key)
