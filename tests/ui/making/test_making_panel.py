"""The panel for making images, by keys and mouse."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.errors import TimedOut
from studio.core.events import Finished, ImageReceived
from studio.core.making import ImageOrder, Way
from studio.core.messages import Attachment
from studio.core.parts import BlobRef, ImageOrigin
from studio.core.requests import ChatRequest, ImageRequest
from studio.ui.making.job_card import JobCard
from studio.ui.making.panel import MakingPanel
from studio.ui.parameters.image_options import MakingOptions
from studio.ui.picker.picker import ModelPicker
from studio.ui.theme import ThemeStore
from tests.services.fakes import Hold
from tests.ui.conftest import Until
from tests.ui.making.conftest import DRAWS, PAINTS, picture
from tests.ui.shell.conftest import Shell

BLOB = BlobRef("a" * 64, "image/png", 9, 3, 3)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def opened(studio: Shell) -> MakingPanel:
    QTest.keyClick(studio.window, Qt.Key.Key_I, CTRL_SHIFT)
    assert studio.window.making.is_open
    return studio.window.making.panel


def image() -> ImageReceived:
    return ImageReceived(0, BLOB, ImageOrigin.ENDPOINT)


def cards(panel: MakingPanel) -> list[JobCard]:
    return panel.queue.findChildren(JobCard)


def ask(panel: MakingPanel, prompt: str) -> None:
    QTest.keyClicks(panel.box.edit, prompt)
    QTest.keyClick(panel.box.edit, Qt.Key.Key_Return)


def test_the_key_opens_a_box_that_can_draw(studio: Shell, until: Until) -> None:
    panel = opened(studio)
    assert panel.box.edit.hasFocus()
    until(lambda: QApplication.activeWindow() is studio.window)
    assert panel.box.model[1] == PAINTS  # the first that draws, not the model of the chat
    assert not panel.box.make_button.isEnabled()
    assert panel.box.make_button.toolTip() == "Describe an image first"


def test_enter_makes_and_escape_keeps_the_words(studio: Shell, until: Until) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]]
    panel = opened(studio)
    ask(panel, "a fox")
    making = studio.services.making.get()
    until(lambda: making.jobs() and making.jobs()[0].is_over)
    assert cards(panel)[0].accessibleName().startswith("a fox, paints-image, done")
    assert isinstance(studio.bench.gateway.requests[0], ChatRequest)
    QTest.keyClick(panel.box.edit, Qt.Key.Key_Escape)
    assert not studio.window.making.is_open
    assert opened(studio).box.edit.toPlainText() == "a fox"
    # It is no chat in the list, but it is kept.
    assert studio.window.chat.list.model.rowCount() == 0
    (kept,) = studio.services.conversations.all()
    studio.window.chat.open(kept.id)
    assert studio.window.chat.list.model.row_of(kept.id) > 0


def test_enter_while_composing_makes_nothing(studio: Shell) -> None:
    panel = opened(studio)
    QTest.keyClicks(panel.box.edit, "fox ")
    QApplication.sendEvent(panel.box.edit, QInputMethodEvent("きつね", []))
    QTest.keyClick(panel.box.edit, Qt.Key.Key_Return)
    assert studio.services.making.get().jobs() == ()
    QApplication.sendEvent(panel.box.edit, QInputMethodEvent())


def test_variables_are_counted_before_and_many_ask_once_more(studio: Shell, until: Until) -> None:
    panel = opened(studio)
    box, making = panel.box, studio.services.making.get()
    QTest.keyClicks(box.edit, "a {red|blue|green} fox")
    until(lambda: box.make_button.text() == "Make 3")
    box.versions.setFocus()
    for _ in range(8):
        QTest.keyClick(box.versions, Qt.Key.Key_Up)
    assert box.make_button.text() == "Make 27"
    QTest.mouseClick(box.make_button, LEFT)
    assert box.confirm.isVisible()
    assert box.confirm.yes.text() == "Make 27 images"
    assert making.jobs() == ()
    QTest.keyClick(box.confirm.yes, Qt.Key.Key_Escape)
    assert box.confirm.isHidden()
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 27
    QTest.mouseClick(box.make_button, LEFT)
    QTest.mouseClick(box.confirm.yes, LEFT)
    until(lambda: len(making.jobs()) == 27 and all(job.is_over for job in making.jobs()))


def test_alt_up_and_down_walk_through_the_prompts(studio: Shell, until: Until) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 2
    edit = opened(studio).box.edit
    for prompt in ("first", "second"):
        edit.replace_text(prompt)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    edit.replace_text("half typed")
    walked = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(edit, key, ALT)
        walked.append(edit.toPlainText())
    assert walked == ["second", "first", "first", "second", "half typed"]
    until(lambda: len(studio.bench.gateway.requests) == 2)


def test_files_are_dropped_and_taken_away_again(
    studio: Shell, until: Until, tmp_path: Path
) -> None:
    panel = opened(studio)
    strip = panel.box.references
    for number in range(9):
        (tmp_path / f"{number}.png").write_bytes(picture(width=64 + number))
    (tmp_path / "text.txt").write_text("no image")
    notices: list[str] = []
    failed: list[str] = []
    panel.notice.connect(notices.append)
    panel.attach_failed.connect(lambda name, _failure: failed.append(name))

    def drop(*names: str) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
        event = QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
        )
        panel.box.dropEvent(event)

    drop("text.txt")
    until(lambda: failed == ["text.txt"])
    drop(*(f"{number}.png" for number in range(9)))
    until(lambda: len(strip.attachments()) == 8)
    assert notices == ["Not more than 8 reference images go along"]
    QTest.mouseClick(studio.button("Remove 0.png"), LEFT)
    assert strip.attachments()[0].name == "1.png"


def test_shape_and_way_go_into_the_request(studio: Shell, until: Until) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]]
    box = opened(studio).box
    QTest.keyClicks(box.edit, "a fox")
    QTest.mouseClick(box.shape_chip, LEFT)
    popup = box.shape_chip.popup
    assert popup is not None
    QTest.mouseClick(popup.tiles["16:9"], LEFT)
    QTest.mouseClick(studio.button("2K"), LEFT)
    QTest.mouseClick(studio.button("Images endpoint"), LEFT)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert box.shape_chip.text() == "16:9 · 2K"
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    until(lambda: studio.bench.gateway.requests)
    (request,) = studio.bench.gateway.requests
    assert isinstance(request, ImageRequest)
    assert (request.parameters.aspect_ratio, request.parameters.image_size) == ("16:9", "2K")


def test_quality_is_offered_where_the_model_takes_it_and_sent_when_chosen(
    studio: Shell, until: Until
) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 2
    panel = opened(studio)
    box = panel.box
    QTest.mouseClick(box.shape_chip, LEFT)
    popup = box.shape_chip.popup
    assert popup is not None
    assert popup.seed.isVisible()  # this one is asked by chat
    assert not any(each.isVisible() for each in popup.qualities.values())
    QTest.keyClick(popup, Qt.Key.Key_Escape)

    panel.use_model(box.model[0], DRAWS)
    QTest.mouseClick(box.shape_chip, LEFT)
    assert not popup.seed.isVisible()
    QTest.mouseClick(studio.button("High"), LEFT)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.is_open
    assert box.shape_chip.text() == "Auto shape · High"
    ask(panel, "a fox")
    requests = studio.bench.gateway.requests
    until(lambda: requests)
    assert isinstance(requests[0], ImageRequest)
    assert (requests[0].quality, requests[0].parameters.as_dict()) == ("high", {"quality": "high"})
    # Another model does not take it: it is neither shown nor sent, and not forgotten.
    panel.use_model(box.model[0], PAINTS)
    assert box.shape_chip.text() == "Auto shape"
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    until(lambda: len(requests) == 2)
    assert requests[1].parameters.as_dict() == {}
    panel.use_model(box.model[0], DRAWS)
    assert box.shape_chip.text() == "Auto shape · High"


def test_a_seed_goes_along_and_counts_up_by_version(studio: Shell, until: Until) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 2
    panel = opened(studio)
    box = panel.box
    QTest.mouseClick(box.shape_chip, LEFT)
    popup = box.shape_chip.popup
    assert popup is not None
    popup.seed.setFocus()
    QTest.keyClicks(popup.seed, "x42y")
    assert (popup.seed.text(), box.shape_chip.text()) == ("42", "Auto shape · Seed 42")
    QTest.keyClick(popup.seed, Qt.Key.Key_Return)
    assert not popup.is_open
    box.versions.set_value(2)
    ask(panel, "a fox")
    requests = studio.bench.gateway.requests
    until(lambda: len(requests) == 2)
    assert sorted(request.parameters.seed for request in requests) == [42, 43]
    making = studio.services.making.get()
    until(lambda: all(job.is_over for job in making.jobs()))
    tree = studio.services.conversations.tree(making.jobs()[0].conversation_id)
    assert tree is not None
    kept = [tree.get(job.message_id).parameters["seed"] for job in making.jobs()]  # type: ignore[union-attr]
    assert kept == [42, 43]

    QTest.mouseClick(box.shape_chip, LEFT)
    QTest.mouseClick(popup.draw, LEFT)
    drawn = box.order().seed
    assert drawn is not None
    assert popup.seed.text() == str(drawn)
    popup.seed.selectAll()
    QTest.keyClick(popup.seed, Qt.Key.Key_Delete)
    assert box.order().seed is None
    assert box.shape_chip.text() == "Auto shape"


def test_a_narrow_box_says_less_and_covers_nothing(studio: Shell, theme_store: ThemeStore) -> None:
    studio.window.resize(960, 600)
    theme_store.set_scale(150)
    studio.window.resize(961, 600)
    box = opened(studio).box
    box.shape_chip.set_value(MakingOptions(aspect="16:9", size="4K", seed=2_000_000_000))
    box._show_state()
    studio.window.grab()
    parts = (box.model_button, box.shape_chip, box.versions, box.make_button)
    for each in parts:
        assert each.width() >= each.minimumSizeHint().width(), each.objectName()
    for left, right in itertools.pairwise(parts):
        assert left.geometry().right() < right.x()
    assert "16:9 · 4K" in box.shape_chip.toolTip()
    theme_store.set_scale(100)


def test_the_picker_begins_with_models_that_draw(studio: Shell, until: Until) -> None:
    panel = opened(studio)
    QTest.mouseClick(panel.box.model_button, LEFT)
    picker = studio.window.findChild(ModelPicker)
    assert picker.is_open
    assert picker.filters.skill_chips[1].isChecked()
    QTest.keyClicks(picker.search, "gpt-image")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    until(lambda: panel.box.model[1] == DRAWS)


def test_a_failure_says_what_may_have_been_paid_and_is_tried_again(
    studio: Shell, until: Until
) -> None:
    studio.bench.gateway.scripts = [
        [TimedOut("silence", code="silence_timeout", maybe_charged=True)],
        [(image(),), (Finished(0, "stop"),)],
    ]
    panel = opened(studio)
    ask(panel, "a fox")
    making = studio.services.making.get()
    until(lambda: making.jobs() and making.jobs()[0].is_over)
    (card,) = cards(panel)
    assert "It may have been charged." in card.accessibleDescription()
    QTest.mouseClick(card, LEFT, pos=QPoint(70, 90))
    until(lambda: making.jobs()[0].pictures)
    assert card.accessibleDescription() == ""


def test_a_tile_stops_its_job_and_is_put_away(studio: Shell, until: Until) -> None:
    hold = Hold()
    studio.bench.gateway.scripts = [[hold]]
    panel = opened(studio)
    ask(panel, "a fox")
    until(lambda: hold.reached)
    QTest.mouseClick(studio.button("Stop", panel.queue), LEFT)
    making = studio.services.making.get()
    until(lambda: making.jobs()[0].is_over)
    QTest.mouseClick(studio.button("Take out of the queue"), LEFT)
    assert cards(panel) == []
    assert panel.queue.isHidden()


def test_prompt_and_parameters_are_used_again(
    studio: Shell, until: Until, run: Callable[..., Any]
) -> None:
    kept: Attachment = run(studio.services.images.import_bytes(picture(), "teal.png"))
    connection = studio.bench.connections.all()[0]
    order = ImageOrder("an owl", PAINTS, connection.id, Way.CHAT, "3:2", "4K", 3, (kept,))
    studio.window.making.reuse(order)
    assert studio.window.making.panel.box.order() == order
    seeded = replace(order, seed=7)
    studio.window.making.reuse(seeded)
    assert studio.window.making.panel.box.order() == seeded
    studio.window.making.make_variants(seeded)
    assert studio.window.making.panel.box.order().seed is None  # variants differ
    box = studio.window.making.panel.box
    assert (box.order().versions, box.make_button.text()) == (4, "Make 4")
    assert studio.services.making.get().jobs() == ()  # the price is seen first


def test_tiles_of_the_queue_lie_side_by_side(studio: Shell, until: Until) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 3
    panel = opened(studio)
    panel.box.versions.set_value(3)
    ask(panel, "a fox")
    making = studio.services.making.get()
    until(lambda: len(making.jobs()) == 3 and all(job.is_over for job in making.jobs()))
    until(lambda: all(card.isVisible() for card in cards(panel)))
    assert len({card.x() for card in cards(panel)}) == 3
    until(lambda: not cards(panel)[0].visibleRegion().isEmpty())
    assert all(card.visibleRegion().boundingRect() == card.rect() for card in cards(panel))


def test_what_one_order_asks_for_stays_in_its_order_and_newer_orders_come_before(
    studio: Shell, until: Until
) -> None:
    studio.bench.gateway.scripts = [[(image(),), (Finished(0, "stop"),)]] * 5
    panel = opened(studio)
    ask(panel, "a {red|blue|green} fox")
    making = studio.services.making.get()
    until(lambda: len(making.jobs()) == 3 and all(job.is_over for job in making.jobs()))
    panel.box.edit.selectAll()
    ask(panel, "a {tall|small} tree")
    until(lambda: len(making.jobs()) == 5 and all(job.is_over for job in making.jobs()))
    until(lambda: len({card.x() for card in cards(panel)}) == 5)
    row = sorted(cards(panel), key=lambda card: card.x())
    shown = [card.accessibleName().partition(",")[0] for card in row]
    assert shown == ["a tall tree", "a small tree", "a red fox", "a blue fox", "a green fox"]
