"""The menu of line-ups: choosing a saved one, saving, renaming, forgetting."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.comparing import LEAST_COLUMNS, MOST_COLUMNS, ColumnSetup, LineUp, names_of
from studio.services.app import AppServices
from studio.ui.compare.menus import Entry, open_menu
from studio.ui.theme import ThemeStore
from studio.ui.widgets.ask_popup import AskPopup
from studio.ui.widgets.undo import UndoList

if TYPE_CHECKING:
    from studio.ui.compare.page_acts import PageActs


class LineUps(QObject):
    """What the line-up button offers."""

    def __init__(
        self, acts: "PageActs", *, services: AppServices, theme: ThemeStore, undo: UndoList
    ) -> None:
        super().__init__(acts)
        self._acts = acts
        self._store = services.comparing().store
        self._theme, self._undo = theme, undo
        self._popup: AskPopup | None = None
        self._anchor: QWidget | None = None

    def open(self, anchor: QWidget) -> None:
        """Opens the menu."""
        self._anchor = anchor
        setups = self._acts.page.board.setups()
        shown = self.shown()
        entries = [
            Entry(
                line_up.name, self._use(line_up), "" if line_up == shown else "columns-3",
                checked=True if line_up == shown else None,
            )
            for line_up in self._store.line_ups()
        ]  # fmt: skip
        if entries:
            entries.append(Entry())
        full = len(setups) >= MOST_COLUMNS
        entries.append(Entry(self.tr("Add model…"), self._add, "plus", enabled=not full))
        if shown is None:
            can_save = len(setups) >= LEAST_COLUMNS
            entries.append(
                Entry(self.tr("Save line-up…"), self._save, "download", enabled=can_save)
            )
        else:
            entries.append(Entry(self.tr("Rename line-up…"), self._rename, "pencil"))
            entries.append(Entry(self.tr("Forget line-up"), self._forget, "trash-2"))
        open_menu(anchor, self._theme, entries, object_name="line_up_menu")

    def shown(self) -> LineUp | None:
        """The saved line-up that is asked now, or None."""
        setups = self._acts.page.board.setups()
        return next((each for each in self._store.line_ups() if each.columns == setups), None)

    def _use(self, line_up: LineUp) -> Callable[[], None]:
        def act() -> None:
            self._acts.use_line_up(line_up.columns)

        return act

    def _add(self) -> None:
        if self._anchor is not None:
            self._acts.pick_new(self._anchor)

    def _save(self) -> None:
        def save(name: str) -> None:
            self._store.save_line_up(name, self._acts.page.board.setups())

        self._ask(self.tr("Save line-up"), _first_name(self._acts.page.board.setups()), save)

    def _rename(self) -> None:
        shown = self.shown()
        if shown is None:
            return
        renamed = shown.id

        def rename(name: str) -> None:
            self._store.rename_line_up(renamed, name)

        self._ask(self.tr("Rename line-up"), shown.name, rename)

    def _forget(self) -> None:
        shown = self.shown()
        gone = self._store.remove_line_up(shown.id) if shown is not None else None
        if gone is None:
            return
        kept = gone

        def restore() -> None:
            self._store.restore_line_up(kept)

        self._undo.push(self.tr("“{name}” forgotten").format(name=kept.name), restore)

    def _ask(self, title: str, name: str, take: Callable[[str], None]) -> None:
        if self._popup is None:
            self._popup = AskPopup(self._theme, self._acts.page.window())
        if self._anchor is not None:
            self._popup.ask(self._anchor, title, take, text=name)


def _first_name(setups: tuple[ColumnSetup, ...]) -> str:
    """What the field begins with: the models."""
    return ", ".join(names_of(setups, short=True))[:60]
