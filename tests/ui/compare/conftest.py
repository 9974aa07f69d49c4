"""The compare page in a window, over real services and a scripted gateway."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.core.comparing import ColumnSetup
from studio.core.events import Finished, TextDelta
from studio.core.messages import Message
from studio.services.app import AppServices
from studio.services.comparing import Comparing
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.page import ComparePage
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from tests.services.conftest import Bench, make_bench
from tests.services.fakes import ScriptedGateway, Step
from tests.ui.chat.conftest import Run, add_connection, make_services
from tests.ui.conftest import Until


def answer(text: str) -> list[Step]:
    return [(TextDelta(0, text),), (Finished(0, "stop"),)]


@dataclass
class CompareBench:
    """A compare page, its services, and the scripted gateway behind them."""

    bench: Bench
    services: AppServices
    window: QWidget
    page: ComparePage
    toasts: ToastStack
    until: Until
    picks: list[Callable[[str, str], None]] = field(default_factory=list)

    @property
    def gateway(self) -> ScriptedGateway:
        return self.bench.gateway

    @property
    def comparing(self) -> Comparing:
        return self.services.comparing()

    @property
    def id(self) -> str:
        return self.page.conversation_id

    @property
    def connection_id(self) -> str:
        return self.bench.connections.all()[0].id

    def columns(self) -> list[CompareColumn]:
        return self.page.board.columns()

    def answers(self) -> list[Message | None]:
        return self.page.board.answers()

    def texts(self) -> list[str]:
        return [each.text if each is not None else "" for each in self.answers()]

    def shown(self, number: int) -> list[str]:
        """What the transcript of a column shows."""
        return [item.plain_text() for item in self.columns()[number].transcript.items()]

    def button(self, name: str) -> QAbstractButton:
        """The visible button of an accessible name or label."""
        buttons = [b for b in self.window.findChildren(QAbstractButton) if b.isVisible()]
        named = [each for each in buttons if each.accessibleName() == name]
        found = named or [each for each in buttons if each.text() == name]
        assert found, f"no button {name!r}"
        return found[0]

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def add(self, *models: str) -> None:
        """Picks models as a person does."""
        for model in models:
            self.click("Add model")
            self.picks[-1](self.connection_id, model)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.page.composer.edit, text)

    def send(self, text: str) -> None:
        self.type(text)
        QTest.keyClick(self.page.composer.edit, Qt.Key.Key_Return)

    def idle(self) -> None:
        self.until(lambda: not self.comparing.runner.is_running(self.id))

    def ask(self, text: str, *answers: str) -> None:
        """Asks all and waits for the answers."""
        self.gateway.scripts += [answer(each) for each in answers]
        self.send(text)
        self.idle()

    def setups(self) -> list[ColumnSetup]:
        return list(self.page.board.setups())


@pytest.fixture
def compare(
    qtbot: QtBot, theme_store: ThemeStore, run: Run, until: Until, tmp_path: Path
) -> Iterator[CompareBench]:
    bench: Bench = run(make_bench(tmp_path))
    services = make_services(bench, tmp_path)
    add_connection(bench, run, until)
    run(bench.conversations.load())
    until(lambda: services.comparing().store.is_loaded)
    window = QWidget()
    toasts = ToastStack(theme_store, window)
    page = ComparePage(services=services, theme=theme_store, toasts=toasts)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(page)
    window.resize(1384, 900)
    made = CompareBench(bench, services, window, page, toasts, until)
    page.model_picker_requested.connect(lambda _a, _c, _m, take: made.picks.append(take))
    page.start()
    with qtbot.waitExposed(window):
        window.show()
    page.focus_box()
    yield made
    page.save_state()
    window.close()
    run(bench.close())
    window.deleteLater()
