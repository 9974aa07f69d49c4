"""The prompts of a new run with what goes along with each: typed ones, then those of a list."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from studio.core.messages import Attachment
from studio.core.prompt_lists import ListedPrompt
from studio.itemmodels.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
ATTACHMENTS_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""Tuple of `Attachment` that stands in a cell."""

_EMPTY = QModelIndex()
_SHOWN_CHARS = 400


class PromptRow(Struct):
    """One row; the same one as long as its prompt is only edited.

    Attributes:
        number: of the prompt, from 1; 0: what goes along with all.
    """

    prompt: ListedPrompt
    number: int = 0


class PromptRows(QAbstractTableModel):
    """A row for all prompts, then one for each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = PromptRow(ListedPrompt(""))
        self._typed: list[PromptRow] = []
        self._listed: list[PromptRow] = []
        self._rows: list[PromptRow] = [self._all]

    @property
    def for_all(self) -> PromptRow:
        """The row whose attachments go along with every prompt."""
        return self._all

    def row(self, at: int) -> PromptRow:
        """The row at a place; that for all where there is none."""
        return self._rows[at] if 0 <= at < len(self._rows) else self._all

    def place_of(self, row: PromptRow) -> int | None:
        """Where a row stands; None when its prompt is gone."""
        return next((at for at, each in enumerate(self._rows) if each is row), None)

    def prompts(self) -> tuple[ListedPrompt, ...]:
        """All prompts, each with its attachments after those of all."""
        common = self._all.prompt.attachments
        own = (row.prompt for row in self._rows[1:])
        return tuple(replace(each, attachments=(*common, *each.attachments)) for each in own)

    # Changing

    def clear(self) -> None:
        """Begins anew."""
        self._all = PromptRow(ListedPrompt(""))
        self._typed, self._listed = [], []
        self._show()

    def set_typed(self, texts: Sequence[str]) -> None:
        """Takes what is typed; a prompt that was edited keeps its attachments."""
        if list(texts) != [row.prompt.text for row in self._typed]:
            self._typed = followed(self._typed, texts)
            self._show()

    def set_listed(self, prompts: Iterable[ListedPrompt]) -> None:
        """Takes the prompts of a list instead of those of another."""
        self._listed = [PromptRow(each) for each in prompts]
        self._show()

    def set_attachments(self, row: PromptRow, attachments: tuple[Attachment, ...]) -> None:
        """What goes along with a row from now on."""
        at = self.place_of(row)
        if at is not None and row.prompt.attachments != attachments:
            row.prompt = replace(row.prompt, attachments=attachments)
            self.dataChanged.emit(self.index(at, 0), self.index(at, 1))

    def _show(self) -> None:
        self.beginResetModel()
        self._rows = [self._all, *self._typed, *self._listed]
        for number, row in enumerate(self._rows):
            row.number = number
        self.endResetModel()

    # Qt

    def rowCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _EMPTY) -> int:
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_tr("Prompt"), _tr("Images and files"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        names = ", ".join(each.name for each in row.prompt.attachments)
        if role == ATTACHMENTS_ROLE:
            return row.prompt.attachments if index.column() else ()
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(names if index.column() else row.prompt.text[:2000])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return names if index.column() else row_text(row)
        return None


def row_text(row: PromptRow) -> str:
    """What a row is called."""
    if not row.number:
        return _tr("All prompts")
    text = " ".join(row.prompt.text[:_SHOWN_CHARS].split())
    return f"{row.number}. {text}" if text else f"{row.number}."


def followed(rows: Sequence[PromptRow], texts: Sequence[str]) -> list[PromptRow]:
    """Rows of newer texts: those at the beginning and the end that are the same stay, of those
    between them each stays with its text, or else with its place.
    """
    old = [row.prompt.text for row in rows]
    most = min(len(old), len(texts))
    head = next((at for at in range(most) if old[at] != texts[at]), most)
    tail = 0
    while tail < most - head and old[-1 - tail] == texts[-1 - tail]:
        tail += 1
    left = {at: rows[at] for at in range(head, len(old) - tail)}
    found: dict[int, PromptRow] = {}
    by_text: dict[str, list[int]] = {}
    for at, row in left.items():
        by_text.setdefault(row.prompt.text, []).append(at)
    middle = range(head, len(texts) - tail)
    for at in middle:
        if by_text.get(texts[at]):
            found[at] = left.pop(by_text[texts[at]].pop(0))
    for at in middle:
        if at not in found:
            row = left.pop(at) if at in left else PromptRow(ListedPrompt(""))
            row.prompt = replace(row.prompt, text=texts[at])
            found[at] = row
    ending = rows[len(old) - tail :]
    return [*rows[:head], *(found[at] for at in middle), *ending]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PromptRows", text)
