"""`ItemState`: what the view knows of one message beyond its value."""

from msgspec import Struct, field


class ItemState(Struct):
    """Shared by the item and its elements; it survives that elements are dropped.

    Attributes:
        hovered, focused: the pointer or the keyboard is on this message.
        status: text of the streaming status line.
        spinner: step of the spinner, 0 to 7.
        open_parts: keys of reasoning and tool parts that a person opened.
        thinking_since_s: monotonic time when reasoning was first seen, by part key.
        now_s: monotonic time of the last tick.
        unfolded: pieces (section key, index) whose fold a person opened.
        wrapped: the same for code whose long lines a person wrapped.
        editor_px: height of the editor in the place of the text; 0: the text is shown.
    """

    hovered: bool = False
    focused: bool = False
    status: str = ""
    spinner: int = 0
    open_parts: set[str] = field(default_factory=set)
    thinking_since_s: dict[str, float] = field(default_factory=dict)
    now_s: float = 0.0
    unfolded: set[tuple[str, int, int]] = field(default_factory=set)
    wrapped: set[tuple[str, int, int]] = field(default_factory=set)
    editor_px: float = 0.0
