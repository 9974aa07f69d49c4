"""The Keyboard section: every key, by where it works."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.services.preferences import Preferences
from studio.ui.settings.section import SettingsSection
from studio.ui.theme import ThemeStore
from studio.ui.transcript.message_menu import KEYS as MESSAGE_KEYS
from studio.ui.widgets import KeyCap, Label, SectionLabel, Themed, key_text

KeyRow = tuple[str, str]
"""Portable keys, several separated by a blank, and what they do."""

SEND_KEY, SECOND_KEY = "send", "compare"
"""Stand for keys that a setting changes."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keyboard", text)


def groups() -> tuple[tuple[str, tuple[KeyRow, ...]], ...]:
    """Headings, and the keys under each, in the language of the interface."""
    return (
        (_tr("Everywhere"), _everywhere()),
        (_tr("Writing"), _writing()),
        (_tr("Chat"), _chat()),
        (_tr("A message"), _message()),
        (_tr("Compare"), _compare()),
        (_tr("Gallery"), _gallery()),
        (_tr("Looking at an image"), _viewer()),
    )


def _everywhere() -> tuple[KeyRow, ...]:
    return (
        ("Ctrl+1", _tr("Chat")),
        ("Ctrl+2", _tr("Gallery")),
        ("Ctrl+3", _tr("Compare")),
        ("Ctrl+,", _tr("Settings")),
        ("F1 Ctrl+/", _tr("These keys")),
        ("Ctrl+K", _tr("Go to a chat, a model or a page, or run a command")),
        ("F6 Shift+F6", _tr("Next and previous part of the window")),
        ("Ctrl+N", _tr("New chat or comparison")),
        ("Ctrl+Shift+I", _tr("Make an image")),
        ("Ctrl+F", _tr("Find here")),
        ("F3 Shift+F3", _tr("Next and previous match")),
        ("Ctrl+Shift+F", _tr("Search chats or comparisons")),
        ("Ctrl+B Ctrl+[", _tr("Show or hide the list")),
        ("Ctrl+I", _tr("Show or hide the details")),
        ("F2", _tr("Rename")),
        ("Ctrl+Z", _tr("Undo")),
        ("Ctrl+= Ctrl+- Ctrl+0", _tr("Larger, smaller, as at first")),
        ("F11", _tr("Full screen")),
        ("Ctrl+W Ctrl+Q", _tr("Close the window")),
        ("Shift", _tr("Held while the studio starts: open no earlier chat")),
        ("Esc", _tr("Close what lies above, stop the answer, back to the box")),
    )


def _writing() -> tuple[KeyRow, ...]:
    return (
        (SEND_KEY, _tr("Send")),
        ("Shift+Return", _tr("New line")),
        (SECOND_KEY, _tr("Ask several models")),
        ("Up", _tr("Edit the last message, while the box is empty")),
        ("Ctrl+O", _tr("Attach files")),
        ("Ctrl+V", _tr("Paste text, a picture or files")),
        ("Ctrl+Shift+V", _tr("Paste as plain text")),
    )


def _chat() -> tuple[KeyRow, ...]:
    return (
        ("Ctrl+L Ctrl+Shift+M", _tr("Choose the model")),
        ("Ctrl+Shift+P", _tr("Parameters")),
        ("Ctrl+R", _tr("Regenerate the last answer")),
        ("Ctrl+Shift+C", _tr("Copy the last answer")),
        ("Ctrl+Shift+;", _tr("Copy the last code")),
        ("Ctrl+Tab Ctrl+Shift+Tab", _tr("Next and previous chat")),
        ("Alt+Up Alt+Down", _tr("Walk the messages")),
        ("Home End", _tr("First and last message")),
        ("Shift+Down Ctrl+A", _tr("Choose more chats of the list")),
        ("Del", _tr("Delete the chosen chats")),
    )


def _message() -> tuple[KeyRow, ...]:
    names = {
        "copy_message": _tr("Copy"),
        "edit": _tr("Edit"),
        "regenerate": _tr("Regenerate"),
        "retry_other_model": _tr("Regenerate with another model"),
        "continue": _tr("Continue a cut answer"),
        "fork": _tr("Fork from here"),
        "compare_with": _tr("Compare with…"),
        "previous_version": _tr("Previous version"),
        "next_version": _tr("Next version"),
        "show_request": _tr("Show request"),
        "delete": _tr("Delete"),
        "more_actions": _tr("All actions"),
    }
    return tuple((MESSAGE_KEYS[action], name) for action, name in names.items())


