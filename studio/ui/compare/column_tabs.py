"""The names of all columns while one of them is shown alone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QWidget

from studio.ui.compare.tab_order import put_in_order
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, SecondaryButton, Surface
from studio.ui.widgets.scroll_area import ScrollArea

_MOST_NAME_CHARS = 28


class ColumnTabs(Surface):
    """One chip a column; the one that is shown is on.

    Signals:
        chosen: column id.
        all_requested: show all columns again.
        names_made: other columns are named.
    """

    names_made = Signal()
    chosen = Signal(str)
    all_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self.setObjectName("column_tabs")
        self._chips: dict[Chip, str] = {}
        self._group = QButtonGroup(self)
        self._inside = QWidget()
        self._chip_row = QHBoxLayout(self._inside)
        self._chip_row.addStretch(1)
        self._area = ScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for set_policy in (
            self._area.setHorizontalScrollBarPolicy,
            self._area.setVerticalScrollBarPolicy,
        ):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._area.setWidget(self._inside)
        self._all = SecondaryButton(
            theme, self.tr("Show all columns"), icon="columns-3", compact=True
        )
        self._all.setToolTip(self.tr("Show all columns  F9"))
        self._all.clicked.connect(self.all_requested)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._area, 1)
        self._row.addWidget(self._all)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.hide()

    def show_columns(self, columns: Sequence[tuple[str, str]], shown: str, *, stays: bool) -> None:
        """Shows the columns (id and name), or hides itself when none is alone.

        Args:
            shown: column id; "" when all are shown.
            stays: one at a time is the layout: there is no way back to all.
        """
        self.setVisible(bool(shown) and bool(columns))
        self._all.setVisible(not stays)
        if list(self._chips.values()) != [each for each, _ in columns] or any(
            chip.toolTip() != name for chip, (_, name) in zip(self._chips, columns, strict=True)
        ):
            self._make_chips(columns)
        for chip, column_id in self._chips.items():
            chip.setChecked(column_id == shown)
            policy = Qt.FocusPolicy.StrongFocus  # Tab comes to the one that is shown
            chip.setFocusPolicy(policy if column_id == shown else Qt.FocusPolicy.ClickFocus)
            if column_id == shown:
                self._area.ensureWidgetVisible(chip)

    def _make_chips(self, columns: Sequence[tuple[str, str]]) -> None:
        for chip in self._chips:
            self._group.removeButton(chip)
            self._chip_row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for place, (column_id, name) in enumerate(columns):
            short = name.rpartition("/")[2]
            if len(short) > _MOST_NAME_CHARS:
                short = short[: _MOST_NAME_CHARS - 1] + "…"
            chip = Chip(self.theme_store, short)
            chip.setAccessibleName(self.tr("Show {model}").format(model=name))
            chip.setToolTip(name)
            self._group.addButton(chip)
            self._chip_row.insertWidget(place, chip)
            chip.clicked.connect(self._on_chip_clicked)
            self._chips[chip] = column_id
        put_in_order([*self._chips, self._all])
        self.names_made.emit()

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(44))
        self._row.setContentsMargins(s(16), 0, s(12), 1)
        self._row.setSpacing(s(8))
        self._chip_row.setContentsMargins(0, 0, 0, 0)
        self._chip_row.setSpacing(s(4))

    def _on_chip_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self.chosen.emit(self._chips[chip])
