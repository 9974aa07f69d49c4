"""The checks of a run: one row each, of a kind and what it looks for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from studio.core.batches import Check, CheckKind
from studio.services.batches.late_checks import are_ready, make_ready
from studio.services.tasks import TaskScope
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Choice, IconButton, TextButton, TextField

_MOST = 12


class CheckRow(QWidget):
    """One check.

    Signals:
        changed: something else is checked.
        removed: take it away.
    """

    changed = Signal()
    removed = Signal(object)

    def __init__(self, theme: ThemeStore, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kinds = (
            (CheckKind.CONTAINS, self.tr("contains")),
            (CheckKind.EQUALS, self.tr("is equal to")),
            (CheckKind.REGEX, self.tr("matches the pattern")),
            (CheckKind.SCHEMA, self.tr("is JSON of the schema")),
            (CheckKind.JUDGE, self.tr("fulfils, says a judge")),
        )
        name = self.tr("Check {number}").format(number=number)
        self.kind = Choice(theme, name, kinds, width_px=190, object_name=f"check_kind_{number}")
        self.value = TextField(
            theme,
            self.tr("Check {number}: what for").format(number=number),
            placeholder=self.tr("what the list expects"),
            object_name=f"check_value_{number}",
        )
        self.remove = IconButton(theme, "x", self.tr("Remove check {number}").format(number=number))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current.scaled(8))
        row.addWidget(self.kind)
        row.addWidget(self.value, 1)
        row.addWidget(self.remove)
        self.kind.chosen.connect(self._on_changed)
        self.value.textChanged.connect(self._on_changed)
        self.remove.clicked.connect(self._on_remove)

    def check(self) -> Check:
        """What is checked."""
        return Check(CheckKind(str(self.kind.value)), self.value.text().strip())

    def fault(self) -> str:
        """Why it can't be used, or ""."""
        check = self.check()
        needs = check.kind in (CheckKind.REGEX, CheckKind.SCHEMA, CheckKind.JUDGE)
        if needs and not check.value:
            return self.tr("A check is empty")
        if check.kind not in (CheckKind.REGEX, CheckKind.SCHEMA):
            return ""
        if not are_ready():
            return self.tr("The checks are still being made ready")
        from studio.services.batches.checks import fault_of

        return fault_of(check)

    def show_fault(self) -> None:
        """Marks what can't be used."""
        fault = self.fault() if self.value.text().strip() and are_ready() else ""
        self.value.set_invalid(bool(fault))
        self.value.setToolTip(fault)

    def _on_changed(self, _value: object = None) -> None:
        self.show_fault()
        self.changed.emit()

    def _on_remove(self) -> None:
        self.removed.emit(self)


class CheckRows(QWidget):
    """All checks, and a button for one more.

    Signals:
        changed: something else is checked.
    """

    changed = Signal()

    def __init__(self, theme: ThemeStore, scope: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._scope = theme, scope
        self._rows: list[CheckRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current.scaled(8))
        self._add = TextButton(theme, self.tr("Add a check"), icon="plus")
        self._add.setObjectName("add_check")
        across = QHBoxLayout()
        across.addWidget(self._add)
        across.addStretch(1)
        self._column.addLayout(across)
        self._add.clicked.connect(self.add)

    def checks(self) -> tuple[Check, ...]:
        """What is checked."""
        return tuple(row.check() for row in self._rows)

    def fault(self) -> str:
        """Why a check can't be used, or ""."""
        return next((fault for row in self._rows if (fault := row.fault())), "")

    def add(self) -> None:
        """Adds an empty check."""
        if not are_ready():
            self._scope.start(self._make_ready(), name="checks")
        row = CheckRow(self._theme, len(self._rows) + 1)
        row.changed.connect(self.changed)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._add.setEnabled(len(self._rows) < _MOST)
        row.kind.setFocus()
        self.changed.emit()

    async def _make_ready(self) -> None:
        await make_ready()
        if isValid(self):
            for row in self._rows:
                row.show_fault()
            self.changed.emit()

    def clear(self) -> None:
        """Takes all away."""
        for row in list(self._rows):
            self._on_removed(row)

    def _on_removed(self, row: CheckRow) -> None:
        self._rows.remove(row)
        row.hide()
        row.deleteLater()
        self._add.setEnabled(True)
        self.changed.emit()