def _compare() -> tuple[KeyRow, ...]:
    return (
        ("Ctrl+L", _tr("Choose the models")),
        ("Alt+1 Alt+9", _tr("Go to a column")),
        ("F9", _tr("One column in full width")),
        ("Alt+P", _tr("Pick the better answer")),
        ("F7 Shift+F7", _tr("Next and previous difference")),
        ("Alt+I", _tr("Compare images")),
        ("Alt+A Alt+D", _tr("The better one of compared images")),
        ("Alt+E Alt+N Alt+S", _tr("Equally good, none is good, points")),
        ("Alt+Shift+Left Alt+Shift+Right", _tr("Move a column")),
    )


def _gallery() -> tuple[KeyRow, ...]:
    return (
        ("Return", _tr("Open")),
        ("Space", _tr("Quick look")),
        ("S .", _tr("Favourite")),
        ("1 5 0", _tr("Rate, and take the rating away")),
        ("T", _tr("Tag")),
        ("E", _tr("Edit the image")),
        ("M", _tr("Compare the chosen")),
        ("Ctrl+A", _tr("Choose all")),
        ("Ctrl+C Ctrl+S Ctrl+E", _tr("Copy, save, export")),
        ("Ctrl+V", _tr("Paste an image")),
        ("Del", _tr("Move to the trash")),
    )


def _viewer() -> tuple[KeyRow, ...]:
    return (
        ("Right Left", _tr("Next and previous image")),
        ("+ - 0 1", _tr("Larger, smaller, fit, actual size")),
        ("R Shift+R", _tr("Turn")),
        ("F", _tr("Full screen")),
        ("I", _tr("Details")),
        ("P", _tr("Play")),
        ("S .", _tr("Favourite")),
        ("Alt+1 Alt+5 Alt+0", _tr("Rate, and take the rating away")),
        ("Del", _tr("Move to the trash")),
        ("X", _tr("Mark for comparing")),
        ("C M", _tr("Compare, and the way of comparing")),
        ("E", _tr("Edit the image")),
        ("Ctrl+C Ctrl+S Ctrl+E", _tr("Copy, save, export")),
        ("Ctrl+Return", _tr("Go to its chat")),
    )


class _KeyRow(Themed, QWidget):
    """What a key does, and the key."""

    def __init__(self, theme_store: ThemeStore, keys: str, text: str) -> None:
        super().__init__()
        self.keys = keys
        self._label = Label(theme_store, text, wrap=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 1)
        self._caps: list[KeyCap] = []
        self._store = theme_store
        self.show_keys(keys)
        self._use_theme(theme_store)

    def show_keys(self, keys: str) -> None:
        """Shows (other) keys."""
        for cap in self._caps:
            cap.hide()
            cap.deleteLater()
        shown = [key_text(key).replace("Return", "Enter") for key in keys.split(" ")]
        self._caps = [KeyCap(self._store, text) for text in shown]
        for cap in self._caps:
            self._row.addWidget(cap)
        self._label.setAccessibleDescription(", ".join(shown))

    def _show_theme(self) -> None:
        self._row.setContentsMargins(0, self.theme.scaled(4), 0, self.theme.scaled(4))
        self._row.setSpacing(self.theme.scaled(8))


class KeyboardSection(SettingsSection):
    """All keys; those of the composer as they are set."""

    def __init__(
        self, theme_store: ThemeStore, *, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme_store, _tr("Keyboard"), parent=parent)
        self._preferences = preferences
        self._set: list[_KeyRow] = []
        self._groups = groups()
        self._is_made = False

    def words(self) -> str:
        """All that a search in the settings may find here, in lower case."""
        texts = [self.title]
        for heading, rows in self._groups:
            texts += [heading, *(text for _, text in rows)]
        return " ".join(texts).lower()

    def _make(self) -> None:
        for heading, rows in self._groups:
            self.column.addWidget(SectionLabel(self.theme_store, heading, padding_px=0))
            for keys, text in rows:
                row = _KeyRow(self.theme_store, keys, text)
                self.column.addWidget(row)
                if keys in (SEND_KEY, SECOND_KEY):
                    self._set.append(row)
            self.column.addSpacing(self.theme.scaled(16))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: made at the first showing; the keys are as they are set now."""
        if not self._is_made:
            self._is_made = True
            self._make()
        on_ctrl = self._preferences.values.send_with == "ctrl_enter"
        send, second = (
            ("Ctrl+Return", "Ctrl+Shift+Return") if on_ctrl else ("Return", "Ctrl+Return")
        )
        for row in self._set:
            row.show_keys(send if row.keys == SEND_KEY else second)
        super().showEvent(event)
