"""The main window over real services and a scripted gateway."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from studio.options import StartOptions
from studio.services.app import AppServices
from studio.ui.shell.main_window import MainWindow
from studio.ui.theme import ThemeStore
from tests.services.conftest import Bench, make_bench
from tests.ui.chat.conftest import Run, add_connection, make_services
from tests.ui.conftest import Until


@dataclass
class Shell:
    """A main window, its services, and what it asked for."""

    bench: Bench
    services: AppServices
    window: MainWindow
    quits: list[bool] = field(default_factory=list)

    def button(self, name: str, within: QWidget | None = None) -> QAbstractButton:
        """The visible button of an accessible name or label."""
        found = [
            each
            for each in (within or self.window).findChildren(QAbstractButton)
            if name in (each.accessibleName(), each.text()) and each.isVisible()
        ]
        assert found, f"no button {name!r}"
        return found[0]


MakeShell = Callable[..., Shell]


@pytest.fixture
def make_shell(
    qtbot: QtBot, theme_store: ThemeStore, run: Run, until: Until, tmp_path: Path
) -> Iterator[MakeShell]:
    made: list[Shell] = []

    def make(*, connected: bool = True, options: StartOptions | None = None) -> Shell:
        bench: Bench = run(make_bench(tmp_path))
        services = make_services(bench, tmp_path)
        if connected and not bench.connections.all():
            add_connection(bench, run, until)
        elif connected:
            run(bench.catalogue.load(bench.connections.all()[0].id))
        window = MainWindow(
            services=services, theme=theme_store, options=options or StartOptions(theme="light"),
            folders=tmp_path,
        )  # fmt: skip
        shell = Shell(bench, services, window)
        window.quit_requested.connect(lambda: shell.quits.append(True))
        made.append(shell)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        until(window.isActiveWindow)  # shortcuts work in a window that is active
        window.fill()
        run(bench.conversations.load())
        return shell

    yield make
    for shell in made:
        close_shell(shell, run)


def close_shell(shell: Shell, run: Run) -> None:
    """Ends a window as the program does."""
    if shell.bench.closed:
        return
    shell.window.save_state()
    run(shell.bench.close())
    shell.window.close_for_good()
    shell.window.deleteLater()


@pytest.fixture
def shell(make_shell: MakeShell) -> Shell:
    return make_shell()
