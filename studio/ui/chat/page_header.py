"""The header of the chat page: title (renamed in place), facts, and the button of the list."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Badge,
    FocusRinged,
    IconButton,
    Label,
    Surface,
    set_names,
)
from studio.ui.widgets.themed import plain_tip

if TYPE_CHECKING:
    from studio.ui.chat.title_field import TitleField

_LEAST_TITLE_PX = 120


class _Title(FocusRinged, Label):
    """The title; a click or Enter asks to rename.

    Signals:
        rename_requested: edit the title.
    """

    rename_requested = Signal()
    ring_gap_px = 0

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, style="page")
        set_names(self, self.tr("Rename chat"), "F2", object_name="title")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(theme.current.scaled(40))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click renames."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.rename_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter renames."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.rename_requested.emit()
        else:
            super().keyPressEvent(event)


class PageHeader(Surface):
    """52 px high: list button (narrow windows only), title, facts.

    Signals:
        renamed: the new title.
        list_requested: show the chats over the page.
        inspector_requested: open or close the inspector.
    """

    renamed = Signal(str)
    list_requested = Signal()
    inspector_requested = Signal()

    def __init__(self, *, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self._text = ""
        self._can_rename = False
        self._field: TitleField | None = None
        self._before: QWidget | None = None
        self._build()
        self._apply_theme()

    def _build(self) -> None:
        theme = self.theme_store
        self.setObjectName("page_header")
        self.list_button = IconButton(
            theme, "panel-left", self.tr("Show chats"), "Ctrl+B", object_name="show_list"
        )
        self.list_button.hide()
        self._title = _Title(theme)
        self._meta = Label(theme, style="small", token="text3", tabular=True)
        self._meta.setObjectName("meta")
        self._demo = Badge(theme, self.tr("Built-in demo"), "accent", large=True)
        self._demo.setObjectName("demo_badge")
        self._demo.setToolTip(self.tr("Answers are made on this computer. No model is asked."))
        self._demo.hide()
        self._inspector = IconButton(
            theme, "panel-right", self.tr("Show request"), "Ctrl+I", checkable=True,
            object_name="show_request",
        )  # fmt: skip
        self._inspector.clicked.connect(self._on_inspector_clicked)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.list_button)
        self._row.addWidget(self._title)
        self._row.addWidget(self._meta)
        self._row.addStretch(1)
        self._row.addWidget(self._demo)
        self._row.addWidget(self._inspector)
        theme.changed.connect(self._apply_theme)
        self.list_button.clicked.connect(self.list_requested)
        self._title.rename_requested.connect(self.rename)

    def show_title(self, title: str, meta: str, *, can_rename: bool) -> None:
        """Shows a chat's title and facts; a title being edited is left alone."""
        self._text = title
        self._can_rename = can_rename
        self._meta.set_text(meta)
        self._title.setAccessibleDescription(title)
        self._show_elided()

    def show_demo(self, on: bool) -> None:
        """Says that the embedded demo answers here."""
        self._demo.setVisible(on)
        self._show_elided()

    def show_inspected(self, on: bool) -> None:
        """Whether the inspector is open."""
        self._inspector.setChecked(on)

    def _on_inspector_clicked(self) -> None:
        self._inspector.setChecked(not self._inspector.isChecked())  # the inspector tells
        self.inspector_requested.emit()

    def rename(self) -> None:
        """Opens the field over the title."""
        if not self._can_rename:
            return
        if self._field is None:
            self._field = self._make_field()
        focused = self.window().focusWidget()
        self._before = None if focused is self._field else focused
        self._field.setText(self._text)
        self._title.hide()
        self._meta.hide()
        self._field.show()
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_field(self) -> "TitleField":
        from studio.ui.chat.title_field import TitleField

        field = TitleField(self.theme_store, self.tr("Chat title"), object_name="title_field")
        self._row.insertWidget(self._row.indexOf(self._title) + 1, field, 2)
        field.editingFinished.connect(self._on_field_editing_finished)
        field.left.connect(self._close_field)
        return field

    def _close_field(self) -> None:
        self._title.show()
        if self._field is None:
            self._show_elided()
            return
        had_focus = self._field.hasFocus()
        self._field.hide()  # first: losing the focus takes a title that can be seen
        self._show_elided()
        # Qt gave the keyboard to whatever comes next in the window.
        if had_focus and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_elided(self) -> None:
        if self._field is not None and not self._field.isHidden():
            return
        room = self._room_px()
        # Facts go before the title does.
        needed = self._meta.sizeHint().width() + self.theme.scaled(8)
        self._meta.setVisible(room - needed >= self.theme.scaled(_LEAST_TITLE_PX))
        room -= 0 if self._meta.isHidden() else needed
        elided = self._title.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, max(room, 40)
        )
        self._title.set_text(elided)
        name = self.tr("Rename chat")
        set_names(self._title, name, "F2", object_name="title")
        if elided != self._text:
            rename = self._title.toolTip()
            self._title.setToolTip(plain_tip(f"{self._text}\n{rename}"))

    def _room_px(self) -> int:
        """What is left for the title and the facts behind it."""
        margins, gap = self._row.contentsMargins(), self.theme.scaled(8)
        room = self.width() - margins.left() - margins.right()
        for widget in (self.list_button, self._demo, self._inspector):
            if not widget.isHidden():
                room -= widget.sizeHint().width() + gap
        return room - gap

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(52))
        self._row.setContentsMargins(s(24), 0, s(12), 0)
        self._row.setSpacing(s(8))
        self._title.setMinimumWidth(s(40))
        self._show_elided()

    def _on_field_editing_finished(self) -> None:
        if self._field is None or self._field.isHidden():
            return
        title = self._field.text().strip()
        self._close_field()
        if title and title != self._text:
            self.renamed.emit(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: elides the title to the room there is."""
        super().resizeEvent(event)
        self._show_elided()
