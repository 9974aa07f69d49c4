"""Choosing two days: from, to."""

from datetime import date

from PySide6.QtCore import QDate, QSize, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import FieldRow, Popup, PrimaryButton


class DatePopup(Popup):
    """Two fields and a button.

    Signals:
        chosen: first and last day.
    """

    chosen = Signal(object, object)

    def __init__(self, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("date_popup")
        self.since = self._field(self.tr("From"), "date_since")
        self.until = self._field(self.tr("To"), "date_until")
        self.ok = PrimaryButton(theme, self.tr("Filter"))
        self.ok.clicked.connect(self._on_ok_clicked)
        inner = QWidget()
        column = QVBoxLayout(inner)
        scaled = theme.current.scaled
        column.setContentsMargins(scaled(16), scaled(12), scaled(16), scaled(12))
        column.setSpacing(scaled(8))
        fields = QHBoxLayout()
        fields.addWidget(FieldRow(theme, self.tr("From"), self.since, above=True))
        fields.addWidget(FieldRow(theme, self.tr("To"), self.until, above=True))
        column.addLayout(fields)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)
        self.body.addWidget(inner)

    def ask(self, anchor: QWidget, since: date | None, until: date | None) -> None:
        """Opens under a chip."""
        today = date.today()
        self.since.setDate(_as_qt(since or today.replace(day=1)))
        self.until.setDate(_as_qt(until or today))
        scaled = self.theme.scaled
        self.open_at(anchor, QSize(scaled(320), scaled(132)), self.since)

    def _field(self, name: str, object_name: str) -> QDateEdit:
        field = QDateEdit()
        field.setAccessibleName(name)
        field.setObjectName(object_name)
        field.setToolTip(name)
        field.setFixedHeight(self.theme.scaled(32))
        return field

    def _on_ok_clicked(self) -> None:
        days = sorted((_as_date(self.since.date()), _as_date(self.until.date())))
        self.close_popup()
        self.chosen.emit(days[0], days[1])


def _as_qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _as_date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
