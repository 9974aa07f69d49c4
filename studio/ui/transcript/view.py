"""`TranscriptView`: the messages of one path, painted and virtualised."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessibleInterface,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from studio.core.reply import PartChange
from studio.ui.images.loader import ImageLoader
from studio.ui.theme import ThemeStore
from studio.ui.transcript.accessible import (
    install_accessibility,
    tell_focus,
    tell_reordered,
)
from studio.ui.transcript.actions import Actions
from studio.ui.transcript.ahead import Ahead
from studio.ui.transcript.anchors import read_anchor, write_anchor
from studio.ui.transcript.announcing import announce
from studio.ui.transcript.canvas import Canvas, Marks
from studio.ui.transcript.element import LayoutContext
from studio.ui.transcript.flow import Flow
from studio.ui.transcript.item import MessageItem
from studio.ui.transcript.jump_pill import JumpPill
from studio.ui.transcript.keyboard import Keyboard
from studio.ui.transcript.kit import COLUMN_PX, Kit, MakeElements
from studio.ui.transcript.late_elements import late_news, make_elements_late
from studio.ui.transcript.look import LEFT_TO_RIGHT
from studio.ui.transcript.pace import Pace
from studio.ui.transcript.path_items import PathItems
from studio.ui.transcript.pointer import Pointer
from studio.ui.transcript.reading_place import ReadingPlace
from studio.ui.transcript.repainting import parts_of, repaint
from studio.ui.transcript.rows import ImageFiles, ImageSource, MessageRow
from studio.ui.transcript.selection import Selection
from studio.ui.transcript.smooth import SmoothScroll
from studio.ui.transcript.ticker import Ticker
from studio.ui.transcript.zoom import within_zoom

if TYPE_CHECKING:
    from studio.ui.transcript.editing import Editing

_ANCHOR_QUIET_MS = 300


class TranscriptView(QAbstractScrollArea):
    """Shows messages; asks for everything else.

    Signals:
        action_requested(str, str, str): action, message id, target. Actions: `copy_message`,
            `edit`, `edit_question`, `regenerate`, `retry`, `retry_other_model`,
            `previous_version`, `next_version`, `delete`, `show_request`, `open_connection`,
            `open_link` (address), `open_image`, `copy_image`, `save_image` (sha256),
            `load_remote_image` (address), `show_in_folder`, `use_as_input`, `copy_prompt` (sha256),
            `quote`, `translate`, `search_web` (text), `copy_as_markdown`, `copy_as_plain`,
            `copy_as_rich`, `save_code`.
        following_changed(bool): the view began or ceased to stay at the end.
        anchor_changed(str): the reader moved; the value for `restore_anchor`, after a pause.
        zoom_changed(int): a person changed the text zoom, in percent.
        framed(float): streamed text was laid out; how long that took, in ms.
        content_changed: another path is shown, or another value of a message.
        moved: a person scrolled.
    """

    action_requested = Signal(str, str, str)
    following_changed = Signal(bool)
    anchor_changed = Signal(str)
    zoom_changed = Signal(int)
    framed = Signal(float)
    content_changed = Signal()
    moved = Signal()

    def __init__(
        self,
        *,
        theme: ThemeStore,
        images: ImageSource,
        make_elements: MakeElements | None = None,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        install_accessibility()
        self._compact = compact
        self.accessible: QAccessibleInterface | None = None
        self.theme = theme
        self.loader = ImageLoader(images, parent=self)
        self.zoom_percent = 100
        self.flow = Flow()
        self.canvas = Canvas(self.flow)
        self._place = ReadingPlace(self.flow, self.canvas)
        self.selection = Selection()
        self.marks = Marks(self.selection)
        self.speaker = ""  # who answers, where views of several stand side by side
        self._make_elements = make_elements or make_elements_late
        self._streaming: dict[str, MessageItem] = {}  # with text that is not laid out yet
        self._kit = self._make_kit()
        self._moving_bar = False
        self.editing: Editing | None = None
        self._build()
        self._connect()
        self._show_theme()

    def _build(self) -> None:
        self.setObjectName("transcript")
        self.setAccessibleName(self.tr("Transcript"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        # Were what is below the bar to show through, all of it would be painted with the bar.
        below = self.verticalScrollBar().parentWidget()
        assert below is not None
        below.setAutoFillBackground(True)
        self.pointer = Pointer(self)
        self.keyboard = Keyboard(self)
        self.acts = Actions(self)
        self.smooth = SmoothScroll(self)
        self.ticker = Ticker(self)
        self.pill = JumpPill(self.theme, self)
        self.image_files: ImageFiles | None = None  # names files for those who want them
        self._frames = Pace(parent=self)
        self._anchor_timer = QTimer(self)
        self._anchor_timer.setSingleShot(True)
        self._anchor_timer.setInterval(_ANCHOR_QUIET_MS)
        self.ahead = Ahead(self)

    def _connect(self) -> None:
        self.theme.changed.connect(self._on_theme_changed)
        self.loader.loaded.connect(self._on_image_loaded)
        late_news().formulas_ready.connect(self._on_formulas_ready)
        self.pill.clicked.connect(self._on_pill_clicked)
        self.verticalScrollBar().sliderReleased.connect(self.show_position)
        self._frames.due.connect(self._on_frame_due)
        self._anchor_timer.timeout.connect(self._on_anchor_quiet)

    # What to show.

    def set_path(self, messages: Sequence[MessageRow]) -> None:
        """Shows the messages of a path; those shown before keep their layout and place.

        With no message in common the view starts at the end (see `restore_anchor`).
        """
        before = self.flow.items
        items, same = before.renewed(messages, self._kit, self.flow.width)
        self.flow.set_items(items, same)
        if not same and items.ids().isdisjoint(before.ids()):
            self.pill.all_seen(len(items))
            self.smooth.stop()
            self.set_following(True)
        self.selection.drop_missing(items.ids())
        self.keyboard.drop_missing()
        self.marks.hover = None
        tell_reordered(self)
        self.refresh()
        self.content_changed.emit()

    def update_message(self, row: MessageRow) -> None:
        """Takes a newer value of a message that is shown; nothing on the screen jumps."""
        item = self.item_of(row.message.id)
        if item is None:
            return
        ended = item.row.running and not row.running
        self._frames.flush()
        before = item.sections
        item.update(row, self.flow.width)
        self.selection.follow(item, before)
        self.flow.item_changed(item)
        self.refresh()
        self.content_changed.emit()
        if ended:
            announce(self, item)

    def advance(self, message_id: str, changes: tuple[PartChange, ...]) -> None:
        """Adds what was streamed; the screen follows at most every 33 ms."""
        item = self.item_of(message_id)
        if item is None:
            return
        if not item.is_open:
            item.open(self.flow.width)
        item.advance(changes, self.flow.width)
        self._streaming[message_id] = item
        self.flow.item_changed(item)
        self._frames.ask()

    def set_status(self, message_id: str, text: str) -> None:
        """Sets the line below a reply that is being written."""
        item = self.item_of(message_id)
        if item is not None and item.state.status != text:
            item.state.status = text
            self.ticker.status_changed(item)

    # Where the reader is.

    @property
    def is_busy(self) -> bool:
        """Whether streamed text waits for its frame."""
        return bool(self._streaming)

    @property
    def is_following(self) -> bool:
        """Whether the view stays at the end."""
        return self.flow.following

    def scroll_anchor(self) -> str:
        """Where the reader is, as text for `restore_anchor`."""
        return write_anchor(self.flow)

    def restore_anchor(self, text: str) -> None:
        """Goes where the reader was; to the end if that place is gone."""
        found = read_anchor(text, self.flow)
        if found is None:
            self.jump_to_latest(animated=False)
            return
        item, spot, offset = found
        self.set_following(False)
        self.flow.to_item(item, spot, offset)
        self.set_following(self.flow.below_px < 1)
        self.show_position()
        self.ahead.moved()

    def jump_to_latest(self, *, animated: bool = True) -> None:
        """Goes to the end and stays there."""
        if animated and self.smooth.start(self.flow.below_px):
            return
        self.set_following(True)
        self.flow.to_end()
        self.show_position()

    def follow_new_question(self) -> None:
        """A question was sent: it comes into view and the answer is followed."""
        self.smooth.stop()
        self.jump_to_latest(animated=False)

    @property
    def is_busy_painting(self) -> bool:
        """Whether streamed text paints the end of the transcript again and again now."""
        return self._frames.is_flowing

    def set_zoom(self, percent: int) -> None:
        """Sets the text zoom, 85 to 143 % (12 to 20 px of body text)."""
        percent = within_zoom(percent)
        if percent != self.zoom_percent:
            self.zoom_percent = percent
            self._renew_kit()

    # For the controllers.

    def set_following(self, on: bool) -> None:
        """Follows the end, or ceases to."""
        if on != self.flow.following:
            self.flow.following = on
            self.following_changed.emit(on)

    def refresh(self) -> None:
        """Lays out what is visible and paints it; the reader's place stays."""
        self.flow.lay_out()
        self.show_position()

    def keep_place(self) -> None:
        """Something opened or folded by a person's act: the line at the top stays."""
        self.flow.lay_out(follow=False)
        self.user_moved()

    def tell_focus(self, item: MessageItem) -> None:
        """Assistive tools hear which message has the focus."""
        tell_focus(self, item)

    def user_moved(self, by_px: float = 0.0, *, may_follow: bool = True) -> None:
        """A person scrolled: at the end the view follows, elsewhere it does not."""
        self.set_following(may_follow and self.flow.below_px < 1)
        self.moved.emit()
        self._anchor_timer.start()
        self.show_position()
        self.ahead.moved(by_px)

    def item_of(self, message_id: str) -> MessageItem | None:
        """A message that is shown."""
        return self.flow.items.find(message_id)

    def items(self) -> PathItems:
        """All messages, in order."""
        return self.flow.items

    def show_position(self) -> None:
        """Scrollbar, pill and pixels follow the flow."""
        bar = self.verticalScrollBar()
        if not bar.isSliderDown():
            self._moving_bar = True
            bar.setRange(0, round(self.flow.most_y))
            bar.setPageStep(max(1, round(self.flow.view_height)))
            bar.setSingleStep(self._kit.px(32))
            bar.setValue(round(self.flow.scroll_y))
            self._moving_bar = False
        if self.editing is not None:
            self.editing.place()
        self.pill.follow(self.flow, self.canvas.left)
        self.ticker.follow_visible()
        repaint(self.viewport(), self.canvas.change(), self.marks, self.pill)

    def update_rect(self, rect: QRectF) -> None:
        """Paints a part of the viewport again."""
        self.viewport().update(rect.toAlignedRect().adjusted(-4, -4, 4, 4))

    def update_item(self, item: MessageItem) -> None:
        """Paints a message again."""
        rect = self.canvas.rect_of_item(item)
        if not rect.isNull():
            row = QRectF(0, rect.top() - 2, self.viewport().width(), rect.height() + 4)
            self.viewport().update(row.toAlignedRect())

    # Kit: theme, scale, zoom, width.

    def _make_kit(self) -> Kit:
        layout = LayoutContext(self.theme.current, self.zoom_percent / 100, self._compact)
        return Kit(layout, self.loader, self._make_elements)

    def _renew_kit(self) -> None:
        self._place.take()
        self._kit = self._make_kit()
        self.flow.items.set_kit(self._kit, self.flow.width)
        self.flow.refresh_sums()
        self._measure_view()
        self.marks.hover = None
        self.canvas.forget()
        self._place.put_back()
        self.refresh()

    def _show_theme(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), self.theme.current.color("base"))
        self.viewport().setPalette(palette)
        self.viewport().setBackgroundRole(self.backgroundRole())
        self.viewport().setAutoFillBackground(True)

    def _measure_view(self) -> None:
        column = min(self._kit.px(COLUMN_PX), max(120, self.width() - 2 * self._kit.gutter_px))
        self.flow.width = float(column)
        self.flow.view_height = float(max(1, self.viewport().height()))
        self.flow.pad = float(self._kit.px(24))
        self.canvas.left = float((self.width() - column) // 2)

    # Slots.

    def _on_pill_clicked(self) -> None:
        self.jump_to_latest()

    def _on_theme_changed(self) -> None:
        self._show_theme()
        self._renew_kit()

    def _on_image_loaded(self, sha256: str) -> None:
        self.viewport().update()

    def _on_formulas_ready(self) -> None:
        from studio.ui.transcript.formula_arrivals import take_formulas

        if take_formulas(self.flow):
            self.refresh()
        self.viewport().update()

    def _on_frame_due(self) -> None:
        began = time.perf_counter()
        for item in self._streaming.values():
            if self.item_of(item.id) is item and item.sync():
                self.flow.item_changed(item)
        self._streaming.clear()
        self.refresh()
        self.ticker.paint_turned()
        self.framed.emit((time.perf_counter() - began) * 1000)

    def _on_anchor_quiet(self) -> None:
        self.anchor_changed.emit(self.scroll_anchor())

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(LEFT_TO_RIGHT)  # paragraphs have directions of their own
        self.loader.begin_frame()
        theme, dpr = self.theme.current, self.viewport().devicePixelRatioF()
        unlit = False
        for rect in parts_of(event.region()):
            painter.setClipRect(rect)
            unlit = self.canvas.paint(painter, QRectF(rect), theme, self.marks, dpr) or unlit
        painter.end()
        self.ahead.painted(unlit=unlit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place.take()
        self._measure_view()
        self.canvas.forget()
        self._place.put_back()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._measure_view()
        self.refresh()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._moving_bar:
            return
        self.smooth.stop()
        bar = self.verticalScrollBar()
        if bar.isSliderDown():
            self.flow.scroll_to(self.flow.most_y * bar.value() / max(1, bar.maximum()))
        elif abs(dy) <= 2 * self.flow.view_height:
            self.flow.scroll_by(-dy)
        else:
            self.flow.scroll_to(bar.value())
        self.user_moved(-dy)
        self.pointer.content_moved()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.pointer.wheel(event):
            event.accept()
            return
        pixels = event.pixelDelta().y()
        if pixels:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - pixels)
            event.accept()
        else:
            super().wheelEvent(event)
        if event.angleDelta().y() < 0 and self.flow.below_px < 1:
            self.user_moved()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.keyboard.walk_hits(forward) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keyboard.focus_in(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keyboard.focus_out(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event.position(), event.buttons())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.context_menu(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointer.leave()
        elif event.type() == QEvent.Type.ToolTip:
            return self.pointer.tooltip(event)
        return super().viewportEvent(event)
