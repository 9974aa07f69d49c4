"""`Actions`: what happens when something of the transcript is activated, and its menus."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from studio.ui.images.loader import ImageLoader
from studio.ui.images.refusing import why_not_edited
from studio.ui.transcript.canvas import Target
from studio.ui.transcript.element import FoldingElement, Hit, WrappingElement
from studio.ui.transcript.item import MessageItem, Spot
from studio.ui.transcript.parts.footer import VERSION_SHOWN
from studio.ui.transcript.rows import MessageRow
from studio.ui.widgets import Menu

if TYPE_CHECKING:
    from studio.ui.transcript.copying.mime import Copier
    from studio.ui.transcript.view import TranscriptView

_COPIED_MS = 1500
_MOST_NAME_CHARS = 80
_RENAMED = {
    "link": "open_link",
    "image": "open_image",
    "remote_image": "load_remote_image",
    "edit_question": "edit_question",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


def refusal_of(hit: Hit, loader: ImageLoader) -> str:
    """Why an act can't be done, or ""."""
    broken = hit.action == "edit_image" and loader.is_unreadable(hit.target)
    return why_not_edited() if broken else ""


def tooltip_of(hit: Hit, row: MessageRow | None = None) -> str:
    """Name and shortcut of an action; the address of a link; of versions, what they are."""
    from studio.ui.transcript.message_menu import key_of
    from studio.ui.transcript.version_texts import version_text

    if row is not None and hit.target == VERSION_SHOWN and not hit.action:
        return version_text(row, hit)
    if hit.action in ("link", "remote_image", "load_remote_image"):
        return hit.target
    if not hit.action:
        return hit.name
    if hit.action in ("previous_version", "next_version") and not hit.target:
        return ""
    if hit.action == "image" and len(hit.name) > _MOST_NAME_CHARS:
        return hit.name[:_MOST_NAME_CHARS].rstrip() + "…"
    shortcut = key_of(hit.action)
    text = f"{hit.name}  {shortcut}" if shortcut else hit.name
    facts = version_text(row, hit) if row is not None else ""
    return f"{text}\n{facts}" if facts else text


class MenuEntry(Struct, frozen=True):
    """One row of a menu; no action: a separator."""

    action: str = ""
    label: str = ""
    icon: str = ""
    target: str = ""
    shortcut: str = ""
    entries: tuple["MenuEntry", ...] = ()  # of a menu of its own
    refused: str = ""  # why it can't be done now


