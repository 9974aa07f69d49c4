"""What can be done with a message: one table for the menu, the keys and the tooltips."""

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from studio.core.messages import Role, can_continue
from studio.ui.transcript.rows import MessageRow

KEYS = {
    "copy_message": "Ctrl+C",
    "edit": "Ctrl+E",
    "regenerate": "Ctrl+R",
    "retry_other_model": "Ctrl+Shift+R",
    "continue": "Ctrl+Shift+Return",
    "fork": "Ctrl+Shift+B",
    "compare_with": "Ctrl+Shift+K",
    "previous_version": "Alt+Left",
    "next_version": "Alt+Right",
    "show_request": "Ctrl+I",
    "delete": "Del",
    "more_actions": "Shift+F10",
}
"""Keys by action; all act on the message that has the keyboard focus."""


class MessageAction(Struct, frozen=True):
    """One thing to do with a message. No name: a separator."""

    action: str = ""
    label: str = ""
    icon: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


# What makes no sense of one column alone.
_NOT_BARE = frozenset({"edit", "delete", "retry_other_model", "compare_with"})


def actions_of(row: MessageRow) -> list[MessageAction]:
    """What can be done with a message now, in the order of its menu."""
    found = _actions_of(row)
    if not row.bare:
        return found
    left_out = _NOT_BARE | ({"regenerate", "fork"} if row.message.role is Role.USER else set())
    found = [each for each in found if each.action not in left_out]
    while found and not found[-1].action:
        found.pop()
    return found


def _actions_of(row: MessageRow) -> list[MessageAction]:
    own, running = row.message.role is Role.USER, row.running
    found = [MessageAction("copy_message", _tr("Copy message"), "copy")]
    if not running:
        found.append(MessageAction("edit", _tr("Edit message"), "pencil"))
        label = _tr("Answer again") if own else _tr("Regenerate")
        found.append(MessageAction("regenerate", label, "refresh-cw"))
        label = _tr("Answer with another model") if own else _tr("Regenerate with another model")
        found.append(MessageAction("retry_other_model", label, "refresh-cw"))
        if can_continue(row.message):
            found.append(MessageAction("continue", _tr("Continue answer"), "arrow-down"))
        found.append(MessageAction("fork", _tr("Fork from here"), "git-branch"))
        found.append(MessageAction("compare_with", _tr("Compare with…"), "columns-3"))
    if row.versions > 1:
        found.append(MessageAction())
        if row.version > 1:
            found.append(MessageAction("previous_version", _tr("Previous version"), "chevron-left"))
        if row.version < row.versions:
            found.append(MessageAction("next_version", _tr("Next version"), "chevron-right"))
    if not own:
        found.append(MessageAction())
        found.append(MessageAction("show_request", _tr("Show request"), "code"))
    if not running:
        found.append(MessageAction())
        found.append(MessageAction("delete", _tr("Delete message"), "trash-2"))
    return found


def action_for(combination: QKeyCombination, row: MessageRow) -> str:
    """The action that a key stands for on a message, or ""."""
    modifiers = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = combination.key()
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    pressed = QKeySequence(QKeyCombination(modifiers, key))
    can = {each.action for each in actions_of(row)} | {"more_actions"}
    for action, text in KEYS.items():
        if action in can and pressed == QKeySequence(text):
            return action
    return ""


def key_of(action: str) -> str:
    """The key of an action as people read it, or ""."""
    text = KEYS.get(action, "")
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText) if text else ""
