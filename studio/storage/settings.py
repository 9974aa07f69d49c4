"""What a person has chosen, as one frozen value."""

from collections.abc import Mapping

from msgspec import Struct, field

from studio.core.export_choices import DEFAULT_NAME_TEMPLATE
from studio.core.ids import ConnectionId, ConversationId
from studio.core.requests import Connection, ImagePolicy

MAX_RECENTS = 20


class ModelOverride(Struct, frozen=True):
    """What a person says of a model where the guess is wrong; None: the guess stands."""

    draws_images: bool | None = None
    sees_images: bool | None = None
    reasons: bool | None = None


class Settings(Struct, frozen=True):
    """All settings of the program. No key is in here: keys live in the system keychain.

    Attributes:
        theme: `system`, `light` or `dark`.
        text_zoom_percent: of the transcript's text, 50 to 300.
        interface_scale_percent: 90 to 200.
        send_with: `enter` or `ctrl_enter`.
        language: e.g. `de` or `zh_CN`; "" follows the system.
        window_geometry, window_state: opaque bytes of the toolkit as hexadecimal digits.
        list_column_px: 200 to 400.
        gallery_rows: rows of one height, else squares.
        gallery_size_px: of thumbnails, 64 to 512.
        gallery_details: whether the panel of details is shown.
        gallery_stacks: images that look alike lie on one another.
        compare_at_once: requests of a comparison to one connection at a time, 1 to 12.
        compare_layout: `columns`, `grid`, `stacked` or `tabs`.
        compare_scrolls_together: columns follow the one that is scrolled.
        compare_all_figures: show everything that is known below each model.
        last_page: the page of the rail that was open, e.g. `chat`.
        image_budget_bytes, image_max_side_px: see `core.requests.ImageRules`.
        share_metadata: copies that leave the studio carry their prompt, model and so on.
        open_folder, save_folder: where files were last taken from, and put; "" at first.
        export_...: the last choices of the export dialog, see `core.exporting`.
        recents: model ids, last used first, at most 20.
    """

    theme: str = "system"
    text_zoom_percent: int = 100
    interface_scale_percent: int = 100
    high_contrast: bool = False
    reduced_motion: bool = False
    language: str = ""
    send_with: str = "enter"
    window_geometry: str = ""
    window_state: str = ""
    list_column_px: int = 280
    last_page: str = "chat"
    gallery_rows: bool = True
    gallery_size_px: int = 200
    gallery_details: bool = True
    gallery_stacks: bool = False
    compare_at_once: int = 12
    compare_layout: str = "columns"
    compare_scrolls_together: bool = True
    compare_all_figures: bool = False
    last_conversation_id: ConversationId | None = None
    image_policy: ImagePolicy = ImagePolicy.LAST
    image_budget_bytes: int = 8 * 1024 * 1024
    image_max_side_px: int = 2048
    share_metadata: bool = True
    open_folder: str = ""
    save_folder: str = ""
    export_target: str = "folder"
    export_folder: str = ""
    export_format: str = "original"
    export_quality: int = 90
    export_max_side_px: int = 0
    export_metadata: bool = True
    export_name_template: str = DEFAULT_NAME_TEMPLATE
    default_connection_id: ConnectionId | None = None
    default_model_id: str | None = None
    favourites: tuple[str, ...] = ()
    recents: tuple[str, ...] = ()
    model_overrides: Mapping[str, ModelOverride] = field(default_factory=dict)
    connections: tuple[Connection, ...] = ()

    def connection(self, connection_id: ConnectionId | None) -> Connection | None:
        """The connection of an id, or None."""
        return next((each for each in self.connections if each.id == connection_id), None)