class Actions(QObject):
    """Does what the view can do itself, and asks for the rest by `action_requested`."""

    def __init__(self, view: "TranscriptView") -> None:
        super().__init__(view)
        self._view = view
        self.asked_at: QPoint | None = None  # where, for what opens beside it
        self._menu_item: MessageItem | None = None
        self._menu_target: Target | None = None
        self._copier: Copier | None = None
        self._copied_timer = QTimer(self)
        self._copied_timer.setSingleShot(True)
        self._copied_timer.setInterval(_COPIED_MS)
        self._copied_timer.timeout.connect(self._on_copied_over)

    def activate(self, target: Target, hit: Hit) -> None:
        """A hit of an element on the screen was clicked."""
        at = QPoint()
        if hit.rect is not None:
            corner = hit.rect.translated(target.rect.topLeft()).bottomLeft().toPoint()
            at = self._view.viewport().mapToGlobal(corner)
        self.run(target.item, target.spot, target.number, hit, at)

    def run(
        self, item: MessageItem, spot: Spot, number: int, hit: Hit, at: QPoint | None = None
    ) -> None:
        """Does what a hit stands for.

        Args:
            number: of the element in its piece.
            at: where a menu opens, in global coordinates.
        """
        action = hit.action
        self.asked_at = at
        if action == "toggle_part":
            self._toggle_part(item, spot, hit.target)
        elif action == "toggle_fold":
            self._toggle_fold(item, spot, number)
        elif action == "toggle_wrap":
            self._toggle_wrap(item, spot, number)
        elif action in ("footnote", "footnote_back"):
            from studio.ui.transcript.footnotes import go_to_note

            go_to_note(self._view, item, spot, hit)
        elif action in ("copy_code", "copy_text"):
            self._copy(hit.target)
        elif action == "more_actions":
            self.open_menu(item, None, at or QPoint())
        elif action in ("previous_version", "next_version") and not hit.target:
            return
        elif action and not refusal_of(hit, self._view.loader):
            self.request(item, action, hit.target)

    def request(self, item: MessageItem, action: str, target: str = "") -> None:
        """Asks the owner of the view."""
        self._view.action_requested.emit(_RENAMED.get(action, action), item.id, target)

    def copy(self) -> bool:
        """Copies the selection; False when there is none."""
        if self._view.selection.is_empty:
            return False
        from studio.ui.transcript.copying.gather import clips_of

        self.copier.copy(clips_of(self._view.selection, self._view.flow))
        return True

    @property
    def copier(self) -> "Copier":
        """What puts things on the clipboard; made at the first need."""
        if self._copier is None:
            from studio.ui.transcript.copying.mime import Copier

            self._copier = Copier(self)
        return self._copier

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._view.marks.copied = text
        self._copied_timer.start()
        self._view.viewport().update()

    def _on_copied_over(self) -> None:
        self._view.marks.copied = None
        self._view.viewport().update()

    def _toggle_part(self, item: MessageItem, spot: Spot, key: str) -> None:
        item.state.open_parts ^= {key}
        section = item.section(spot)
        for element in section.piece(spot[1]).elements:
            changed = getattr(element, "changed", None)
            if changed is not None:
                changed()
        section.relayout(spot[1])
        item.rebuild(self._view.flow.width)
        self._view.flow.item_changed(item)
        self._view.keep_place()

    def _toggle_wrap(self, item: MessageItem, spot: Spot, number: int) -> None:
        section = item.section(spot)
        element = section.piece(spot[1]).elements[number]
        if isinstance(element, WrappingElement):
            item.state.wrapped ^= {(section.key, spot[1], number)}
            element.toggle_wrap()
            section.relayout(spot[1])
            self._view.keep_place()

    def _toggle_fold(self, item: MessageItem, spot: Spot, number: int) -> None:
        section = item.section(spot)
        element = section.piece(spot[1]).elements[number]
        if isinstance(element, FoldingElement):
            item.state.unfolded ^= {(section.key, spot[1], number)}
            element.toggle_fold()
            section.relayout(spot[1])
            self._view.keep_place()

    # Menus.

    def entries(
        self, item: MessageItem, hit: Hit | None, target: Target | None = None
    ) -> list[MenuEntry]:
        """The rows of the menu: of the selection, of what is under the pointer, of the message."""
        from studio.ui.transcript.message_menu import KEYS, actions_of
        from studio.ui.transcript.target_menu import copy_as, selection_rows, target_rows

        selected = not self._view.selection.is_empty
        rows = selection_rows() if selected else []
        rows += target_rows(item, hit, target, self._view.loader)
        for each in actions_of(item.row):
            key = KEYS.get(each.action, "")
            if each.action == "copy_message" and selected:
                key = ""  # it copies the selection now
            rows.append(MenuEntry(each.action, each.label, each.icon, shortcut=key))
            if each.action == "copy_message":
                rows.append(copy_as())
        return rows

    def open_menu(
        self, item: MessageItem, hit: Hit | None, at: QPoint, target: Target | None = None
    ) -> QMenu:
        """Opens the menu at a point of the screen, in global coordinates.

        Args:
            target: the element that was pointed at, if one was.
        """
        open_now = self._view.findChild(QMenu, "message-menu")
        if open_now is not None and open_now.isVisible():
            return open_now  # some systems send the key and ask for a menu as well
        self._menu_item, self._menu_target, self.asked_at = item, target, at
        menu = Menu(self._view)
        menu.setObjectName("message-menu")
        self._fill(menu, self.entries(item, hit, target))
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return menu

    def _fill(self, menu: Menu, entries: Iterable[MenuEntry]) -> None:
        theme = self._view.theme.current
        for entry in entries:
            if entry.entries:
                inner = Menu(menu)
                inner.setTitle(entry.label)
                inner.setIcon(theme.icon(entry.icon))
                self._fill(inner, entry.entries)
                menu.addMenu(inner)
                continue
            if not entry.action:
                menu.addSeparator()
                continue
            action = menu.addAction(theme.icon(entry.icon), entry.label)
            action.setData((entry.action, entry.target))
            if entry.refused:
                menu.refuse(action, entry.refused)
            if entry.shortcut:
                action.setShortcut(QKeySequence(entry.shortcut))
                # To be read only: the keys are the view's and the window's.
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _on_menu_triggered(self, action: QAction) -> None:
        item, data = self._menu_item, action.data()
        if item is None or data is None:
            return
        name, target = data
        if name == "copy_selection":
            self.copy()
        elif name in ("copy_text", "copy_code"):
            self._copy(target)
        elif name.startswith("copy_table_"):
            self._copy_table(name)
        elif name.startswith("selection_"):
            self._on_selection(item, name)
        else:
            self.request(item, name, target)

    def _copy_table(self, name: str) -> None:
        """Copies the table that the menu is about."""
        from studio.ui.transcript.copying.tables import table_markdown, tsv_steps
        from studio.ui.transcript.leaves import TableLeaf

        leaf = getattr(self._menu_target.element, "leaf", None) if self._menu_target else None
        if isinstance(leaf, TableLeaf) and name == "copy_table_tsv":
            self.copier.copy_steps(tsv_steps(leaf), len(leaf.frame.source))
        elif isinstance(leaf, TableLeaf):
            self._copy(table_markdown(leaf))

    def _on_selection(self, item: MessageItem, name: str) -> None:
        """Does something with the selected text."""
        from studio.ui.transcript.copying.as_markdown import markdown_of
        from studio.ui.transcript.copying.gather import clips_of

        clips = clips_of(self._view.selection, self._view.flow)
        if name == "selection_copy_plain":
            self.copier.copy_plain(clips)
        else:
            self.request(item, name.removeprefix("selection_"), markdown_of(clips))
