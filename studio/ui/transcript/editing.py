"""A widget in the place of a message's text: the view keeps a slot for it and moves it along.

The view knows nothing of what is edited; it asks the widget how high it wants to be.
"""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRectF, SignalInstance
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from studio.ui.transcript.accessible import tell_reordered
from studio.ui.transcript.element import PaintContext
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.kit import Kit
from studio.ui.transcript.parts.base import PaintedPart
from studio.ui.transcript.pieces import ElementSection
from studio.ui.transcript.sections import Source

if TYPE_CHECKING:
    from studio.ui.transcript.view import TranscriptView

SLOT_KEY = "editor"
_ROOM_PX = 12


class EditSlot(PaintedPart):
    """The empty place that an editor lies over."""

    space_before_px = 8.0

    def __init__(self, kit: Kit, height_px: float) -> None:
        super().__init__(kit)
        self._wanted_px = height_px

    def paint(self, painter: QPainter, context: PaintContext) -> None:
        """Nothing: the widget paints."""

    def _lay_out(self, width: float) -> float:
        return self._wanted_px


def make_slot(source: Source, key: str, value: object) -> ElementSection:
    """The place of the editor."""
    element = EditSlot(source.kit, source.state.editor_px)
    return ElementSection(key, value, source.kit, element, source.width)


class EditorWidget(Protocol):
    """A widget that edits a message.

    Signals:
        height_changed: ask `wanted_height` again.
        typed: the person goes on; it should be in sight.
    """

    height_changed: SignalInstance
    typed: SignalInstance

    def wanted_height(self, width_px: int) -> int:
        """How high it wants to be at a width, in px."""
        ...

    def as_widget(self) -> QWidget:
        """The widget itself; it is deleted when the editing ends."""
        ...


class Editing(QObject):
    """One message that is being edited, with its editor as a child of the viewport."""

    def __init__(self, view: "TranscriptView", item: MessageItem, editor: EditorWidget) -> None:
        super().__init__(view)
        self._view = view
        self._id = item.id
        self._editor = editor
        self._placing = False
        self.widget = editor.as_widget()
        self.widget.setParent(view.viewport())
        editor.height_changed.connect(self._on_editor_height_changed)
        editor.typed.connect(self._reveal)
        if not item.is_open:
            item.open(view.flow.width)

    def begin(self) -> None:
        """Shows it, in view."""
        self._size()
        self.widget.show()
        tell_reordered(self._view)
        self._view.keep_place()
        self._reveal()

    def end(self) -> None:
        """The message shows its text again."""
        item = self._view.item_of(self._id)
        self.widget.hide()
        self.widget.setParent(None)
        self.widget.deleteLater()
        if item is not None:
            self._set_slot(item, 0.0)
            self._view.keep_place()
        tell_reordered(self._view)
        self.deleteLater()

    def place(self) -> None:
        """The content moved, or has another width: the widget goes along."""
        self._view.canvas.forget()  # pixels below a widget are painted, never moved
        if self._placing:
            return
        self._placing = True
        if self._view.item_of(self._id) is not None and self._size():
            self._view.flow.lay_out(follow=False)
        self._placing = False
        rect = self._slot_rect()
        left, width = round(self._view.canvas.left), round(self._view.flow.width)
        if rect.isNull():
            # Out of sight, but alive: what is typed goes there and brings it back.
            rect = QRectF(left, -2.0 * self.widget.height(), width, self.widget.height())
        self.widget.setGeometry(rect.toRect())

    def _size(self) -> bool:
        """Makes the slot as high as the widget wants to be; True if that is new."""
        item = self._view.item_of(self._id)
        wanted = float(self._editor.wanted_height(round(self._view.flow.width)))
        if item is None or item.state.editor_px == wanted:
            return False
        self._set_slot(item, wanted)
        return True

    def _set_slot(self, item: MessageItem, height_px: float) -> None:
        item.set_editor(height_px, self._view.flow.width)
        self._view.flow.item_changed(item)

    def _slot_rect(self) -> QRectF:
        for visible in self._view.flow.visible:
            place = visible.place
            if place.item.id == self._id and place.item.section(place.spot).key == SLOT_KEY:
                return self._view.canvas.rect_of(visible, 0)
        return QRectF()

    def _reveal(self) -> None:
        """Brings the widget into view, its foot first: there are the buttons."""
        view, rect = self._view, self._slot_rect()
        room = view.flow.view_height
        item = view.item_of(self._id)
        if item is None or item.sections is None:
            return
        if rect.isNull():
            number = next((n for n, s in enumerate(item.sections) if s.key == SLOT_KEY), None)
            if number is not None:
                space = max(0.0, room - item.state.editor_px)
                view.flow.to_item(item, (number, 0), -space / 2)
        elif rect.bottom() > room - _ROOM_PX:
            view.flow.scroll_by(min(rect.bottom() - room + _ROOM_PX, rect.top() - _ROOM_PX))
        elif rect.top() < 0 and rect.height() < room:
            view.flow.scroll_by(rect.top() - _ROOM_PX)
        else:
            return
        view.user_moved()

    def _on_editor_height_changed(self) -> None:
        if self._size():
            self._view.keep_place()
            self._reveal()


def begin_editing(view: "TranscriptView", message_id: str, editor: EditorWidget) -> bool:
    """Puts an editor in the place of a message's text; False when it is not shown."""
    end_editing(view)
    item = view.item_of(message_id)
    if item is not None:
        view.editing = Editing(view, item, editor)
        view.editing.begin()
    return item is not None


def end_editing(view: "TranscriptView") -> None:
    """Takes the editor away; the message shows its text."""
    editing, view.editing = view.editing, None
    if editing is not None:
        editing.end()
