"""What stands in the place of the columns while nobody was chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.comparing import names_of
from studio.services.comparing.store import ComparisonStore
from studio.ui.theme import ThemeStore
from studio.ui.widgets import EmptyState

_MOST_LINE_UPS = 3
_MOST_NAME_CHARS = 48
_ADD = "add"


class NobodyYet(QWidget):
    """A line, the way to a first model, and the line-ups that were saved.

    Signals:
        add_requested: choose a model.
        line_up_chosen: id of a saved line-up.
    """

    add_requested = Signal()
    line_up_chosen = Signal(str)

    def __init__(
        self, theme: ThemeStore, store: ComparisonStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._store = theme, store
        self._state: EmptyState | None = None
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addStretch(1)
        store.loaded.connect(self._fill)
        store.line_ups_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        if self._state is not None:
            self._row.removeWidget(self._state)
            self._state.hide()
            self._state.deleteLater()
        acts = [(_ADD, self.tr("Add model"), "plus")]
        for line_up in self._store.line_ups()[-_MOST_LINE_UPS:]:
            models = ", ".join(names_of(line_up.columns, short=True))
            text = line_up.name if line_up.name == models else f"{line_up.name}: {models}"
            if len(text) > _MOST_NAME_CHARS:
                text = text[: _MOST_NAME_CHARS - 1].rstrip(", ") + "…"
            acts.append((line_up.id, text, "columns-3"))
        self._state = EmptyState(
            self._theme,
            self.tr("Compare models on one prompt"),
            self.tr("Pick 2 to 6 models. Up to twelve stand side by side."),
            tuple(acts),
        )
        self._state.action_triggered.connect(self._on_state_action_triggered)
        self._row.insertWidget(1, self._state, 100)

    def _on_state_action_triggered(self, act: str) -> None:
        if act == _ADD:
            self.add_requested.emit()
        else:
            self.line_up_chosen.emit(act)
