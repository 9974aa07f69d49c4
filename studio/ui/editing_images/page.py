"""The page of an edit: tools, image, prompt, and what came of it beside the original."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.core.errors import Failure, StudioError
from studio.core.making import ImageOrder
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.services.app import AppServices
from studio.services.image_editing import ImageEditing
from studio.ui.editing_images.canvas import EditCanvas
from studio.ui.editing_images.crop_bar import CropBar
from studio.ui.editing_images.cropping import Cropping
from studio.ui.editing_images.edit_bar import EditBar
from studio.ui.editing_images.family import FamilyKeeper
from studio.ui.editing_images.family_strip import FamilyStrip
from studio.ui.editing_images.keys import key_act
from studio.ui.editing_images.result_view import ResultView
from studio.ui.editing_images.session import EditSession
from studio.ui.editing_images.texts import cover_text, trouble_text
from studio.ui.editing_images.tool_strip import ToolStrip
from studio.ui.editing_images.tools import Tool
from studio.ui.failure_texts import failure_text
from studio.ui.images.items import ImageItem
from studio.ui.images.loader import ImageLoader
from studio.ui.images.pictures import PictureLoader
from studio.ui.images.pyramid import Trouble
from studio.ui.making.box import MakingBox
from studio.ui.theme import ThemeStore
from studio.ui.theme.dark_store import DarkThemeStore
from studio.ui.viewer.canvas import PictureCanvas
from studio.ui.viewer.placement import MOST_SCALE
from studio.ui.viewer.zoom_bar import ZoomBar
from studio.ui.widgets import Label

_BOX_PX, _GAP_PX, _MARGIN_PX = 760, 16, 24
_BRUSH_SHARE = 0.08  # of the longer side, at first
_FEATHER_PX = 8.0


class EditPage(QWidget):
    """Edits one image at a time; always dark.

    Signals:
        left: back to where one was; mask and prompt are kept.
        model_picker_requested: the widget to open the picker at.
        notice: something to tell, in words.
        title_changed: another image is edited.
    """

    left = Signal()
    model_picker_requested = Signal(object)
    notice = Signal(str)
    title_changed = Signal()

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._making = services.making.get()
        self._editing = ImageEditing(making=self._making, images=services.images)
        self._theme = DarkThemeStore(theme, self)
        self._session = EditSession()
        self._original: Attachment | None = None
        self._other: BlobRef | None = None
        self._other_words = ""
        self._was_new = True
        self._build()
        self._connect()
        self._begin_with_a_model()

    def _build(self) -> None:
        theme, services = self._theme, self._services
        self.setObjectName("edit_page")
        self.setAccessibleName(self.tr("Edit image"))
        self.loader = PictureLoader(services.images, self)
        self.bar = EditBar(theme)
        self.tools = ToolStrip(theme)
        self.canvas = EditCanvas(theme)
        self.result = ResultView(theme)
        self.result.hide()
        self.bar.feather.set_value(_FEATHER_PX)
        self._trouble = Label(theme, token="danger", wrap=True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._trouble.hide()
        self.zoom = ZoomBar(theme)
        self.box = MakingBox(
            theme=theme, making=self._making, images=services.images, scope=services.scope,
            edits=True,
        )  # fmt: skip
        self.box.setObjectName("edit_box")
        self.crop = CropBar(theme)
        self.crop.hide()
        self.cropping = Cropping(
            edited=self, canvas=self.canvas, bar=self.crop, editing=self._editing,
            session=self._session, scope=services.scope, parent=self,
        )  # fmt: skip
        thumbs = ImageLoader(services.images, parent=self)
        self.family = FamilyStrip(theme, thumbs)
        self.keeper = FamilyKeeper(
            making=self._making, gallery=services.gallery, scope=services.scope, parent=self
        )
        self._lay_out()

    def _lay_out(self) -> None:
        s = self._theme.current.scaled
        pictures = QHBoxLayout()
        pictures.setSpacing(0)
        pictures.addWidget(self.canvas, 1)
        pictures.addWidget(self.result, 1)
        QVBoxLayout(self.canvas).addWidget(self._trouble)  # in place of the image
        zoom = QHBoxLayout()
        zoom.setContentsMargins(s(_GAP_PX), s(8), s(_GAP_PX), s(8))
        zoom.addStretch(1)
        zoom.addWidget(self.zoom)
        self._below = QHBoxLayout()
        self._below.setContentsMargins(s(_GAP_PX), 0, s(_GAP_PX), s(_GAP_PX))
        self._below.addStretch(1)
        self._below.addWidget(self.box)
        self._below.addWidget(self.crop)
        self._below.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(pictures, 1)
        middle.addLayout(zoom)
        middle.addLayout(self._below)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.tools)
        body.addLayout(middle, 1)
        body.addWidget(self.family)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addLayout(body, 1)

    def _connect(self) -> None:
        self.bar.back_requested.connect(self.left)
        self.bar.brush_changed.connect(self._on_bar_brush_changed)
        self.bar.mask_shown.connect(self.canvas.set_shows_mask)
        self.tools.tool_chosen.connect(self.set_tool)
        self.tools.act_requested.connect(self.canvas.change_mask)
        self.canvas.mask_changed.connect(self._show_mask_state)
        self.canvas.zoom_changed.connect(self._on_canvas_zoom_changed)
        self.result.canvas.zoom_changed.connect(self._on_result_zoom_changed)
        self.result.keep_requested.connect(self.keep_editing)
        self.result.hide_requested.connect(self._hide_result)
        self.zoom.zoom_in_requested.connect(self._zoom_in)
        self.zoom.zoom_out_requested.connect(self._zoom_out)
        self.zoom.fit_requested.connect(self.canvas.fit)
        self.zoom.actual_requested.connect(self._actual)
        self.box.make_requested.connect(self._on_box_make_requested)
        self.box.escape_pressed.connect(self.left)
        self.box.model_picker_requested.connect(self.model_picker_requested)
        self.box.notice.connect(self.notice)
        self.box.attach_failed.connect(self._on_box_attach_failed)
        self.cropping.made.connect(self._open)
        self.cropping.failed.connect(self.notice)
        self.family.chosen.connect(self.show_member)
        self.keeper.changed.connect(self._show_family)
        self.keeper.arrived.connect(self._on_keeper_arrived)
        self.loader.changed.connect(self._on_loader_changed)

    # What is edited

    @property
    def title(self) -> str:
        """Of the window while an image is edited."""
        name = self._original.name if self._original is not None else ""
        return self.tr("Edit {name}").format(name=name)

    def open(self, item: ImageItem) -> None:
        """Edits an image; its mask and prompt of this session come back."""
        self._open(Attachment(item.blob, item.name))
        if item.model_id and self._services.catalogue.get("", item.model_id).draws_images:
            default = self._services.connections.default()
            if default is not None and self._services.catalogue.is_listed(
                default.id, item.model_id
            ):
                self.box.set_model(default.id, item.model_id)

    def _open(self, original: Attachment) -> None:
        self.put_away()
        self._original, self._other = original, None
        self._was_new = True
        edit = self._session.of(original.blob.sha256)
        self.box.edit.replace_text(edit.prompt)
        self.bar.show_image(original.name)
        self.result.hide()
        self._show_margins()
        self._trouble.hide()
        self.crop.reset()
        self.set_tool(Tool.BRUSH)
        self.canvas.set_mask(None)
        self.keeper.look_at(original.blob, edit.batches)
        self._decode()
        self._show_pixels()
        self.box.focus_box()
        self.title_changed.emit()

    def original(self) -> Attachment | None:
        """The image that is edited."""
        return self._original

    def put_away(self) -> None:
        """Remembers what was typed; pixels are forgotten."""
        if self._original is not None:
            edit = self._session.of(self._original.blob.sha256)
            edit.prompt = self.box.edit.toPlainText()
        self._original = None
        self.loader.close()

    def use_model(self, connection_id: str, model_id: str) -> None:
        """The model that edits from now on."""
        self.box.set_model(connection_id, model_id)
        self.box.focus_box()

    def set_tool(self, tool: Tool) -> None:
        """Takes another tool."""
        self.tools.show_tool(tool)
        self.canvas.set_tool(tool)
        self.bar.show_brush(tool is not Tool.CROP)
        self.crop.setVisible(tool is Tool.CROP)
        self.box.setVisible(tool is not Tool.CROP)
        self.cropping.show_state()

    def show_member(self, key: str) -> None:
        """Shows one of the family beside the original, or the original alone."""
        member = self.keeper.member(key)
        if member is None or member.blob is None:
            return
        if self._original is not None and member.blob == self._original.blob:
            self._hide_result()
            return
        is_new = self._other != member.blob
        self._other, self._other_words = member.blob, member.words
        self._decode()
        self.result.show()
        self._show_margins()
        self._show_result(is_new=is_new)
        self._show_family()

    def keep_editing(self) -> None:
        """Goes on with the result that is shown: it is the original from now on."""
        if self._other is not None and self._original is not None:
            self._open(Attachment(self._other, self._original.name))

    # Inside

    def _begin_with_a_model(self) -> None:
        connection = self._services.connections.default()
        model_id = self._making.model_for_drawing(connection.id) if connection else None
        if connection is not None and model_id is not None:
            self.box.set_model(connection.id, model_id)

    def _decode(self) -> None:
        if self._original is None:
            return
        dpr = self.devicePixelRatioF()
        box = QSize(round(self.width() * dpr), round(self.height() * dpr))
        blobs = [self._original.blob] + ([self._other] if self._other is not None else [])
        self.loader.look_at(blobs, box=box.expandedTo(QSize(1, 1)))

    def _show_pixels(self) -> None:
        if self._original is None:
            return
        blob = self._original.blob
        pyramid, trouble = self.loader.pyramid(blob), self.loader.trouble(blob)
        if pyramid is not None and pyramid.is_cut_off:  # nothing can be made of its file
            pyramid, trouble = None, Trouble.DAMAGED
        self.canvas.show_pyramid(pyramid, is_new=self._was_new)
        if pyramid is not None:
            self._was_new = False
            if self.canvas.marks is None:
                self.canvas.set_mask(self._session.mask_of(blob.sha256, pyramid.size))
                longest = max(pyramid.width_px, pyramid.height_px)
                self.bar.brush.set_value(max(4.0, round(longest * _BRUSH_SHARE)))
                self._on_bar_brush_changed()
        elif trouble is not None:
            self._trouble.set_text(trouble_text(trouble))
            self._trouble.show()
        self._show_mask_state()

    def _show_result(self, *, is_new: bool) -> None:
        if self._other is not None:
            pyramid = self.loader.pyramid(self._other)
            self.result.show_image(pyramid, self._other_words, is_new=is_new)

    def _show_margins(self) -> None:
        """Fitted pictures that are beside each other lie at one height."""
        margin = self._theme.current.scaled(_MARGIN_PX)
        foot = 0 if self.result.isHidden() else self.result.foot_px
        self.canvas.set_margins(margin, margin, margin + foot)
        self.result.canvas.set_margins(margin, margin, margin)

    def _hide_result(self) -> None:
        self._other = None
        self.result.hide()
        self._show_margins()
        self._decode()
        self._show_family()

    def _show_family(self) -> None:
        shown = self._other or (self._original.blob if self._original else None)
        self.family.show_members(self.keeper.members(), shown.sha256 if shown else "")

    def _show_mask_state(self) -> None:
        mask = self.canvas.marks
        self.tools.show_acts(
            undo=mask is not None and mask.can_undo,
            redo=mask is not None and mask.can_redo,
            marked=mask is not None and not mask.is_empty,
            usable=mask is not None,
        )
        self.box.set_note(cover_text(mask.coverage()) if mask is not None else "")

    async def _apply(self, order: ImageOrder, original: Attachment) -> None:
        mask = self._session.of(original.blob.sha256).mask
        marked = mask is not None and not mask.is_empty
        data = mask.data() if mask is not None and marked else None
        size = (mask.size.width(), mask.size.height()) if mask is not None else (0, 0)
        try:
            batch = await self._editing.apply(order, original, data, size)
        except StudioError as exc:
            self.notice.emit(failure_text(exc.as_failure()).title)
            return
        edit = self._session.of(original.blob.sha256)
        edit.batches.append(batch)
        if self._original is not None and self._original.blob == original.blob:
            self.keeper.add_batch(batch)

    # Slots

    def _on_bar_brush_changed(self) -> None:
        self.canvas.set_brush(self.bar.brush.value, self.bar.feather.value)

    def _on_canvas_zoom_changed(self) -> None:
        place = self.canvas.placement
        bigger, smaller = place.scale < MOST_SCALE, place.scale > place.least_scale
        self.zoom.show_scale(place.scale, can_zoom_in=bigger, can_zoom_out=smaller)
        self._link(self.canvas, self.result.canvas)

    def _on_result_zoom_changed(self) -> None:
        self._link(self.result.canvas, self.canvas)

    def _link(self, moved: PictureCanvas, other: PictureCanvas) -> None:
        ours, theirs = moved.placement, other.placement
        same = (ours.picture_w, ours.picture_h) == (theirs.picture_w, theirs.picture_h)
        if same and self.result.isVisible() and not ours.is_fit:
            other.place(ours.resized(theirs.canvas_w, theirs.canvas_h, theirs.dpr))

    def _zoom_in(self) -> None:
        self.canvas.step_zoom(1)

    def _zoom_out(self) -> None:
        self.canvas.step_zoom(-1)

    def _actual(self) -> None:
        self.canvas.zoom_to(1.0)

    def _on_box_make_requested(self, order: ImageOrder) -> None:
        if self._original is not None:
            self._services.scope.start(self._apply(order, self._original), name="apply edit")

    def _on_box_attach_failed(self, name: str, failure: Failure) -> None:
        self.notice.emit(f"{name}: {failure_text(failure).title}")

    def _on_keeper_arrived(self, key: str) -> None:
        if not self.canvas.is_painting:  # the picture would move under the brush
            self.show_member(key)

    def _on_loader_changed(self, sha256: str) -> None:
        if self._original is not None and self._original.blob.sha256 == sha256:
            self._show_pixels()
        if self._other is not None and self._other.sha256 == sha256:
            self._show_result(is_new=self.result.canvas.pyramid is None)

    # Keys

    def _act(self, act: str) -> None:
        tools = {tool.value: tool for tool in Tool}
        if act in tools:
            self.set_tool(tools[act])
        elif act in ("undo", "redo", "invert", "clear"):
            self.canvas.change_mask(act)
        elif act in ("smaller", "larger"):
            self.bar.brush.step(1 if act == "larger" else -1)
        elif act in ("softer", "harder"):
            self.bar.feather.step(1 if act == "softer" else -1)
        elif act in ("older", "newer"):
            self.family.step(1 if act == "newer" else -1)
        else:
            acts = {
                "mask": self.bar.shown.toggle, "fit": self.canvas.fit, "actual": self._actual,
                "zoom_in": self._zoom_in, "zoom_out": self._zoom_out, "keep": self.keep_editing,
                "leave": self.left.emit,
            }  # fmt: skip
            acts[act]()

    def event(self, event: QEvent) -> bool:
        """Qt: keys of the page come before those of the window."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and key_act(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: what no field inside wanted."""
        act = key_act(event)
        if act:
            self._act(act)
            event.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the surround of pictures."""
        QPainter(self).fillRect(self.rect(), self._theme.current.color("viewer"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the box keeps its width where there is room."""
        super().resizeEvent(event)
        s = self._theme.current.scaled
        room = self.width() - s(56 + 96 + 2 * _GAP_PX)
        for each in (self.box, self.crop):
            each.setFixedWidth(max(s(320), min(s(_BOX_PX), room)))
