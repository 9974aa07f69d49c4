"""The models of one connection as a flat list for choosing: sections, models, a typed id."""

from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from studio.core.models import ModelInfo
from studio.core.ports import Clock
from studio.itemmodels.model_search import find_models
from studio.itemmodels.model_texts import (
    age_text,
    context_text,
    price_per_million,
    price_text,
    skills_text,
)
from studio.services.catalogue import ModelCatalogue
from studio.services.connections import ConnectionStore

_NO_INDEX = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the whole `ModelRow`."""


class RowKind(StrEnum):
    """What a row is."""

    SECTION = "section"
    MODEL = "model"
    TYPED = "typed"
    NOTE = "note"


class Skill(IntEnum):
    """What a model may be filtered by; the value is its slot."""

    SEES = 0
    DRAWS = 1
    REASONS = 2
    TOOLS = 3


class PriceLimit(StrEnum):
    """Upper limit of the price of a million tokens out."""

    ANY = "any"
    FREE = "free"
    ONE = "one"
    FIVE = "five"


_LIMITS = {PriceLimit.FREE: Decimal(0), PriceLimit.ONE: Decimal(1), PriceLimit.FIVE: Decimal(5)}


class ModelRow(Struct, frozen=True):
    """One row, ready to be painted.

    Attributes:
        text: id of a model, title of a section, the typed id, or the words of a note.
        skills: whether it can, by `Skill`.
        count: models of a section, or None.
        is_current: this is the model in use.
    """

    kind: RowKind
    text: str
    skills: tuple[bool, bool, bool, bool] = (False, False, False, False)
    context: str = ""
    price: str = ""
    count: int | None = None
    is_favourite: bool = False
    is_current: bool = False
    spoken: str = ""

    @property
    def can_be_chosen(self) -> bool:
        """Whether the row stands for a model id."""
        return self.kind in (RowKind.MODEL, RowKind.TYPED)


class ModelListModel(QAbstractListModel):
    """Favourites, recent models, then all others by provider; or the matches of a search.

    Args:
        catalogue: the models, favourites and recents.
        connections: say when the list was fetched.
        clock: the present moment.
    """

    def __init__(
        self,
        catalogue: ModelCatalogue,
        connections: ConnectionStore,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._connections = connections
        self._clock = clock
        self._connection_id = ""
        self._current_model_id = ""
        self._query = ""
        self._skills: frozenset[Skill] = frozenset()
        self._limit = PriceLimit.ANY
        self._rows: list[ModelRow] = []
        self._only_close = False
        catalogue.models_changed.connect(self._on_models_changed)
        catalogue.favourites_changed.connect(self.refresh)

    @property
    def listed_count(self) -> int:
        """How many models the connection lists, before any filter."""
        return len(self._catalogue.models(self._connection_id))

    @property
    def has_prices(self) -> bool:
        """Whether any listed model has a price."""
        models = self._catalogue.models(self._connection_id)
        return any(m.price_completion_usd_per_token is not None for m in models)

    def show_connection(self, connection_id: str, current_model_id: str) -> None:
        """Lists the models of a connection; the one in use gets a check."""
        self._connection_id = connection_id
        self._current_model_id = current_model_id
        self.refresh()

    def set_filter(
        self,
        query: str,
        skills: Iterable[Skill] = (),
        limit: PriceLimit = PriceLimit.ANY,
    ) -> None:
        """Shows only what fits."""
        self._query = query.strip()
        self._skills = frozenset(skills)
        self._limit = limit
        self.refresh()

    def row(self, number: int) -> ModelRow | None:
        """A row, or None outside the list."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, model_id: str) -> int:
        """The first row of a model, or -1."""
        for number, row in enumerate(self._rows):
            if row.kind == RowKind.MODEL and row.text == model_id:
                return number
        return -1

    def best_row(self) -> int:
        """What Enter should choose at first.

        A real match goes before the typed id, and the typed id before mere look-alikes.
        """
        if not self._query:
            current = self.row_of(self._current_model_id)
            return current if current >= 0 else self.next_choice(-1, 1)
        kind = RowKind.TYPED if self._only_close else RowKind.MODEL
        for number, row in enumerate(self._rows):
            if row.kind == kind:
                return number
        return self.next_choice(-1, 1)

    def next_choice(self, start: int, step: int) -> int:
        """The next row that can be chosen after `start`; -1 when there is none."""
        number = start + step
        while 0 <= number < len(self._rows):
            if self._rows[number].can_be_chosen:
                return number
            number += step
        return -1

    def refresh(self) -> None:
        """Makes all rows anew."""
        self.beginResetModel()
        self._rows = self._make_rows()
        self.endResetModel()

    def _make_rows(self) -> list[ModelRow]:
        models = self._catalogue.models(self._connection_id)
        fitting = [model for model in models if self._fits(model)]
        return self._search_rows(fitting) if self._query else self._section_rows(fitting)

    def _fits(self, model: ModelInfo) -> bool:
        has = _skills(model)
        if not all(has[skill] for skill in self._skills):
            return False
        if self._limit == PriceLimit.ANY:
            return True
        price = price_per_million(model.price_completion_usd_per_token)
        return price is not None and price <= _LIMITS[self._limit]

    def _search_rows(self, models: list[ModelInfo]) -> list[ModelRow]:
        found, self._only_close = find_models(self._query, models)
        rows: list[ModelRow] = []
        if not self._catalogue.is_listed(self._connection_id, self._query):
            spoken = self.tr("Use “{0}” as typed").format(self._query)
            rows.append(ModelRow(RowKind.TYPED, self._query, spoken=spoken))
        if found:
            title = self.tr("Close matches") if self._only_close else self.tr("Matches")
            rows.append(ModelRow(RowKind.SECTION, title, count=len(found), spoken=title))
            rows += [self._model_row(model) for model in found]
        return [*rows, *self._note_rows()]

    def _section_rows(self, models: list[ModelInfo]) -> list[ModelRow]:
        by_id = {model.id: model for model in models}
        favourites = [by_id[m] for m in sorted(self._catalogue.favourites()) if m in by_id]
        taken = {model.id for model in favourites}
        recents = [by_id[m] for m in self._catalogue.recents() if m in by_id and m not in taken]
        taken |= {model.id for model in recents}
        rows = self._section(self.tr("Favourites"), favourites, counted=False)
        rows += self._section(self.tr("Recent"), recents, counted=False)
        groups: dict[str, list[ModelInfo]] = {}
        for model in models:
            if model.id not in taken:
                groups.setdefault(model.provider or model.owned_by or "", []).append(model)
        for provider in sorted(groups, key=lambda name: (not name, name.lower())):
            group = groups[provider]
            if not self._is_demo():
                group = sorted(group, key=lambda model: model.id.lower())
            rows += self._section(provider or self.tr("Other models"), group, counted=True)
        return rows

    def _is_demo(self) -> bool:
        """The demo lists its models in the order in which they are worth a try."""
        listed = self._connections.all()
        return any(each.is_demo and each.id == self._connection_id for each in listed)

    def _section(self, title: str, models: list[ModelInfo], *, counted: bool) -> list[ModelRow]:
        if not models:
            return []
        count = len(models) if counted else None
        head = ModelRow(RowKind.SECTION, title, count=count, spoken=title)
        return [head, *(self._model_row(model) for model in models)]

    def _note_rows(self) -> list[ModelRow]:
        status = self._connections.status(self._connection_id)
        if status.state != "ok" or status.tested_at is None:
            return []
        age = age_text(status.tested_at, self._clock.now())
        text = self.tr("List refreshed {0}.").format(age)
        return [ModelRow(RowKind.NOTE, text, spoken=text)]

    def _model_row(self, model: ModelInfo) -> ModelRow:
        favourite = model.id in self._catalogue.favourites()
        current = model.id == self._current_model_id
        spoken = [model.id, skills_text(model)]
        spoken += [self.tr("Favourite")] if favourite else []
        spoken += [self.tr("In use")] if current else []
        return ModelRow(
            RowKind.MODEL,
            model.id,
            skills=_skills(model),
            context=context_text(model.context_tokens),
            price=price_text(model),
            is_favourite=favourite,
            is_current=current,
            spoken=", ".join(text for text in spoken if text),
        )

    def _on_models_changed(self, connection_id: str) -> None:
        if connection_id == self._connection_id:
            self.refresh()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        row = self.row(index.row())
        if row is None or not row.can_be_chosen:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _skills(model: ModelInfo) -> tuple[bool, bool, bool, bool]:
    """By `Skill`."""
    return (
        bool(model.sees_images),
        model.draws_images,
        bool(model.reasons),
        bool(model.calls_tools),
    )
