"""Images that look alike, stacked: one tile each, opened to see all of them."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.errors import StorageError
from studio.core.gallery import GalleryList, PictureKey
from studio.core.stacks import Stacked, stack
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope
from studio.ui.gallery.line_bar import LineBar
from studio.ui.gallery.texts import alike_text
from studio.ui.transcript.parts.formats import count

if TYPE_CHECKING:
    from studio.ui.gallery.acts import GalleryActs

_SOON_MS = 1500
"""New images are compared with the others together, not one by one."""


class Stacking(QObject):
    """Which stacks there are, and whether one is open.

    Attributes:
        is_on: look-alikes are stacked.
        stacks: of the list that was stacked last, by the image on top.
        opened: the images of the open stack, or ().

    Signals:
        changed: other stacks, another one open, or none: the list is to be shown again.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        store: GalleryStore,
        scope: TaskScope,
        bar: LineBar,
        acts: "GalleryActs",
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._scope, self._bar, self._acts = store, scope, bar, acts
        self.is_on = False
        self.stacks: dict[PictureKey, Sequence[PictureKey]] = {}
        self.opened: tuple[PictureKey, ...] = ()
        self._only = False
        self._groups: tuple[Sequence[PictureKey], ...] | None = None
        self._task: asyncio.Task[None] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look)
        bar.action_triggered.connect(self._on_bar_action_triggered)
        store.images_added.connect(self._on_store_images_added)

    def set_on(self, on: bool) -> None:
        """Stacks look-alikes, or not any more."""
        if on == self.is_on:
            return
        self.is_on, self._only, self.opened = on, False, ()
        if on and self._groups is None:
            self._look()
        self.changed.emit()

    def open(self, key: int) -> bool:
        """Shows all of a stack; False: this image is no stack."""
        found = self.stacks.get(PictureKey(key))
        if not found or self.opened:
            return False
        self.opened = tuple(found)
        self.changed.emit()
        return True

    def close(self) -> bool:
        """Shows all stacks again; False: none is open."""
        if not self.opened:
            return False
        self.opened = ()
        self.changed.emit()
        return True

    def forget(self) -> None:
        """Another list is asked for: no stack of it is open."""
        self.opened, self._only = (), False

    def top_of(self, key: int) -> int | None:
        """The image that stands for the stack in which another lies."""
        return next((top for top, alike in self.stacks.items() if key in alike), None)

    def apply(self, found: GalleryList) -> Stacked:
        """A list as it is shown."""
        if not self.is_on or self._groups is None:
            stacked = Stacked(found, {})
        else:
            stacked = stack(found, self._groups, only=self._only)
        self.stacks = dict(stacked.stacks)
        return stacked

    async def cards(self, found: GalleryList) -> GalleryList | None:
        """The images of the open stack that a list has; None: they can't be read."""
        there = set(found.key_column)
        self.opened = tuple(key for key in self.opened if key in there)
        try:
            return await self._store.cards(self.opened)
        except StorageError as exc:
            self._acts.fail(exc)
            return None

    def show_bar(self) -> None:
        """Tells how many stacks there are."""
        if self.opened:
            self._bar.show_line(alike_text(len(self.opened)), self.tr("Back to all images"))
        elif not self.is_on:
            self._bar.hide()
        elif self._groups is None:
            self._bar.show_line(self.tr("Looking for images that look alike…"), "")
        elif not self.stacks:
            self._bar.show_line(self.tr("No images here look alike"), "")
        else:
            images = sum(len(each) for each in self.stacks.values())
            pattern = self.tr("{0} stacks of {1} images that look alike")
            if len(self.stacks) == 1:
                pattern = self.tr("1 stack of {1} images that look alike")
            text = pattern.format(count(len(self.stacks)), count(images))
            only = self.tr("Show all images") if self._only else self.tr("Show only stacks")
            self._bar.show_line(text, only)

    def _look(self) -> None:
        if not self.is_on:
            self._groups = None  # looked for when they are wanted again
        elif not self._scope.is_closed and (self._task is None or self._task.done()):
            self._task = self._scope.start(self._read(), name="gallery look-alikes")
        else:
            self._soon.start()

    async def _read(self) -> None:
        try:
            groups = await self._store.look_alikes()
        except StorageError as exc:
            self._acts.fail(exc)
            return
        found = tuple(each.keys for each in groups)
        if found != self._groups:
            self._groups = found
            self.changed.emit()

    # Slots

    def _on_bar_action_triggered(self) -> None:
        if not self.close():
            self._only = not self._only
            self.changed.emit()

    def _on_store_images_added(self, _keys: object) -> None:
        self._soon.start()
