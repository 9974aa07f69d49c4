"""The model picker, by real clicks and keys, over real services."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QWidget

from studio.core.errors import ConnectionFailed
from studio.core.models import ModelInfo
from studio.services.clock import SystemClock
from studio.ui.picker.model_list import ModelListView
from studio.ui.picker.picker import ModelPicker
from studio.ui.widgets import EmptyState
from tests.services.conftest import Bench

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
LISTED = (
    ModelInfo("anthropic/claude-haiku-4.5", reasons=True),
    ModelInfo("google/gemini-2.5-flash-image", draws_images=True),
    ModelInfo("openai/gpt-5", sees_images=True, reasons=True),
    ModelInfo("openai/gpt-5-mini", sees_images=True),
)


class Desk:
    """A window with a model button and the picker."""

    def __init__(self, qtbot, qapp, theme_store, live: Bench, until) -> None:
        self.qtbot, self.live, self.until = qtbot, live, until
        self.window = QWidget()
        self.window.resize(900, 700)
        self.button = QPushButton("Model", self.window)
        self.button.setGeometry(40, 660, 120, 28)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.button.setFocus()
        self.connection = live.connections.add("ollama")
        self.picker = ModelPicker(
            theme_store, qapp, self.window,
            connections=live.connections, catalogue=live.catalogue, clock=SystemClock(),
        )  # fmt: skip
        self.list = self.picker.findChild(ModelListView, "models")
        self.chosen: list[tuple[str, str]] = []
        self.picker.model_chosen.connect(self._on_chosen)

    def _on_chosen(self, connection_id: str, model_id: str) -> None:
        self.chosen.append((connection_id, model_id))

    def load(self, *models: ModelInfo) -> None:
        self.live.gateway.listed = models or LISTED
        self.live.catalogue.refresh(self.connection.id)
        self.until(lambda: not self.live.catalogue.is_refreshing(self.connection.id))

    def open(self, model_id: str = "openai/gpt-5") -> None:
        self.picker.open_for(self.button, self.connection.id, model_id)

    def key(self, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.picker.search, key, modifier)

    def marked(self) -> str:
        return self.list.currentIndex().data()

    def texts(self) -> list[str]:
        model = self.list.model()
        return [model.index(n, 0).data() for n in range(model.rowCount())]


@pytest.fixture
def desk(qtbot, qapp, theme_store, live, until) -> Desk:
    return Desk(qtbot, qapp, theme_store, live, until)


def test_opens_on_the_model_in_use_and_enter_chooses(desk: Desk) -> None:
    desk.load()
    desk.open()
    assert desk.picker.search.hasFocus()
    assert desk.marked() == "openai/gpt-5"
    assert desk.picker.search.placeholderText() == "Search 4 models, or type any id"
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)
    assert desk.chosen == [(desk.connection.id, "openai/gpt-5-mini")]
    assert not desk.picker.is_open
    assert desk.button.hasFocus()


def test_arrows_skip_sections_and_stop_at_the_ends(desk: Desk) -> None:
    desk.load()
    desk.open("anthropic/claude-haiku-4.5")
    desk.key(Qt.Key.Key_Up)
    assert desk.marked() == "anthropic/claude-haiku-4.5"
    desk.key(Qt.Key.Key_Down)
    assert desk.marked() == "google/gemini-2.5-flash-image"
    desk.key(Qt.Key.Key_PageDown)
    desk.key(Qt.Key.Key_Down)
    assert desk.marked() == "openai/gpt-5-mini"


def test_typing_finds_and_any_id_can_be_used(desk: Desk) -> None:
    desk.load()
    desk.open()
    desk.qtbot.keyClicks(desk.picker.search, "gemini")
    assert desk.marked() == "google/gemini-2.5-flash-image"
    desk.picker.search.clear()
    desk.qtbot.keyClicks(desk.picker.search, "my/own-model")
    assert desk.marked() == "my/own-model"
    desk.key(Qt.Key.Key_Return)
    assert desk.chosen == [(desk.connection.id, "my/own-model")]


def test_chips_filter_by_skill(desk: Desk) -> None:
    desk.load()
    desk.open()
    vision, image_out, *_ = desk.picker.filters.skill_chips
    desk.qtbot.mouseClick(vision, LEFT)
    assert desk.texts() == ["openai", "openai/gpt-5", "openai/gpt-5-mini"]
    desk.qtbot.mouseClick(image_out, LEFT)
    assert desk.texts() == []
    empty = next(e for e in desk.picker.findChildren(EmptyState) if e.isVisible())
    desk.qtbot.mouseClick(empty.findChild(QWidget, "empty_clear"), LEFT)
    assert "openai/gpt-5" in desk.texts()
    assert not desk.picker.filters.is_on


def test_favourite_by_key_and_by_star(desk: Desk) -> None:
    desk.load()
    desk.open()
    desk.key(Qt.Key.Key_D, CTRL)
    assert desk.live.catalogue.favourites() == {"openai/gpt-5"}
    assert desk.texts()[:2] == ["Favourites", "openai/gpt-5"]
    assert desk.marked() == "openai/gpt-5"
    index = desk.list.model().index(1, 0)
    star = desk.list.itemDelegate().star_rect(desk.list.visualRect(index)).center()
    desk.qtbot.mouseClick(desk.list.viewport(), LEFT, pos=star)
    assert desk.live.catalogue.favourites() == frozenset()
    assert desk.picker.is_open


def test_a_click_chooses(desk: Desk) -> None:
    desk.load()
    desk.open()
    row = desk.texts().index("openai/gpt-5-mini")
    spot = desk.list.visualRect(desk.list.model().index(row, 0)).center()
    desk.qtbot.mouseClick(desk.list.viewport(), LEFT, pos=spot)
    assert desk.chosen == [(desk.connection.id, "openai/gpt-5-mini")]


def test_a_click_on_a_heading_does_nothing(desk: Desk) -> None:
    desk.load()
    desk.open()
    heading = desk.list.visualRect(desk.list.model().index(0, 0)).center()
    desk.qtbot.mouseClick(desk.list.viewport(), LEFT, pos=heading)
    assert desk.chosen == []
    assert desk.picker.is_open


def test_escape_empties_the_search_then_closes(desk: Desk) -> None:
    desk.load()
    desk.open()
    desk.qtbot.keyClicks(desk.picker.search, "gpt")
    desk.key(Qt.Key.Key_Escape)
    assert desk.picker.is_open
    assert desk.picker.search.text() == ""
    desk.key(Qt.Key.Key_Escape)
    assert not desk.picker.is_open


def test_a_list_that_failed_says_why_and_an_id_still_works(desk: Desk) -> None:
    desk.live.gateway.listed = ConnectionFailed("refused")
    desk.open("")
    desk.until(lambda: not desk.live.catalogue.is_refreshing(desk.connection.id))
    empty = next(e for e in desk.picker.findChildren(EmptyState) if e.isVisible())
    words = " ".join(
        label.text() for label in empty.findChildren(QWidget) if hasattr(label, "text")
    )
    assert "The gateway can't be reached" in words
    desk.qtbot.mouseClick(empty.findChild(QWidget, "empty_type"), LEFT)
    assert desk.picker.search.hasFocus()
    desk.qtbot.keyClicks(desk.picker.search, "some-model")
    assert desk.marked() == "some-model"
    desk.picker.search.clear()
    desk.live.gateway.listed = LISTED
    empty = next(e for e in desk.picker.findChildren(EmptyState) if e.isVisible())
    desk.qtbot.mouseClick(empty.findChild(QWidget, "empty_test"), LEFT)
    desk.until(lambda: "openai/gpt-5" in desk.texts())
    assert desk.marked()


def test_refresh_asks_the_gateway_again(desk: Desk) -> None:
    desk.load()
    desk.open()
    desk.live.gateway.listed = (ModelInfo("new/model"),)
    desk.qtbot.mouseClick(desk.picker.refresh_button, LEFT)
    desk.until(lambda: desk.texts() == ["new", "new/model"])


def test_names_for_readers(desk: Desk) -> None:
    desk.load()
    desk.open()
    search = QAccessible.queryAccessibleInterface(desk.picker.search)
    models = QAccessible.queryAccessibleInterface(desk.list)
    assert search.text(QAccessible.Text.Name) == "Find a model"
    assert search.role() == QAccessible.Role.EditableText
    assert models.text(QAccessible.Text.Name) == "Models"
    assert models.role() == QAccessible.Role.List
    assert models.childCount() >= 4
    names = [models.child(n).text(QAccessible.Text.Name) for n in range(models.childCount())]
    assert "openai/gpt-5, Vision, Reasoning, In use" in names


def test_five_hundred_models_filter_within_a_frame_or_two(desk: Desk) -> None:
    desk.load(*(ModelInfo(f"provider{n % 12}/model-{n}") for n in range(500)))
    desk.open()
    times_ms = []
    for text in ("m", "mo", "model-4", "model-49", ""):
        # Processor time of this thread: what else the machine does is no matter.
        began_s = time.thread_time()
        desk.picker.search.setText(text)
        desk.picker.grab()
        times_ms.append((time.thread_time() - began_s) * 1000)
    assert sorted(times_ms)[2] < 60, times_ms


def test_typing_in_the_list_goes_to_the_search(desk: Desk) -> None:
    desk.load()
    desk.open()
    desk.list.setFocus()
    desk.qtbot.keyClick(desk.list, "g")
    assert desk.picker.search.text() == "g"
    assert desk.picker.search.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_with_several_connections_the_other_can_be_shown(desk: Desk) -> None:
    desk.load()
    other = desk.live.connections.add("lmstudio")
    desk.open()
    assert desk.picker.filters.connection_chip.isVisible()
    desk.qtbot.mouseClick(desk.picker.filters.connection_chip, LEFT)
    menu = desk.picker.filters._connection_menu
    desk.qtbot.waitUntil(menu.isVisible)
    action = next(a for a in menu.actions() if a.data() == other.id)
    desk.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    desk.until(lambda: "openai/gpt-5" in desk.texts())
    desk.key(Qt.Key.Key_Return)
    assert desk.chosen[0][0] == other.id


def test_a_press_outside_closes_without_choosing(desk: Desk) -> None:
    desk.load()
    desk.open()
    desk.qtbot.mouseClick(desk.window, LEFT, pos=QPoint(890, 5))
    assert not desk.picker.is_open
    assert desk.chosen == []
