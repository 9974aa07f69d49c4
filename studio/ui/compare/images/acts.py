"""`ImageActs`: what is done with images of the grid."""

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication

from studio.core.ids import MessageId
from studio.core.messages import Message
from studio.core.parts import ImagePart
from studio.ui.chat.path_images import images_of_messages
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.images.cells import Cell
from studio.ui.compare.images.choice import LEAST, MOST
from studio.ui.compare.menus import Entry, open_menu_at
from studio.ui.images.items import ImageItem
from studio.ui.images.refusing import why_not_edited

if TYPE_CHECKING:
    from studio.ui.compare.images.view import ImagesView
    from studio.ui.images.quick_look import QuickLook
    from studio.ui.images.taking_out import TakingOut


class ImageActs(QObject):
    """Carries them out; while names are hidden nothing that leaves tells them."""

    def __init__(self, view: "ImagesView") -> None:
        super().__init__(view)
        self._view, self._grid, self._page = view, view.grid, view.page
        self._board = view.page.board
        self._look: QuickLook | None = None
        self._looked_at = ""
        self._outlet: TakingOut | None = None
        self._grid.act_requested.connect(self.act)
        self._grid.menu_requested.connect(self.open_menu)
        view.bar.compare_requested.connect(self.compare_chosen)

    @property
    def _hides(self) -> bool:
        return self._board.blinding.hides

    # Images as others want them

    def items(self) -> dict[str, ImageItem]:
        """All whole images by the keys of their cells, in the order of the grid."""
        tree, store = self._board.tree(), self._view.services.conversations
        found: dict[str, ImageItem] = {}
        if tree is None:
            return found
        conversation = store.get(self._board.conversation_id)
        for column, reply in self._view.replies():
            kept = tuple(p for p in reply.parts if not (isinstance(p, ImagePart) and p.draft))
            whole = replace(reply, parts=kept)
            for at, item in enumerate(images_of_messages(tree, (whole,), conversation)):
                key = Cell(column.column_id, reply.id, at).key
                found[key] = self._veiled(item, column) if self._hides else item
        return found

    def _veiled(self, item: ImageItem, column: CompareColumn) -> ImageItem:
        """An image that does not say who made it."""
        return ImageItem(
            item.blob, column.name, alt=item.alt, prompt=item.prompt, created_at=item.created_at
        )

    # Acts

    def act(self, act: str, key: str) -> None:
        """Does something with the image of a cell; what needs a whole image does nothing else."""
        if act == "retry":
            self._retry(key)
            return
        if act == "compare" and self._grid.choice.can_compare:
            self.compare_chosen()
            return
        items = self.items()
        if key not in items:
            return
        if act == "look":
            self._toggle_look(key)
        elif act == "open":
            self._page.images_requested.emit(tuple(items.values()), list(items).index(key))
        elif act in ("edit", "reuse", "compare", "compare_with"):
            self._hand_on("compare" if act == "compare_with" else act, items, key)
        elif act == "copy":
            item = items[key]
            self._taking_out().copy(item.blob, _file_name(item), item.facts)
        elif act == "save":
            item = items[key]
            self._taking_out().save_as(item.blob, _file_name(item), item.facts)
        elif act == "folder":
            self._taking_out().show_in_folder(items[key].blob)
        elif act == "favourite":
            self._view.favourites.toggle(items[key].blob.sha256)
        elif act == "drag":
            self._drag(items, key)
        elif act == "copy_prompt":
            QGuiApplication.clipboard().setText(items[key].prompt)
            self._view.toasts.show_toast(self.tr("Prompt copied"))
        elif act == "gallery":
            self._page.gallery_requested.emit(items[key].blob.sha256)
        elif act == "request":
            self._show_request(key)

    def _drag(self, items: dict[str, ImageItem], key: str) -> None:
        """Takes an image away as a file of a good name; a chosen one with all that are chosen."""
        from studio.ui.images.drag_out import start_drag

        chosen = [each for each in self._grid.choice.keys if each in items]
        taken = [items[each] for each in (chosen if key in chosen else [key])]
        copy = self._view.services.images.named_copy
        copies = [partial(copy, item.blob, _file_name(item), item.facts) for item in taken]
        start_drag(self._grid, (), copies, self._grid.picture_of(key))

    def _hand_on(self, act: str, items: dict[str, ImageItem], key: str) -> None:
        if self._hides:
            self._tell_hidden()
        else:
            index = list(items).index(key)
            self._page.image_act_requested.emit(act, tuple(items.values()), index)

    def _tell_hidden(self) -> None:
        text = self.tr("Hidden while you judge blind: reveal first")
        self._view.toasts.show_toast(text, icon="eye-off", token="text2")

    def compare_chosen(self) -> None:
        """Looks at the chosen images against each other."""
        items = self.items()
        chosen = [items[key] for key in self._grid.choice.keys if key in items]
        if len(chosen) > 1:
            self._page.images_compared.emit(tuple(chosen))

    def compare_some(self) -> bool:
        """The chosen ones, else the first image of each model; False when there is only one."""
        if not self._grid.choice.can_compare:
            first = [
                next((cell.key for cell in group.cells if cell.is_image), "")
                for group in self._grid.groups
            ]
            keys = [key for key in first if key]
            keys += [c.key for c in self._grid.cells() if c.is_image and c.key not in keys]
            if len(keys) < LEAST:
                return False
            self._grid.choice.clear()
            self._grid.choose(keys[:MOST])
        self.compare_chosen()
        return self._grid.choice.can_compare

    def _retry(self, key: str) -> None:
        cell = self._grid.cell(key)
        column = self._board.column(cell.column_id) if cell is not None else None
        if cell is None or column is None:
            return
        reply = next((r for r in self._board.replies(column) if r.id == cell.message_id), None)
        if reply is not None and reply.failure is not None and reply.failure.parameter:
            self._view.services.runs.leave_out(reply)
        runner = self._view.services.comparing().runner
        runner.retry_reply(self._board.conversation_id, cell.column_id, cell.message_id)

    def _is_base(self, cell: Cell) -> bool:
        comparison = self._view.services.comparing().store.get(self._board.conversation_id)
        return comparison is not None and comparison.base_id == cell.message_id

    def _continue(self, cell: Cell) -> None:
        """All models go on from this image with the next prompt, or each from its own again."""
        base = None if self._is_base(cell) else MessageId(cell.message_id)
        runner = self._view.services.comparing().runner
        runner.continue_from(self._board.conversation_id, base)
        self._page.focus_box()

    def _show_request(self, key: str) -> None:
        cell = self._grid.cell(key)
        column = self._board.column(cell.column_id) if cell is not None else None
        if cell is None or column is None:
            return
        reply = self._reply(cell)
        if reply is not None and (column.answer is None or column.answer.id != reply.id):
            runner = self._view.services.comparing().runner
            runner.show_leaf(self._board.conversation_id, column.column_id, reply.id)
        self._page.acts.inspector.open(column, "request", "last")

    def _reply(self, cell: Cell) -> Message | None:
        return next((r for _, r in self._view.replies() if r.id == cell.message_id), None)

    def _taking_out(self) -> "TakingOut":
        if self._outlet is None:
            from studio.ui.images.taking_out import TakingOut

            services = self._view.services
            self._outlet = TakingOut(
                images=services.images, scope=services.scope, toasts=self._view.toasts,
                owner=self._page,
            )  # fmt: skip
        return self._outlet

    # Looking closer

    def _toggle_look(self, key: str) -> None:
        if self._look is None:
            from studio.ui.images.quick_look import QuickLook

            self._look = QuickLook(self._view.theme, self._view.services.images, self._page)
            self._look.stepped.connect(self._on_look_stepped)
            self._look.act_requested.connect(self._on_look_act_requested)
            self._look.closed.connect(self._on_look_closed)
        self._looked_at = key
        self._look.toggle(self.items()[key])

    def close_look(self) -> bool:
        """Closes the quick look; False when it was not open."""
        if self._look is None or not self._look.is_open:
            return False
        self._look.close_look()
        return True

    def _on_look_stepped(self, by: int) -> None:
        items = self.items()
        keys = list(items)
        if self._look is not None and self._looked_at in keys:
            at = max(0, min(len(keys) - 1, keys.index(self._looked_at) + by))
            self._looked_at = keys[at]
            self._look.show_card(items[keys[at]])

    def _on_look_act_requested(self, act: str) -> None:
        if act == "open":
            self.act("open", self._looked_at)

    def _on_look_closed(self) -> None:
        self._grid.focus_cell(self._looked_at)

    # The menu

    def open_menu(self, key: str, at: QPoint) -> None:
        """Opens the menu of an image."""
        cell = self._grid.cell(key)
        if cell is None or not cell.message_id:
            return
        entries = self._entries(cell) if cell.is_image else []
        busy = self._view.services.comparing().runner.is_busy(cell.message_id)
        entries += [
            *([Entry()] if entries else []),
            Entry(
                self.tr("Ask again"), lambda: self.act("retry", key), "refresh-cw", enabled=not busy
            ),
        ]  # fmt: skip
        if cell.is_image and not busy:
            entries.append(
                Entry(
                    self.tr("Continue with this"), lambda: self._continue(cell), "git-branch",
                    checked=self._is_base(cell),
                )
            )  # fmt: skip
        if not self._hides:
            request = self.tr("Show request")
            entries.append(Entry(request, lambda: self._show_request(key), "code"))
        open_menu_at(self._page, at, self._view.theme, entries, object_name="image_cell_menu")

    def _favourite_entry(self, cell: Cell) -> Entry:
        sha256, known = cell.blob.sha256 if cell.blob is not None else "", self._view.favourites
        return Entry(
            self.tr("Favourite"), lambda: self.act("favourite", cell.key), "heart", "S",
            checked=known.is_favourite(sha256), enabled=known.is_known(sha256),
        )  # fmt: skip

    def _why_not_edited(self, cell: Cell) -> str:
        broken = cell.blob is not None and self._grid.is_broken(cell.blob)
        return why_not_edited() if broken else ""

    def _entries(self, cell: Cell) -> list[Entry]:
        key, chosen = cell.key, self._grid.choice
        open_ = not self._hides

        def run(act: str) -> None:
            self.act(act, key)

        letters = " ".join(chosen.letter(each) for each in chosen.keys)
        compare = self.tr("Compare {letters}").format(letters=letters)
        entries = [
            Entry(self.tr("Open image"), lambda: run("open"), "maximize-2", "Return"),
            Entry(self.tr("Quick look"), lambda: run("look"), "eye", "Space"),
            Entry(
                self.tr("Chosen for comparing"), lambda: self._grid.toggle(key),
                keys="Ctrl+Space", checked=bool(chosen.letter(key)),
            ),
        ]  # fmt: skip
        if chosen.can_compare:
            entries.append(Entry(compare, self.compare_chosen, "blend", "M"))
        entries.append(
            Entry(self.tr("Compare with…"), lambda: run("compare_with"), "blend", enabled=open_)
        )
        entries += [
            Entry(),
            self._favourite_entry(cell),
            Entry(
                self.tr("Edit image"), lambda: run("edit"), "brush", "E", enabled=open_,
                refused=self._why_not_edited(cell),
            ),
            Entry(self.tr("Copy image"), lambda: run("copy"), "copy", "Ctrl+C"),
            Entry(self.tr("Save image"), lambda: run("save"), "download", "Ctrl+S"),
            Entry(self.tr("Show in folder"), lambda: run("folder"), "folder-open"),
            Entry(
                self.tr("Show in gallery"), lambda: run("gallery"), "images", enabled=open_
            ),
            Entry(),
            Entry(self.tr("Copy prompt"), lambda: run("copy_prompt"), "message-square"),
            Entry(
                self.tr("Use prompt and settings again"), lambda: run("reuse"), "image-plus",
                enabled=open_,
            ),
        ]  # fmt: skip
        return entries


def _file_name(item: ImageItem) -> str:
    """A name for a copy; that of a hidden model is no file name."""
    from studio.core.picture_names import image_file_name

    return item.name if item.model_id else image_file_name(item.alt or item.prompt, item.blob)
