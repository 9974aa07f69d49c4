"""An answer that ends while the window is not in front asks for a look."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.services.runs import RunService


class Attention(QObject):
    """Marks the window in the task bar or dock, as the system does it; no sound, no bubble.

    Args:
        alert: asks the system for it.
    """

    def __init__(
        self, window: QWidget, runs: RunService, alert: Callable[[QWidget], object]
    ) -> None:
        super().__init__(window)
        self._window, self._alert = window, alert
        runs.run_finished.connect(self._on_runs_run_finished)

    def _on_runs_run_finished(self, _conversation_id: str, _message_id: str) -> None:
        if not self._window.isActiveWindow():
            self._alert(self._window)
