"""`ViewerPage`: one image at a time, with its neighbours at hand."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.errors import Failure
from studio.core.parts import BlobRef
from studio.services.app import AppServices
from studio.ui.failure_texts import failure_text
from studio.ui.images.favourites import Favourites
from studio.ui.images.items import ImageItem, ImageItems, picture_to_export
from studio.ui.images.moving import MOST_PIXELS, MovingPicture
from studio.ui.images.pictures import PictureLoader
from studio.ui.images.pyramid import Pyramid
from studio.ui.images.taking_out import TakingOut
from studio.ui.theme import ThemeStore
from studio.ui.theme.dark_store import DarkThemeStore
from studio.ui.viewer.culling import Culling
from studio.ui.viewer.facts import spoken
from studio.ui.viewer.filmstrip import Filmstrip
from studio.ui.viewer.keys import WALKING, bind
from studio.ui.viewer.kin import KinImages
from studio.ui.viewer.panel import InfoPanel
from studio.ui.viewer.record import Record
from studio.ui.viewer.stage import Stage
from studio.ui.viewer.top_bar import MOST_COMPARED, TopBar
from studio.ui.widgets import Label, ToastStack

_AHEAD = 2  # images decoded ahead in each direction
_PAN_PX = 64
_AROUND = 24  # images before and after it that are offered to compare with
_LEAST_COMPARED = 2


class ViewerPage(QWidget):
    """Looks at images of a sequence that is read one by one.

    Signals:
        left: a person goes back.
        title_changed: another image is looked at.
        message_requested: conversation id, message id; show it there.
        edit_requested: `ImageItem`; the button is there once `offer_editing` was called.
        compare_requested: tuple of two to four `ImageItem`.
        export_requested: tuple of `PictureToExport`: those that are marked, else the one shown.
        choice_requested: `ImageItem`, tuple of those around it: ask what to compare it with.
        reuse_requested: `ImageItem`; its prompt and settings are wanted again.
        full_screen_requested: fill the screen, or cease to.
    """

    left = Signal()
    title_changed = Signal()
    message_requested = Signal(str, str)
    edit_requested = Signal(object)
    compare_requested = Signal(object)
    export_requested = Signal(object)
    choice_requested = Signal(object, object)
    reuse_requested = Signal(object)
    full_screen_requested = Signal()

    def __init__(
        self,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._toasts = toasts
        self._theme = DarkThemeStore(theme, self)
        self._items: ImageItems = ()
        self._index = 0
        self._marked: tuple[int, ...] = ()
        self._shown: BlobRef | None = None
        self._shows_info = True
        self._is_full_screen = False
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("viewer_page")
        self.setAccessibleName(self.tr("Viewer"))
        self.loader = PictureLoader(self._services.images, self)
        self.movie = MovingPicture(self)
        self.favourites = Favourites(self._services, self)
        self.bar = TopBar(theme)
        self.stage = Stage(theme)
        self.strip = Filmstrip(theme, self._services.images)
        self.panel = InfoPanel(theme, KinImages(self._services.images, self))
        self.bar.info.setChecked(self._shows_info)
        self._outlet = TakingOut(
            images=self._services.images,
            scope=self._services.scope,
            toasts=self._toasts,
            owner=self,
        )
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.stage, 1)
        left.addWidget(self.strip)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addLayout(left, 1)
        below.addWidget(self.panel)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addLayout(below, 1)

    def _connect(self) -> None:
        self.culling = Culling(page=self, services=self._services, toasts=self._toasts)
        self.record = Record(page=self, services=self._services, toasts=self._toasts)
        self._acts = {
            "next": self.next,
            "previous": self.previous,
            "first": self._first,
            "last": self._last,
            "zoom_in": self.stage.zoom_in,
            "zoom_out": self.stage.zoom_out,
            "fit": self.stage.canvas.fit,
            "actual": self.stage.actual_size,
            "turn": self._turn,
            "turn_back": self._turn_back,
            "full_screen": self.full_screen_requested.emit,
            "info": self._toggle_info,
            "play": self._toggle_play,
            "mark": self._toggle_mark,
            "compare": self._compare,
            "compare_other": self._compare_other,
            "favourite": self._favourite,
            "delete": self.culling.delete,
            "edit": self._edit,
            "copy": self._copy,
            "copy_prompt": self._copy_prompt,
            "reuse": self._reuse,
            "save": self._save,
            "export": self._export,
            "open_chat": self._open_chat,
            "show_in_folder": self._show_in_folder,
            "retry": self._retry,
            "pan_left": self._pan_left,
            "pan_right": self._pan_right,
            "pan_up": self._pan_up,
            "pan_down": self._pan_down,
            "back": self.back,
        }
        bind(self, WALKING, self._acts)
        self.bar.act_requested.connect(self._on_act_requested)
        self.stage.problem_action_triggered.connect(self._on_act_requested)
        self.stage.step_requested.connect(self._on_stage_step_requested)
        self.strip.chosen.connect(self.show_index)
        self.strip.mark_toggled.connect(self._on_strip_mark_toggled)
        self.panel.chat_requested.connect(self._open_chat)
        self.panel.folder_requested.connect(self._show_in_folder)
        self.panel.copy_requested.connect(self._copy_prompt)
        self.stage.canvas.customContextMenuRequested.connect(self._on_canvas_menu_requested)
        self.loader.changed.connect(self._on_loader_changed)
        self.loader.turned.connect(self._on_loader_changed)
        self.favourites.changed.connect(self._show_favourite)
        self.favourites.failed.connect(self._on_favourites_failed)
        self.movie.frame_changed.connect(self.stage.canvas.show_frame)
        self.movie.playing_changed.connect(self._show_playing)

    # What is looked at

    @property
    def item(self) -> ImageItem | None:
        """The image that is looked at."""
        return self._items[self._index] if self._index < len(self._items) else None

    @property
    def items(self) -> ImageItems:
        """The images that are walked through."""
        return self._items

    @property
    def index(self) -> int:
        """Its place, counted from 0."""
        return self._index

    def open(self, items: ImageItems, index: int) -> None:
        """Looks at an image of a sequence.

        Args:
            items: read lazily; must stay as it is while it is shown.
        """
        self._shown = None
        self.show_other(items, index)
        self.stage.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def marked(self) -> tuple[int, ...]:
        """Places of the images that are marked for comparing."""
        return self._marked

    def show_other(self, items: ImageItems, index: int, marked: tuple[int, ...] = ()) -> None:
        """Walks through other images from now on; without any the viewer is left."""
        if not len(items):
            self.left.emit()
            return
        self._items, self._marked = items, marked
        self.strip.setVisible(len(items) > 1 and not self._is_full_screen)
        self.strip.show_items(items, index)
        self.show_index(index)

    def clear(self) -> None:
        """Looks at nothing; no pixels are kept."""
        self._items, self._index, self._marked, self._shown = (), 0, (), None
        self.record.look_at("")
        self.loader.close()
        self.movie.close()
        self.strip.clear()
        self.stage.show_problem(None, None)
        self.stage.show_cut_off(False)
        self.stage.canvas.show_pyramid(None, is_new=True)

    def show_index(self, index: int) -> None:
        """Looks at another image of the sequence."""
        if not 0 <= index < len(self._items):
            return
        self._index = index
        self.movie.close()
        self.strip.set_current(index)
        self.stage.show_neighbours(previous=index > 0, following=index + 1 < len(self._items))
        item = self._items[index]
        self.bar.show_image(item.name, index, len(self._items))
        self.stage.canvas.tell(spoken(item, index, len(self._items)))
        self.favourites.look_at((item.blob.sha256,))
        self.record.look_at(item.blob.sha256)
        self._show_favourite()
        self._show_marks()
        self._decode()
        self._show_pixels()
        self.title_changed.emit()

    def next(self) -> None:
        """Looks at the next image."""
        self.show_index(self._index + 1)

    def previous(self) -> None:
        """Looks at the previous image."""
        self.show_index(self._index - 1)

    def zoom_by_window(self, direction: int) -> None:
        """The window's zoom keys: 1 larger, -1 smaller, 0 fit."""
        if direction:
            self.stage.canvas.step_zoom(direction)
        else:
            self.stage.canvas.fit()

    def offer_editing(self) -> None:
        """Somebody takes `edit_requested`: the button and the key are there."""
        self.bar.edit.show()

    def set_full_screen(self, on: bool) -> None:
        """Shows the picture alone, or everything again."""
        self._is_full_screen = on
        self.bar.setVisible(not on)
        self.bar.show_full_screen(on)
        self.stage.set_bare(on)
        self.strip.setVisible(not on and len(self._items) > 1)
        self.panel.setVisible(not on and self._shows_info)
        self.stage.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """Leaves the note, else full screen, else the viewer."""
        if self.record.leave_note():
            return
        if self._is_full_screen:
            self.full_screen_requested.emit()
        else:
            self.left.emit()

    def _decode(self) -> None:
        blob = self._items[self._index].blob
        nearby = [
            self._items[at].blob
            for distance in range(1, _AHEAD + 1)
            for at in (self._index + distance, self._index - distance)
            if 0 <= at < len(self._items)
        ]
        place = self.stage.canvas.placement
        box = QSize(max(int(place.canvas_w), 64), max(int(place.canvas_h), 64))
        self.loader.look_at([blob], nearby, box=box)

    def _show_pixels(self) -> None:
        item = self.item
        if item is None:
            return
        pyramid = self.loader.pyramid(item.blob)
        trouble = self.loader.trouble(item.blob) if pyramid is None else None
        self.stage.show_problem(item if trouble is not None else None, trouble)
        is_cut_off = pyramid is not None and pyramid.is_cut_off
        self.stage.show_cut_off(is_cut_off)
        self.bar.show_readable(trouble is None and not is_cut_off)
        # While it is decoded the surround is empty: the picture before it would be a lie.
        self.stage.canvas.show_pyramid(pyramid, is_new=self._shown != item.blob)
        self._shown = item.blob if pyramid is not None else None
        self._play(item.blob, pyramid)
        self.panel.show_image(item, pyramid, self._services.clock.now())

    def _play(self, blob: BlobRef, pyramid: Pyramid | None) -> None:
        """A moving picture moves, unless that is not wanted or its frames are very large."""
        moves = pyramid is not None and pyramid.frames > 1
        small = pyramid is not None and pyramid.width_px * pyramid.height_px <= MOST_PIXELS
        if moves and small and not self.movie.is_open:
            still = self._theme.current.reduced_motion
            self.movie.open(self._services.images.path(blob), plays=not still)
        self._show_playing()

    def _show_playing(self) -> None:
        self.bar.show_playing(self.movie.is_playing if self.movie.is_open else None)

    def _show_marks(self) -> None:
        current, total = self._index in self._marked, len(self._items)
        self.strip.set_marked(frozenset(self._marked))
        self.bar.show_marks(len(self._marked), current=current, total=total)

    # Acts

    def _first(self) -> None:
        self.show_index(0)

    def _last(self) -> None:
        self.show_index(len(self._items) - 1)

    def _turn(self) -> None:
        self._turn_by(1)

    def _turn_back(self) -> None:
        self._turn_by(3)

    def _turn_by(self, quarters: int) -> None:
        item = self.item
        if item is not None:
            self.stage.canvas.turn(quarters)
            self.loader.turn(item.blob, self.stage.canvas.turns)

    def _toggle_info(self) -> None:
        self._shows_info = not self._shows_info
        self.bar.info.setChecked(self._shows_info)
        self.panel.setVisible(self._shows_info and not self._is_full_screen)

    def _toggle_play(self) -> None:
        self.movie.set_playing(not self.movie.is_playing)

    def _toggle_mark(self) -> None:
        if len(self._items) > 1:
            self._on_strip_mark_toggled(self._index)

    def _compare(self) -> None:
        """This image with the marked ones; without marks with the one beside it.

        An image that is alone is compared with what a person chooses.
        """
        if len(self._items) == 1:
            self._compare_other()
            return
        chosen = [each for each in self._marked if each != self._index]
        if not chosen and len(self._items) > 1:
            chosen = [self._index + 1 if self._index + 1 < len(self._items) else self._index - 1]
        if self._index not in self._marked or len(chosen) < MOST_COMPARED:
            chosen.insert(0, self._index)
        if _LEAST_COMPARED <= len(chosen) <= MOST_COMPARED:
            self.compare_requested.emit(tuple(self._items[each] for each in chosen))

    def _compare_other(self) -> None:
        if self.item is not None:
            nearby = range(max(0, self._index - _AROUND), self._index + _AROUND + 1)
            around = tuple(self._items[at] for at in nearby if at < len(self._items))
            self.choice_requested.emit(self.item, around)

    def _edit(self) -> None:
        if self.item is not None and not self.bar.edit.isHidden() and self.bar.edit.isEnabled():
            self.edit_requested.emit(self.item)

    def _favourite(self) -> None:
        if self.item is not None:
            self.favourites.toggle(self.item.blob.sha256)
            self._show_favourite()

    def _show_favourite(self) -> None:
        if self.item is not None:
            sha, known = self.item.blob.sha256, self.favourites
            self.bar.show_favourite(known.is_favourite(sha), known=known.is_known(sha))
            self.bar.show_rating(known.rating(sha), known=known.is_known(sha))

    def _on_favourites_failed(self, failure: Failure) -> None:
        title = failure_text(failure).title
        self._toasts.show_toast(title, icon="circle-alert", token="danger")

    def _copy(self) -> None:
        """The image, or text that is selected in the panel."""
        focus = self.focusWidget()
        if isinstance(focus, Label) and focus.hasFocus() and focus.hasSelectedText():
            QGuiApplication.clipboard().setText(focus.selectedText())
        elif self.item is not None:
            self._outlet.copy(self.item.blob, self.item.name, self.item.facts)

    def _copy_prompt(self) -> None:
        if self.item is not None and self.item.prompt:
            QGuiApplication.clipboard().setText(self.item.prompt)
            self._toasts.show_toast(self.tr("Prompt copied"))

    def _reuse(self) -> None:
        if self.item is not None and self.item.prompt:
            self.reuse_requested.emit(self.item)

    def _save(self) -> None:
        if self.item is not None:
            self._outlet.save_as(self.item.blob, self.item.name, self.item.facts)

    def _export(self) -> None:
        chosen = self._marked or ((self._index,) if self.item is not None else ())
        if chosen:
            pictures = tuple(picture_to_export(self._items[each]) for each in chosen)
            self.export_requested.emit(pictures)

    def _open_chat(self) -> None:
        item = self.item
        if item is not None and item.message_id is not None:
            self.message_requested.emit(item.conversation_id or "", item.message_id)

    def _show_in_folder(self) -> None:
        if self.item is not None:
            self._outlet.show_in_folder(self.item.blob)

    def _retry(self) -> None:
        if self.item is not None:
            self.loader.retry(self.item.blob)

    def _pan_left(self) -> None:
        self.stage.canvas.pan_by(_PAN_PX, 0)

    def _pan_right(self) -> None:
        self.stage.canvas.pan_by(-_PAN_PX, 0)

    def _pan_up(self) -> None:
        self.stage.canvas.pan_by(0, _PAN_PX)

    def _pan_down(self) -> None:
        self.stage.canvas.pan_by(0, -_PAN_PX)

    # Slots

    def _on_act_requested(self, act: str) -> None:
        self._acts[act]()

    def _on_stage_step_requested(self, by: int) -> None:
        self.show_index(self._index + by)

    def _on_strip_mark_toggled(self, index: int) -> None:
        if index in self._marked:
            self._marked = tuple(each for each in self._marked if each != index)
        else:
            self._marked = (*self._marked, index)
        self._show_marks()

    def _on_canvas_menu_requested(self, at: QPoint) -> None:
        if self.item is not None:
            from studio.ui.viewer.menu import open_menu

            open_menu(
                self,
                self._theme,
                self.stage.canvas.mapToGlobal(at),
                self.item,
                self._acts,
                can_compare=len(self._items) > 1,
                can_edit=not self.bar.edit.isHidden(),
                can_delete=self.favourites.is_known(self.item.blob.sha256),
                is_readable=self.bar.edit.isEnabled(),
            )

    def _on_loader_changed(self, sha256: str) -> None:
        if self.item is not None and self.item.blob.sha256 == sha256:
            self._show_pixels()

    # Qt

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: something covers the viewer (comparing): it keeps no whole picture."""
        super().hideEvent(event)
        self.movie.set_playing(False)
        if self.item is not None:
            self.loader.look_at((), box=QSize(1, 1))
            self.stage.canvas.show_pyramid(self.loader.pyramid(self.item.blob), is_new=False)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: back again."""
        super().showEvent(event)
        if self.item is not None:
            self._decode()
