"""What was sent for a reply, and what came back: a tab of the inspector."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.core.messages import Message
from studio.core.sent import SentBody
from studio.services.inspection import Inspection
from studio.services.run_log import LoggedEvent
from studio.services.snippets import as_curl, as_python
from studio.ui.chat.inspector.body_view import BodyView
from studio.ui.chat.inspector.event_list import EventList
from studio.ui.chat.inspector.facts import facts_of, status_of, why_missing
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts import formats
from studio.ui.widgets import (
    Badge,
    HLine,
    IconButton,
    Label,
    SecondaryButton,
    Segmented,
    Themed,
)

_MOST_ID_CHARS = 26


class RequestView(Themed, QWidget):
    """Shows one request.

    Signals:
        copied: something is on the clipboard.
    """

    copied = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme_store = theme
        self._body: SentBody | None = None
        self._request_id = ""
        self._facts: list[QWidget] = []
        self._build()
        self._connect()
        self._use_theme(theme)

    def _build(self) -> None:
        theme = self.theme_store
        self._badge = Badge(theme, large=True)
        self._path = Label(theme, style="code_small", elide=True)
        self._time = Label(theme, style="small", token="text3", tabular=True)
        self._id = Label(theme, style="code_small", token="text2")
        self._copy_id = IconButton(theme, "copy", self.tr("Copy request id"), surface="side")
        self._lock = Label(theme, self.tr("Key redacted"), style="small", token="text3")
        self._lock_icon = QLabel(self)
        self._form = Segmented(
            theme, self.tr("Form of the body"),
            (("folded", self.tr("Folded"), ""), ("raw", self.tr("Raw"), "")),
            object_name="body_form",
        )  # fmt: skip
        self._form.set_value("folded")
        self._copy_body = IconButton(theme, "copy", self.tr("Copy request body"), surface="side")
        self.body = BodyView(theme)
        self.events = EventList(theme)
        self._events_title = Label(theme, style="small", weight=600, token="text2")
        self._curl = SecondaryButton(theme, self.tr("Copy as cURL"), icon="terminal", compact=True)
        self._python = SecondaryButton(theme, self.tr("Copy as Python"), icon="code", compact=True)
        self._lay_out()

    def _lay_out(self) -> None:
        theme = self.theme_store
        self._status = _row(self._badge, self._path, self._time)
        self._ids = _row(self._id, self._copy_id, None, self._lock_icon, self._lock)
        title = Label(theme, self.tr("Request body"), style="small", weight=600, token="text2")
        self._body_head = _row(title, None, self._form, self._copy_body)
        self._fact_grid = QGridLayout()
        self._fact_grid.setColumnStretch(1, 1)
        self._foot = _row(self._curl, self._python, None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._status)
        column.addLayout(self._ids)
        column.addWidget(HLine(theme))
        column.addLayout(self._body_head)
        column.addWidget(self.body, 1)
        column.addWidget(HLine(theme))
        column.addLayout(self._fact_grid)
        self._events_line = HLine(theme)
        column.addWidget(self._events_line)
        column.addWidget(self._events_title)
        self._events_row = _row(self.events)
        column.addLayout(self._events_row)
        column.addWidget(HLine(theme))
        column.addLayout(self._foot)

    def _connect(self) -> None:
        self._form.chosen.connect(self._on_form_chosen)
        self._copy_id.clicked.connect(self._on_copy_id_clicked)
        self._copy_body.clicked.connect(self._on_copy_body_clicked)
        self._curl.clicked.connect(self._on_curl_clicked)
        self._python.clicked.connect(self._on_python_clicked)

    # What is shown

    def show_message(self, message: Message, *, running: bool) -> None:
        """What the reply itself tells."""
        word, kind = status_of(message, running=running)
        self._badge.set_badge(word, kind)
        total_s = message.timing.total_s
        self._time.set_text(formats.seconds(total_s) if total_s is not None else "")
        self._request_id = message.request_id or ""
        shown = self._request_id
        shown = shown if len(shown) <= _MOST_ID_CHARS else shown[: _MOST_ID_CHARS - 1] + "…"
        self._id.set_text(shown or self.tr("No request id"))
        self._id.setToolTip(self._request_id)
        self._copy_id.setVisible(bool(self._request_id))
        self._show_facts(message)

    def show_inspection(self, found: Inspection) -> None:
        """What was sent."""
        self._body = found.body
        self._path.set_text(f"POST {found.body.path}" if found.body is not None else "")
        self.body.show_body(found.body, why_missing(found.missing))
        for button in (self._curl, self._python, self._copy_body):
            button.setEnabled(found.body is not None)
        self._form.setEnabled(found.body is not None)

    def show_events(self, events: tuple[LoggedEvent, ...]) -> None:
        """What came and when; () hides the list (another session)."""
        for widget in (self.events, self._events_title, self._events_line):
            widget.setVisible(bool(events))
        count = sum(event.count for event in events)
        text = self.tr("Stream events: {count}, grouped · ms").format(count=formats.count(count))
        self._events_title.set_text(text)
        self.events.show_events(events)

    def show_planned(self, body: SentBody | None, missing: str = "") -> None:
        """What would be sent next.

        Args:
            missing: why there is nothing to show, in words.
        """
        self.show_nothing()
        self._badge.set_badge(self.tr("Not sent yet"), "accent")
        self._id.set_text(self.tr("This goes out with the next message"))
        if body is not None:
            self._show_body(body)
        else:
            self.body.show_body(None, missing)

    def _show_body(self, body: SentBody) -> None:
        """Shows a body, and what can be done with it."""
        self._body = body
        self._path.set_text(f"POST {body.path}")
        self.body.show_body(body, "")
        for button in (self._curl, self._python, self._copy_body):
            button.setEnabled(True)
        self._form.setEnabled(True)

    def show_nothing(self) -> None:
        """There is no answer to look into."""
        self._body = None
        self._badge.set_badge("–", "neutral")
        for label in (self._path, self._time, self._id):
            label.set_text("")
        self._copy_id.hide()
        self._clear_facts()
        self.show_events(())
        self.body.show_body(None, self.tr("There is no answer yet."))
        for button in (self._curl, self._python, self._copy_body):
            button.setEnabled(False)

    def focus_body(self) -> None:
        """Puts the keyboard into the body."""
        self.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_facts(self, message: Message) -> None:
        self._clear_facts()
        for row, (label, value) in enumerate(facts_of(message)):
            name = Label(self.theme_store, label, style="small", token="text3")
            text = Label(self.theme_store, value, style="small", elide=True, tabular=True)
            self._fact_grid.addWidget(name, row, 0)
            self._fact_grid.addWidget(text, row, 1)
            self._facts += [name, text]

    def _clear_facts(self) -> None:
        for widget in self._facts:
            self._fact_grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._facts = []

    def _copy(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self.copied.emit()

    def _show_theme(self) -> None:
        s = self.theme_store.current.scaled
        self._status.setContentsMargins(s(16), s(12), s(16), s(4))
        self._ids.setContentsMargins(s(16), 0, s(16), s(8))
        self._body_head.setContentsMargins(s(16), s(4), s(12), s(4))
        self._fact_grid.setContentsMargins(s(16), s(8), s(16), s(8))
        self._fact_grid.setHorizontalSpacing(s(16))
        self._fact_grid.setVerticalSpacing(s(4))
        self._events_title.setContentsMargins(s(16), s(8), s(16), s(4))
        self._events_row.setContentsMargins(0, 0, s(12), s(4))
        lock = self.theme_store.current.pixmap("lock", s(14), "text3", self.devicePixelRatioF())
        self._lock_icon.setPixmap(lock)
        self._foot.setContentsMargins(s(16), s(12), s(16), s(12))
        for row in (self._status, self._ids, self._body_head, self._foot):
            row.setSpacing(s(8))

    # Slots

    def _on_form_chosen(self, form: str) -> None:
        self.body.set_raw(form == "raw")

    def _on_copy_id_clicked(self) -> None:
        self._copy(self._request_id)

    def _on_copy_body_clicked(self) -> None:
        self._copy(self.body.whole_text())

    def _on_curl_clicked(self) -> None:
        self._copy(as_curl(self._body) if self._body is not None else "")

    def _on_python_clicked(self) -> None:
        self._copy(as_python(self._body) if self._body is not None else "")


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Widgets side by side; None is free space."""
    row = QHBoxLayout()
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        elif isinstance(widget, Label) and widget.is_elided:
            row.addWidget(widget, 1)
        else:
            row.addWidget(widget)
    return row
