"""`GalleryActs`: what a person does with images; each act can be taken back."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QObject

from studio.core.errors import StorageError
from studio.core.gallery import AlbumId, PictureKey
from studio.core.picture_acts import (
    AddToAlbum,
    DropAlbum,
    DropFilter,
    PictureAct,
    PutAlbum,
    RenameTag,
    SetAlt,
    SetNote,
    Tag,
    Undo,
    Untag,
)
from studio.services.gallery import GalleryStore
from studio.services.tasks import TaskScope
from studio.ui.failure_texts import failure_text
from studio.ui.gallery.texts import images_text
from studio.ui.widgets import ToastStack
from studio.ui.widgets.undo import UndoList

DONE, DELETED = "circle-check", "trash-2"
"""Icons of what is told."""

Keys = Sequence[int]
Doing = Coroutine[Any, Any, Undo]


class GalleryActs(QObject):
    """Carries out acts, tells of them, keeps the way back."""

    def __init__(
        self,
        *,
        store: GalleryStore,
        scope: TaskScope,
        toasts: ToastStack,
        undo: UndoList,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._scope = store, scope
        self._toasts, self._undo = toasts, undo

    def rate(self, keys: Keys, rating: int) -> None:
        """Gives 1 to 5 stars, or none (0)."""
        said = self.tr("Rated {0}").format(rating) if rating else self.tr("Rating removed")
        self._quietly(self._store.rate(_of(keys), rating), self._many(said, keys))

    def favour(self, keys: Keys, favourite: bool) -> None:
        """Makes favourites, or not."""
        said = self.tr("Added to favourites") if favourite else self.tr("No favourite any more")
        self._quietly(self._store.set_favourite(_of(keys), favourite), self._many(said, keys))

    def delete(self, keys: Keys) -> None:
        """Moves to the trash."""
        said = self.tr("{0} moved to the trash").format(images_text(len(keys)))
        self._start(self._store.delete(_of(keys)), said, icon=DELETED)

    def restore(self, keys: Keys) -> None:
        """Takes out of the trash."""
        said = self.tr("{0} restored").format(images_text(len(keys)))
        self._start(self._store.restore(_of(keys)), said)

    def tag(self, keys: Keys, *tags: str) -> None:
        """Adds tags."""
        said = self.tr("Tagged {0}").format(", ".join(tags))
        self._quietly(self._store.tag(_of(keys), *tags), self._many(said, keys))

    def untag(self, keys: Keys, tag: str) -> None:
        """Takes a tag away."""
        self._start(self._store.untag(_of(keys), tag), self.tr("Tag {0} removed").format(tag))

    def rename_tag(self, tag: str, name: str) -> None:
        """Another name for a tag, everywhere."""
        self._start(self._store.act(RenameTag(tag, name)), self.tr("Tag renamed"))

    def delete_tag(self, tag: str) -> None:
        """Takes a tag from all images."""
        said = self.tr("Tag {0} deleted").format(tag)
        self._start(self._store.act(Untag(None, tag)), said, icon=DELETED)

    def new_album(self, name: str, keys: Keys = ()) -> None:
        """Makes a collection."""

        async def make() -> Undo:
            return (await self._store.new_album(name, _of(keys)))[1]

        self._start(make(), self.tr("Collection {0} made").format(name))

    def collect(self, keys: Keys, album: AlbumId, name: str) -> None:
        """Puts images into a collection."""
        said = self.tr("{0} added to {1}").format(images_text(len(keys)), name)
        self._start(self._store.act(AddToAlbum(_of(keys), album)), said)

    def leave_album(self, keys: Keys, album: AlbumId, name: str) -> None:
        """Takes images out of a collection."""
        said = self.tr("{0} removed from {1}").format(images_text(len(keys)), name)
        self._start(self._store.remove_from_album(_of(keys), album), said)

    def rename_album(self, album: AlbumId, name: str) -> None:
        """Another name for a collection."""
        self._start(self._store.act(PutAlbum(album, name)), self.tr("Collection renamed"))

    def delete_album(self, album: AlbumId, name: str) -> None:
        """Removes a collection; its images stay."""
        said = self.tr("Collection {0} deleted; its images are still here").format(name)
        self._start(self._store.act(DropAlbum(album)), said, icon=DELETED)

    def forget_filter(self, act: DropFilter, name: str) -> None:
        """Forgets a saved filter."""
        said = self.tr("Filter {0} deleted").format(name)
        self._start(self._store.act(act), said, icon=DELETED)

    def write_note(self, key: int, note: str) -> None:
        """Writes the note of an image."""
        self._quietly(self._store.act(SetNote(PictureKey(key), note)), self.tr("Note changed"))

    def write_alt(self, key: int, alt: str | None) -> None:
        """Writes what an image shows, in words."""
        act = SetAlt(PictureKey(key), alt or None)
        self._quietly(self._store.act(act), self.tr("Description changed"))

    def tag_one(self, key: int, tag: str) -> None:
        """Adds a tag to one image."""
        self._quietly(self._store.act(Tag(_of((key,)), tag)), self.tr("Tag added"))

    def act(self, said: str, *acts: PictureAct) -> None:
        """Any other act."""
        self._start(self._store.act(*acts), said)

    def done(self, said: str, undo: Undo) -> None:
        """Something was done elsewhere: tells of it and keeps the way back."""
        self._undo.push(said, self._taker_back(undo), icon=DONE)

    def fail(self, error: StorageError) -> None:
        """Says what went wrong."""
        words = failure_text(error.as_failure())
        self._toasts.show_toast(words.title, icon="circle-alert", token="danger")

    def _many(self, said: str, keys: Keys) -> str:
        return said if len(keys) == 1 else f"{said}: {images_text(len(keys))}"

    def _quietly(self, doing: Doing, said: str) -> None:
        """An act that is seen where it is done: Ctrl+Z takes it back, no toast tells of it."""
        self._begin(doing, said, tells=False)

    def _start(self, doing: Doing, said: str, *, icon: str = DONE) -> None:
        self._begin(doing, said, tells=True, icon=icon)

    def _begin(self, doing: Doing, said: str, *, tells: bool, icon: str = DONE) -> None:
        if self._scope.is_closed:
            doing.close()
        else:
            work = self._do(doing, said, tells=tells, icon=icon)
            self._scope.start(work, name="gallery act")

    async def _do(self, doing: Doing, said: str, *, tells: bool, icon: str) -> None:
        try:
            undo = await doing
        except StorageError as exc:
            self.fail(exc)
            return
        if undo:
            self._undo.push(said, self._taker_back(undo), tells=tells, icon=icon)

    def _taker_back(self, undo: Undo) -> Callable[[], None]:
        def take_back() -> None:
            if not self._scope.is_closed:
                self._scope.start(self._take_back(undo), name="gallery undo")

        return take_back

    async def _take_back(self, undo: Undo) -> None:
        try:
            await self._store.undo(undo)
        except StorageError as exc:
            self.fail(exc)


def _of(keys: Keys) -> tuple[PictureKey, ...]:
    return tuple(PictureKey(key) for key in keys)
