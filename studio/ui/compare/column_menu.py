"""The menu of a column: everything that can be done with it, with its keys."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.comparing import MOST_COLUMNS
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.menus import Entry, open_menu
from studio.ui.theme import ThemeStore

if TYPE_CHECKING:
    from studio.ui.compare.page_acts import PageActs


class ColumnMenu(QObject):
    """Opens it."""

    def __init__(self, acts: "PageActs", *, theme: ThemeStore) -> None:
        super().__init__(acts)
        self._acts = acts
        self._theme = theme

    def open(self, column: CompareColumn, anchor: QWidget) -> None:
        """Opens the menu of a column under a widget."""
        board = self._acts.page.board
        columns = board.columns()
        place = columns.index(column)
        alone = bool(board.area.alone)
        can_widen = len(columns) > 1 and not self._acts.page.images.is_shown
        open_ = not board.blinding.hides  # these would tell who wrote the answer
        can_move = not board.blinding.is_on  # they stand in an order drawn by lot

        def run(act: str, argument: object = None) -> None:
            self._acts.run(act, column.column_id, argument)

        entries = [
            Entry(
                self.tr("Show all columns") if alone else self.tr("Show full width"),
                lambda: run("widen"), "maximize-2", "F9", enabled=can_widen,
            ),
            Entry(
                self.tr("Change model…"), lambda: run("model", column.head.model), "cpu",
                enabled=open_,
            ),
            Entry(
                self.tr("Parameters"), lambda: run("set_up"), "sliders-horizontal", "Ctrl+Shift+P",
                enabled=open_,
            ),
            Entry(
                self.tr("Show what is sent next"),
                lambda: self._acts.inspector.open(column, "request", "next"), "code", "Ctrl+I",
                enabled=open_,
            ),
            Entry(
                self.tr("Duplicate"), lambda: self._acts.add(column.column.setup), "copy",
                enabled=len(columns) < MOST_COLUMNS,
            ),
            Entry(),
            Entry(
                self.tr("Move left"), lambda: self._acts.move(column, place - 1), "chevron-left",
                "Alt+Shift+Left", enabled=place > 0 and can_move,
            ),
            Entry(
                self.tr("Move right"), lambda: self._acts.move(column, place + 1),
                "chevron-right", "Alt+Shift+Right", enabled=place + 1 < len(columns) and can_move,
            ),
            Entry(),
            *self._of_answer(column, is_open=open_),
            Entry(),
            Entry(self.tr("Remove"), lambda: run("remove"), "x"),
        ]  # fmt: skip
        open_menu(anchor, self._theme, entries, object_name="column_menu")

    def _of_answer(self, column: CompareColumn, *, is_open: bool) -> list[Entry]:
        """What can be done with the answer.

        Args:
            is_open: it may be told who wrote it.
        """
        answer = column.answer
        text = answer is not None and bool(answer.text)

        def act(action: str) -> None:
            if column.answer is not None:
                column.acts.run(action, column.answer.id)

        return [
            Entry(self.tr("Copy answer"), lambda: act("copy_message"), "copy", enabled=text),
            Entry(
                self.tr("Ask again"), lambda: act("regenerate"), "refresh-cw",
                enabled=answer is not None,
            ),
            Entry(
                self.tr("Show request"), lambda: act("show_request"), "code",
                enabled=answer is not None and is_open,
            ),
            Entry(
                self.tr("Continue in a new chat"), lambda: act("fork"), "git-branch",
                enabled=text and is_open,
            ),
        ]  # fmt: skip
