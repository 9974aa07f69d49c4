"""The chips of the model picker: what a model can do, its connection, its price."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.requests import Connection
from studio.itemmodels.models import PriceLimit, Skill
from studio.ui.picker.model_delegate import SKILL_ICONS
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Chip, Menu, Themed


class FilterBar(Themed, QWidget):
    """Narrows the list of models.

    Signals:
        changed: other skills or another price limit.
        connection_chosen: id of the connection whose models are wanted.
    """

    changed = Signal()
    connection_chosen = Signal(str)

    def __init__(self, theme_store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limit = PriceLimit.ANY
        self._row = QHBoxLayout(self)
        names = (self.tr("Vision"), self.tr("Image out"), self.tr("Reasoning"), self.tr("Tools"))
        self.skill_chips: list[Chip] = []
        for skill in Skill:
            name = f"skill_{skill.name.lower()}"
            chip = Chip(theme_store, names[skill], icon=SKILL_ICONS[skill], object_name=name)
            chip.toggled.connect(self._on_skill_toggled)
            self.skill_chips.append(chip)
            self._row.addWidget(chip)
        self._row.addStretch(1)
        self.connection_chip = Chip(
            theme_store, self.tr("Connection"), checkable=False, menu=True, object_name="connection"
        )
        self.price_chip = Chip(
            theme_store, self.tr("Any price"), checkable=False, menu=True, object_name="price"
        )
        self.connection_chip.clicked.connect(self._on_connection_chip)
        self.price_chip.clicked.connect(self._on_price_chip)
        self._row.addWidget(self.connection_chip)
        self._row.addWidget(self.price_chip)
        self._connection_menu = Menu(self)
        self._connection_menu.triggered.connect(self._on_connection_triggered)
        self._build_price_menu()
        self._use_theme(theme_store)

    @property
    def skills(self) -> tuple[Skill, ...]:
        """The skills that are asked for."""
        return tuple(skill for skill in Skill if self.skill_chips[skill].isChecked())

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.skills) or self.limit != PriceLimit.ANY

    def clear(self) -> None:
        """Lifts all filters."""
        for chip in self.skill_chips:
            chip.setChecked(False)
        self._set_limit(PriceLimit.ANY)

    def ask_for(self, skill: Skill) -> None:
        """Narrows to models with a skill, as a press on its chip does."""
        self.skill_chips[skill].setChecked(True)

    def show_choices(
        self, connections: tuple[Connection, ...], current: str, *, prices: bool
    ) -> None:
        """Offers what can be chosen here.

        Args:
            current: id of the connection shown; the chip hides when it is the only one.
            prices: whether any model has one.
        """
        self._connection_menu.clear()
        for connection in connections:
            action = self._connection_menu.addAction(connection.name)
            action.setData(connection.id)
            action.setCheckable(True)
            action.setChecked(connection.id == current)
            if connection.id == current:
                self.connection_chip.setText(connection.name)
        self.connection_chip.setVisible(len(connections) > 1)
        self.price_chip.setVisible(prices)

    def _build_price_menu(self) -> None:
        self._limit_texts = {
            PriceLimit.ANY: self.tr("Any price"),
            PriceLimit.FREE: self.tr("Free"),
            PriceLimit.ONE: self.tr("Up to $1 out"),
            PriceLimit.FIVE: self.tr("Up to $5 out"),
        }
        self._price_menu = Menu(self)
        group = QActionGroup(self)
        for limit, text in self._limit_texts.items():
            action = self._price_menu.addAction(text)
            action.setData(limit.value)
            action.setCheckable(True)
            action.setChecked(limit == PriceLimit.ANY)
            group.addAction(action)
        self._price_menu.triggered.connect(self._on_limit_triggered)

    def _set_limit(self, limit: PriceLimit) -> None:
        changed = limit != self.limit
        self.limit = limit
        self.price_chip.setText(self._limit_texts[limit])
        self.price_chip.updateGeometry()
        for action in self._price_menu.actions():
            action.setChecked(action.data() == limit.value)
        if changed:
            self.changed.emit()

    def _on_skill_toggled(self, _on: bool) -> None:
        self.changed.emit()

    def _on_price_chip(self) -> None:
        self._price_menu.popup_under(self.price_chip)

    def _on_limit_triggered(self, action: QAction) -> None:
        self._set_limit(PriceLimit(action.data()))

    def _on_connection_chip(self) -> None:
        self._connection_menu.popup_under(self.connection_chip)

    def _on_connection_triggered(self, action: QAction) -> None:
        self.connection_chosen.emit(str(action.data()))

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(44))
        self._row.setContentsMargins(scaled(12), 0, scaled(12), 0)
        self._row.setSpacing(scaled(8))
