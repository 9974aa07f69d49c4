"""Paints all controls in all states into PNG files, to be looked at beside the mockup.

python -m tests.ui.gallery_of_states FOLDER
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Badge,
    Banner,
    Chip,
    Choice,
    DangerButton,
    EmptyState,
    FieldRow,
    HLine,
    IconButton,
    KeyCap,
    Label,
    PasswordField,
    PrimaryButton,
    ProviderTile,
    ResultPanel,
    SearchField,
    SecondaryButton,
    Segmented,
    Spinner,
    Surface,
    Switch,
    TextButton,
    TextField,
    Toast,
)
from studio.ui.widgets.themed import FocusRing


def hovered(widget: QWidget) -> QWidget:
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    return widget


def pressed(widget: QWidget) -> QWidget:
    widget.setDown(True)
    return widget


def disabled(widget: QWidget) -> QWidget:
    widget.setEnabled(False)
    return widget


def checked(widget: QWidget) -> QWidget:
    widget.setCheckable(True)
    widget.setChecked(True)
    return widget


def filled(widget: QWidget, text: str, *, invalid: bool = False) -> QWidget:
    widget.setText(text)
    widget.set_invalid(invalid)
    return widget


class Gallery(QWidget):
    """All states, one kind of control per row."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self.store = store
        self.ringed: list[QWidget] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(32, 24, 32, 24)
        self.column.setSpacing(10)
        self._buttons()
        self._fields()
        self._small()
        self._notices()

    def row(self, title: str, *widgets: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(16)
        label = Label(self.store, title, weight=600)
        label.setFixedWidth(104)
        line.addWidget(label)
        for widget in widgets:
            line.addWidget(widget)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(HLine(self.store))

    def ring(self, widget: QWidget) -> QWidget:
        self.ringed.append(widget)
        return widget

    def _buttons(self) -> None:
        store = self.store

        def primary(text: str = "Send") -> PrimaryButton:
            return PrimaryButton(store, text)

        def secondary(text: str = "Copy") -> SecondaryButton:
            return SecondaryButton(store, text)

        def icon(name: str = "copy") -> IconButton:
            return IconButton(store, name, "Copy")

        busy = primary("Test")
        busy.set_busy(True, "Testing")
        self.row(
            "Primary", primary(), hovered(primary()), pressed(primary()), self.ring(primary()),
            disabled(primary()), busy, DangerButton(store, "Delete"),
        )  # fmt: skip
        self.row(
            "Secondary", secondary(), hovered(secondary()), pressed(secondary()),
            self.ring(secondary()), checked(secondary()), disabled(secondary()),
            TextButton(store, "Cancel"), TextButton(store, "Remove", kind="danger"),
            SecondaryButton(store, "Add connection", icon="plus"),
        )  # fmt: skip
        self.row(
            "Icon button", icon(), hovered(icon()), pressed(icon()), checked(icon("panel-right")),
            self.ring(icon()), disabled(icon()), Switch(store, "On", checked=True),
            Switch(store, "Off"), disabled(Switch(store, "Off")), self.ring(Switch(store, "Off")),
            Spinner(store), ProviderTile(store, "anthropic/x"), ProviderTile(store, "openai/x"),
        )  # fmt: skip

    def _fields(self) -> None:
        store = self.store
        password = PasswordField(store, "API key", icon="key-round")
        password.show_kept("c41f")
        self.row(
            "Field",
            TextField(store, "Name", placeholder="Name"),
            filled(TextField(store, "Name"), "Poster/", invalid=True),
            disabled(filled(TextField(store, "Name"), "Poster")),
            password,
        )
        choice = Choice(store, "Timeout", ((120, "120 s"), (300, "300 s")))
        modes = (("light", "Light", "sun"), ("dark", "Dark", "moon"), ("system", "System", ""))
        group = Segmented(store, "Theme", modes)
        group.set_value("dark")
        search = SearchField(store, "Search chats", shortcut="Ctrl+F")
        self.row("Choice", choice, group, search)
        field = TextField(store, "Base URL", code=True)
        field.setText("https://api.dgrid.ai/v1")
        row = FieldRow(store, "Base URL", field, help_text="Usually ends in /v1.")
        row.setMinimumWidth(600)
        self.row("Form", row)

    def _small(self) -> None:
        store = self.store
        kinds = {
            "Beta": "neutral", "fastest": "accent", "200": "ok",
            "Near limit": "warn", "Failed": "danger",
        }  # fmt: skip
        vision = Chip(store, "Vision", removable=True)
        vision.setChecked(True)
        self.row(
            "Badges",
            *(Badge(store, text, kind) for text, kind in kinds.items()),
            Badge(store, "Connected", "ok", large=True),
            KeyCap(store, "Ctrl"),
            KeyCap(store, "K"),
            Chip(store, "Any tag", menu=True),
            vision,
            Chip(store, "Reasoning", icon="brain"),
        )

    def _notices(self) -> None:
        store = self.store
        self.row(
            "Toast",
            Toast(store, "Saved", action="Show"),
            Toast(store, "Chat deleted", icon="trash-2", token="text2", action="Undo"),
        )
        warn = Banner(store, "90 % of the monthly budget used", kind="warn")
        offline = Banner(store, "Offline. Sending is paused.", kind="offline")
        for banner in (warn, offline):
            banner.setFixedWidth(270)
        self.row("Banner", warn, offline)
        good, bad = ResultPanel(store, "Status"), ResultPanel(store, "Status")
        good.set_result("ok", "Connected", "214 models · answered in 312 ms")
        bad.set_result("danger", "The key was refused", "Check the key. HTTP 401")
        for panel in (good, bad):
            panel.setFixedWidth(300)
        self.row("Result", good, bad)
        acts = (("test", "Test connection", "plug"), ("type", "Type an id", "pencil"))
        empty = EmptyState(store, "The list has not loaded", "The connection did not answer.", acts)
        empty.setFixedSize(480, 150)
        self.row("Empty", empty)

    def show_rings(self) -> list[FocusRing]:
        return [FocusRing(w, w.ring_radius_px, w.ring_gap_px) for w in self.ringed]


def grab(app: QApplication, folder: Path, mode: str) -> Path:
    """Paints one theme; returns the file."""
    store = ThemeStore(app, mode=mode)
    page = Surface(store)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    gallery = Gallery(store)
    layout.addWidget(gallery)
    page.resize(980, 820)
    page.show()
    gallery.layout().activate()
    gallery.show_rings()
    target = folder / f"states-{mode}.png"
    page.grab().save(str(target))
    return target


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    for theme_mode in ("light", "dark"):
        print(grab(application, out, theme_mode))
