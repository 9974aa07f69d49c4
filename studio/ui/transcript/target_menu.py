"""Rows of the transcript's menus for what is selected and what is pointed at."""

from PySide6.QtCore import QCoreApplication

from studio.ui.images.loader import ImageLoader
from studio.ui.transcript.actions import MenuEntry, refusal_of
from studio.ui.transcript.canvas import Target
from studio.ui.transcript.element import Hit
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.leaves import CodeLeaf, TableLeaf

_IMAGE_ACTIONS = ("image", "open_image", "copy_image", "save_image")
_ADDRESS_ACTIONS = ("remote_image", "load_remote_image")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def selection_rows() -> list[MenuEntry]:
    """What can be done with selected text."""
    return [
        MenuEntry("copy_selection", _tr("Copy"), "copy", shortcut="Ctrl+C"),
        MenuEntry("selection_copy_plain", _tr("Copy as plain text"), "type"),
        MenuEntry("selection_quote", _tr("Quote in message"), "message-square"),
        MenuEntry("selection_translate", _tr("Translate"), "globe"),
        MenuEntry("selection_search_web", _tr("Search the web"), "search"),
        MenuEntry(),
    ]


def target_rows(
    item: MessageItem, hit: Hit | None, target: Target | None, loader: ImageLoader
) -> list[MenuEntry]:
    """What can be done with a link, picture, code block or table."""
    action, value = (hit.action, hit.target) if hit is not None else ("", "")
    if action == "link":
        return [
            MenuEntry("open_link", _tr("Open link"), "external-link", value),
            MenuEntry("copy_text", _tr("Copy link"), "copy", value),
            MenuEntry(),
        ]
    if action in _IMAGE_ACTIONS:
        return [*_image_rows(item, value, loader), MenuEntry()]
    if action in _ADDRESS_ACTIONS:
        return [
            MenuEntry("load_remote_image", _tr("Load image"), "download", value),
            MenuEntry("copy_text", _tr("Copy image address"), "copy", value),
            MenuEntry(),
        ]
    leaf = getattr(target.element, "leaf", None) if target is not None else None
    if isinstance(leaf, CodeLeaf) and target is not None:
        return [*_code_rows(leaf, target), MenuEntry()]
    if isinstance(leaf, TableLeaf):
        return [*_table_rows(), MenuEntry()]
    return []


def _image_rows(item: MessageItem, sha256: str, loader: ImageLoader) -> list[MenuEntry]:
    refused = refusal_of(Hit("edit_image", sha256), loader)
    rows = [
        MenuEntry("open_image", _tr("Open image"), "maximize-2", sha256),
        MenuEntry("edit_image", _tr("Edit image"), "brush", sha256, refused=refused),
        MenuEntry("compare_image", _tr("Compare with…"), "blend", sha256),
        MenuEntry("copy_image", _tr("Copy image"), "copy", sha256),
        MenuEntry("save_image", _tr("Save image"), "download", sha256),
        MenuEntry("show_in_folder", _tr("Show in folder"), "folder-open", sha256),
        MenuEntry("use_as_input", _tr("Use as input"), "paperclip", sha256),
    ]
    if item.prompt:
        rows.append(MenuEntry("copy_prompt", _tr("Copy prompt"), "message-square", sha256))
        again = _tr("Use prompt and settings again")
        rows.append(MenuEntry("reuse_image", again, "image-plus", sha256))
    return rows


def _code_rows(leaf: CodeLeaf, target: Target) -> list[MenuEntry]:
    rows = [MenuEntry("copy_code", _tr("Copy code"), "copy", leaf.code)]
    for hit in target.element.hits():
        if hit.action == "save_code":
            rows.append(MenuEntry("save_code", _tr("Save code as…"), "download", hit.target))
    return rows


def _table_rows() -> list[MenuEntry]:
    return [
        MenuEntry("copy_table_tsv", _tr("Copy table for a spreadsheet"), "copy"),
        MenuEntry("copy_table_markdown", _tr("Copy table as Markdown"), "code"),
    ]


def copy_as() -> MenuEntry:
    """A message in one format alone."""
    return MenuEntry(
        "copy_as",
        _tr("Copy as"),
        "copy",
        entries=(
            MenuEntry("copy_as_markdown", _tr("Markdown"), "code"),
            MenuEntry("copy_as_plain", _tr("Plain text"), "type"),
            MenuEntry("copy_as_rich", _tr("Rich text"), "file-text"),
        ),
    )
