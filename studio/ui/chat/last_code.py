"""The last code block of a conversation, for the key that copies it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from studio.core.messages import Role
from studio.core.tree import ConversationTree
from studio.ui.transcript.blocks import split_blocks
from studio.ui.transcript.leaves import CodeLeaf
from studio.ui.transcript.markdown import parse_block
from studio.ui.widgets import ToastStack

_MOST_CHARS = 200_000


def copy_last_code(tree: ConversationTree | None, toasts: ToastStack) -> None:
    """Puts it on the clipboard, and says so."""
    code = last_code(tree) if tree is not None else None
    if code is not None:
        QGuiApplication.clipboard().setText(code)
        toasts.show_toast(QCoreApplication.translate("ChatPane", "Code copied"))


def last_code(tree: ConversationTree) -> str | None:
    """The text of the last code block of the last answer that has one, or None."""
    for message in reversed(tree.path()):
        if message.role is not Role.ASSISTANT:
            continue
        text = message.text[-_MOST_CHARS:]
        for block in reversed(split_blocks(text)):
            if "```" not in block.source and "~~~" not in block.source and block.kind != "code":
                continue
            codes = [leaf.code for leaf in parse_block(block) if isinstance(leaf, CodeLeaf)]
            if codes:
                return codes[-1]
    return None
