"""`PageMenu`: the menu of a comparison, and what its entries switch."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.services.app import AppServices
from studio.ui.compare.menus import Entry, open_menu
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.compare.page import ComparePage
    from studio.ui.compare.taking.comparison_export import ComparisonExport

_AT_ONCE = (1, 2, 4, 8, 12)


class PageMenu(QObject):
    """Layouts, switches, all columns at once, export and deleting."""

    def __init__(
        self,
        page: "ComparePage",
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
    ) -> None:
        super().__init__(page)
        self._page, self._board = page, page.board
        self._services, self._theme, self._toasts = services, theme, toasts
        self._runner = services.comparing().runner
        self._export: ComparisonExport | None = None

    @property
    def _id(self) -> str:
        return self._board.conversation_id

    def open(self, anchor: QWidget) -> None:
        """The menu of the comparison."""
        cid, runner, values = self._id, self._runner, self._services.preferences.values
        running = bool(cid) and runner.is_running(cid)
        answered = any(each is not None for each in self._board.answers())
        can_export = answered and not running and not self._board.blinding.hides
        pictured = self._page.images.is_shown
        entries = [
            Entry(self.tr("Images"), self._show_as_images, checked=pictured),
            *(
                Entry(
                    label, self._layout_act(name),
                    checked=values.compare_layout == name and not pictured,
                )
                for name, label in (
                    ("columns", self.tr("Columns")),
                    ("grid", self.tr("Grid")),
                    ("stacked", self.tr("Stacked")),
                    ("tabs", self.tr("Tabs")),
                )
            ),
            Entry(),
            *self._switches(answered),
            Entry(),
            Entry(self.tr("Stop all"), self._stop_all, "square", "Esc", enabled=running),
            Entry(
                self.tr("Retry what failed"), self._retry_failed, "refresh-cw",
                enabled=answered and not running,
            ),
            Entry(
                self.tr("Ask all again"), self._retry_all, "refresh-cw",
                enabled=answered and not running,
            ),
            Entry(),
            Entry(
                self.tr("Requests to one connection at once"), icon="server",
                rows=tuple(
                    Entry(
                        str(count), self._at_once_act(count),
                        checked=values.compare_at_once == count,
                    )
                    for count in _AT_ONCE
                ),
            ),
            Entry(),
            Entry(
                self.tr("Compare images"), self._page.acts.compare_images, "images", "Alt+I",
                enabled=self._page.acts.can_compare_images(),
            ),
            Entry(self.tr("Export…"), self._export_act(anchor), "download", enabled=can_export),
            Entry(self.tr("Delete comparison"), self._delete_shown, "trash-2", enabled=bool(cid)),
        ]  # fmt: skip
        open_menu(anchor, self._theme, entries, object_name="compare_menu")

    def _switches(self, answered: bool) -> list[Entry]:
        values = self._services.preferences.values
        return [
            Entry(
                self.tr("Scroll together"), self._toggle_together,
                checked=values.compare_scrolls_together,
            ),
            Entry(
                self.tr("Mark differences"), self._toggle_differences,
                checked=self._page.differing.is_on,
                enabled=self._page.differing.is_on or answered,
            ),
            Entry(
                self.tr("Judge blind"), self._toggle_blind, "eye-off",
                checked=self._board.blinding.is_on, enabled=len(self._board.columns()) > 1,
            ),
            Entry(
                self.tr("Show all figures"), self._toggle_figures,
                checked=values.compare_all_figures,
            ),
        ]  # fmt: skip

    def _export_act(self, anchor: QWidget) -> Callable[[], None]:
        def act() -> None:
            if self._export is None:
                from studio.ui.compare.taking.comparison_export import ComparisonExport

                self._export = ComparisonExport(
                    self._page, services=self._services, theme=self._theme, toasts=self._toasts
                )
            self._export.open(anchor)

        return act

    def _delete_shown(self) -> None:
        self._page.acts.delete(self._id)

    def _layout_act(self, name: str) -> Callable[[], None]:
        def act() -> None:
            self._board.area.show_alone("")
            self._services.preferences.set(compare_layout=name)
            self._page.images.set_on(False)

        return act

    def _show_as_images(self) -> None:
        self._page.images.set_on(True)

    def _at_once_act(self, count: int) -> Callable[[], None]:
        def act() -> None:
            self._services.preferences.set(compare_at_once=count)
            self._runner.parallel.begin_waiting()

        return act

    def _toggle_together(self) -> None:
        on = self._services.preferences.values.compare_scrolls_together
        self._services.preferences.set(compare_scrolls_together=not on)

    def _toggle_differences(self) -> None:
        on = not self._page.differing.is_on
        self._page.header.differences.setChecked(on)
        self._page.differing.set_on(on)

    def _toggle_blind(self) -> None:
        on = not self._board.blinding.is_on
        self._page.header.blind.setChecked(on)
        self._board.blinding.set_on(on)

    def _toggle_figures(self) -> None:
        on = self._services.preferences.values.compare_all_figures
        self._services.preferences.set(compare_all_figures=not on)

    def _stop_all(self) -> None:
        self._runner.stop_all(self._id)

    def _retry_failed(self) -> None:
        self._runner.retry_all(self._id, failed_only=True)

    def _retry_all(self) -> None:
        self._runner.retry_all(self._id)
