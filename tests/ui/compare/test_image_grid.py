"""Answers that are images stand in a grid: cells, keyboard, choice, votes, blind."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from studio.core.comparing import ColumnSetup
from studio.core.errors import ServerFailed
from studio.core.events import Finished, ImageProgress, ImageReceived
from studio.core.gallery import GalleryFilter
from studio.core.judging.leaderboard import VoteFilter
from studio.core.judging.votes import Verdict
from studio.core.parts import BlobRef, ImageOrigin
from studio.core.requests import ChatRequest
from studio.storage.blobs import BlobStore
from studio.ui.compare.images.cell import ImageCell
from studio.ui.compare.images.cells import Cell, CellState
from studio.ui.compare.images.drawing_options import DrawingOptions
from studio.ui.compare.images.grid import ImageGrid
from studio.ui.images.drag_out import keys_of
from studio.ui.images.items import ImageItem
from tests.services.fakes import Hold, Step
from tests.ui.chat.conftest import Run
from tests.ui.compare.conftest import CompareBench, answer
from tests.ui.gallery.conftest import picture

Key, Modifier = Qt.Key, Qt.KeyboardModifier
ONE, TWO, THREE = "x/one-image", "y/two-image", "z/three-image"


def blob_of(compare: CompareBench, number: int) -> BlobRef:
    return BlobStore(compare.bench.folder / "images").put(picture(number, 96, 64))


def image(compare: CompareBench, number: int) -> list[Step]:
    blob = blob_of(compare, number)
    return [(ImageReceived(0, blob, ImageOrigin.PART, ""),), (Finished(0, "stop"),)]


def grid(compare: CompareBench) -> ImageGrid:
    assert compare.page.images.is_shown
    return compare.page.images.grid


def cells(compare: CompareBench) -> list[Cell]:
    return grid(compare).cells()


def widgets(compare: CompareBench) -> list[ImageCell]:
    """The cells on the screen, in reading order."""
    found = [each for each in grid(compare).findChildren(ImageCell) if not each.isHidden()]
    keys = [cell.key for cell in cells(compare)]
    return sorted(found, key=lambda each: keys.index(each.cell.key))


def names(compare: CompareBench) -> list[str]:
    return [each.accessibleName() for each in widgets(compare)]


def drawn(compare: CompareBench, *models: str, prompt: str = "A lighthouse") -> None:
    """Asks models for an image each, and waits for them."""
    compare.add(*models)
    compare.gateway.scripts += [image(compare, number + 1) for number in range(len(models))]
    compare.send(prompt)
    compare.idle()
    compare.until(lambda: all(cell.is_image for cell in cells(compare)))


def press(widget: QWidget, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Modifier.NoModifier
    for each in modifiers:
        held |= each
    QTest.keyClick(widget, key, held)


def focused(compare: CompareBench) -> int:
    return [each.hasFocus() for each in widgets(compare)].index(True)


def test_models_that_draw_are_shown_as_a_grid_and_models_that_write_as_columns(
    compare: CompareBench,
) -> None:
    compare.add(ONE, TWO)
    assert compare.page.images.is_shown
    assert [cell.state for cell in cells(compare)] == [CellState.READY] * 2
    compare.add("a/writer")
    assert not compare.page.images.is_shown
    compare.click("Remove a/writer")
    assert compare.page.images.is_shown


def test_a_cell_says_how_far_its_image_is(compare: CompareBench) -> None:
    hold, rest = Hold(), image(compare, 1)
    compare.add(ONE, TWO)
    first: list[Step] = [(ImageProgress(0, 1_200_000),), hold, *rest]
    failing: list[Step] = [ServerFailed("overloaded", status=500)]
    compare.gateway.scripts += [first, failing]
    compare.send("A lighthouse")
    compare.until(
        lambda: (
            [cell.state for cell in cells(compare)] == [CellState.DRAWING, CellState.FAILED]
            and cells(compare)[0].received_bytes
        )
    )
    assert names(compare) == [
        f"{ONE}, image, being drawn",
        f"{TWO}, image, The provider failed",
    ]
    compare.gateway.scripts.append(image(compare, 2))
    compare.click(f"Retry: {TWO}")
    hold.go()
    compare.idle()
    compare.until(lambda: all(cell.is_image for cell in cells(compare)))
    assert names(compare) == [f"{ONE}, image, 96 × 64", f"{TWO}, image, 96 × 64"]


def test_an_answer_in_words_is_told_and_a_chat_of_words_goes_back_to_columns(
    compare: CompareBench,
) -> None:
    compare.add(ONE, TWO)
    compare.gateway.scripts += [image(compare, 1), answer("I can't draw that.")]
    compare.send("A lighthouse")
    compare.idle()
    compare.until(lambda: not compare.page.images.is_shown)
    compare.page.images.set_on(True)
    assert names(compare)[1] == f"{TWO}, image, I can't draw that."


def test_arrows_walk_shift_chooses_and_the_chosen_ones_are_compared(compare: CompareBench) -> None:
    compared: list[tuple[ImageItem, ...]] = []
    opened: list[tuple[tuple[ImageItem, ...], int]] = []
    compare.page.images_compared.connect(compared.append)
    compare.page.images_requested.connect(lambda items, at: opened.append((items, at)))
    drawn(compare, ONE, TWO, THREE)
    press(compare.page.composer.edit, Key.Key_1, Modifier.AltModifier)
    assert focused(compare) == 0
    press(widgets(compare)[0], Key.Key_Right, Modifier.ShiftModifier)
    assert focused(compare) == 1
    assert [each.accessibleName().rpartition(", ")[2] for each in widgets(compare)] == [
        "chosen as A", "chosen as B", "96 × 64",
    ]  # fmt: skip
    press(widgets(compare)[1], Key.Key_End)
    press(widgets(compare)[2], Key.Key_Space, Modifier.ControlModifier)
    assert widgets(compare)[2].isChecked()
    press(widgets(compare)[2], Key.Key_M)
    assert [item.model_id for item in compared[0]] == [ONE, TWO, THREE]
    press(widgets(compare)[2], Key.Key_Return)
    (items, at) = opened[0]
    assert (len(items), items[at].model_id, items[at].prompt) == (3, THREE, "A lighthouse")
    compare.page.escape()
    assert grid(compare).choice.keys == ()


def test_a_click_chooses_a_double_click_opens(compare: CompareBench) -> None:
    opened: list[int] = []
    compare.page.images_requested.connect(lambda _items, at: opened.append(at))
    drawn(compare, ONE, TWO)
    first, second = widgets(compare)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert len(grid(compare).choice.keys) == 2
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert len(grid(compare).choice.keys) == 1
    QTest.mouseDClick(second, Qt.MouseButton.LeftButton)
    assert opened == [1]


def test_space_looks_closer_and_walks(compare: CompareBench) -> None:
    drawn(compare, ONE, TWO)
    grid(compare).focus_cell(cells(compare)[0].key)
    press(widgets(compare)[0], Key.Key_Space)
    look = QApplication.focusWidget()
    assert look is not None
    assert look.accessibleName() == "Quick look"
    press(look, Key.Key_Right)
    press(look, Key.Key_Escape)
    assert focused(compare) == 1


def test_several_images_of_a_model_stand_in_a_row_and_one_is_asked_for_again(
    compare: CompareBench,
) -> None:
    for model in (ONE, TWO):
        compare.page.acts.add(ColumnSetup(model, compare.connection_id, parameters={"n": 2}))
    failing: list[Step] = [ServerFailed("overloaded", status=500)]
    scripts = [image(compare, 1), failing, image(compare, 3), image(compare, 4)]
    compare.gateway.scripts += scripts
    compare.send("A lighthouse")
    compare.idle()
    compare.until(lambda: sum(cell.is_image for cell in cells(compare)) == 3)
    assert [len(group.cells) for group in grid(compare).groups] == [2, 2]
    first, second, third, _ = widgets(compare)
    assert first.y() == second.y() < third.y()
    assert names(compare)[1] == f"{ONE}, image 2 of 2, The provider failed"
    press(third, Key.Key_Up)
    assert focused(compare) == 0
    compare.gateway.scripts.append(image(compare, 2))
    compare.click(f"Retry: {ONE}, 2")
    compare.idle()
    compare.until(lambda: all(cell.is_image for cell in cells(compare)))
    assert len(compare.gateway.requests) == 5
    assert all(isinstance(each, ChatRequest) for each in compare.gateway.requests)


def test_two_chosen_images_are_voted_on_and_stand_in_the_table_of_images(
    compare: CompareBench, run: Run
) -> None:
    for model in (ONE, TWO):
        compare.page.acts.add(ColumnSetup(model, compare.connection_id, parameters={"n": 2}))
    compare.gateway.scripts += [image(compare, number) for number in range(1, 5)]
    compare.send("A lighthouse")
    compare.idle()
    compare.until(lambda: all(cell.is_image for cell in cells(compare)))
    votes = compare.services.judging().votes
    keys = [cell.key for cell in cells(compare)]
    grid(compare).choose(keys[:2])
    assert not compare.page.images.voting.candidates()  # of one model: that says nothing
    grid(compare).choose_none()
    grid(compare).choose((keys[0], keys[3]))
    compare.click(f"B is better: {TWO}")
    (vote,) = votes.votes()
    assert (vote.verdict, vote.winner, vote.makes_images) == (Verdict.BETTER, 1, True)
    assert [each.model_id for each in vote.candidates] == [ONE, TWO]
    grid(compare).choose_none()
    grid(compare).choose((keys[1], keys[3]))
    compare.click("Equally good")
    assert len(votes.votes()) == 2
    compare.click("Equally good")
    assert votes.votes() == (vote,)
    table = run(votes.standings(VoteFilter(images=True)))
    assert [(each.model_id, each.wins) for each in table] == [(TWO, 1), (ONE, 0)]
    assert run(votes.standings(VoteFilter())) == ()


def test_blind_images_tell_nobody_who_drew_them(compare: CompareBench) -> None:
    compared: list[tuple[ImageItem, ...]] = []
    asked: list[str] = []
    compare.page.images_compared.connect(compared.append)
    compare.page.image_act_requested.connect(lambda act, _items, _at: asked.append(act))
    drawn(compare, ONE, TWO)
    compare.click("Blind")
    assert [name.partition(",")[0] for name in names(compare)] == ["Answer A", "Answer B"]
    told = [each.accessibleName() + each.accessibleDescription() + each.toolTip()
            for each in compare.page.images.box.findChildren(QWidget)]  # fmt: skip
    assert not any("image-" in text or "-image" in text for text in told)
    grid(compare).choose(cell.key for cell in cells(compare))
    compare.page.acts.compare_images()
    (items,) = compared
    assert {item.name for item in items} == {"Answer A", "Answer B"}
    assert all(not (i.model_id or i.message_id or i.facts or i.took_s) for i in items)
    press(widgets(compare)[0], Key.Key_E)
    assert asked == []
    compare.click("A is better: Answer A")
    (vote,) = compare.services.judging().votes.votes()
    assert vote.is_blind
    compare.click("Reveal")
    assert {name.partition(",")[0] for name in names(compare)} == {ONE, TWO}


def test_one_bar_is_shown_while_one_judges_images_blind(compare: CompareBench) -> None:
    def bars() -> list[str]:
        found = (compare.page.findChild(QWidget, name) for name in ("vote_bar", "image_choice_bar"))
        return [each.objectName() for each in found if each is not None and each.isVisible()]

    def text_x(name: str) -> int:
        text = compare.page.findChild(QWidget, name)
        assert text is not None
        return text.mapTo(compare.page, QPoint()).x()

    drawn(compare, ONE, TWO)
    compare.click("Blind")
    assert bars() == ["vote_bar"]
    answers_x = text_x("vote_text")
    for each in widgets(compare):
        QTest.mouseClick(each, Qt.MouseButton.LeftButton)
        assert bars() == ["image_choice_bar"]
    assert text_x("image_choice_text") == answers_x
    compare.page.images.set_on(False)
    assert bars() == ["vote_bar"]  # under columns nothing is chosen
    compare.page.images.set_on(True)
    assert bars() == ["image_choice_bar"]
    compare.click("Choose none")
    assert bars() == ["vote_bar"]
    QTest.mouseClick(widgets(compare)[0], Qt.MouseButton.LeftButton)
    compare.click("Reveal")
    assert names(compare)[0].startswith((ONE, TWO))
    assert not compare.page.images.bar.reveal.isVisible()


def test_the_button_that_compares_has_room_for_its_words(compare: CompareBench) -> None:
    drawn(compare, ONE, TWO, THREE)
    compare.click("Blind")
    button, bar = compare.page.images.bar.compare, compare.page.images.bar
    seen = []
    for cell, words in zip(widgets(compare), ("", "A and B", "A, B and C"), strict=True):
        QTest.mouseClick(cell, Qt.MouseButton.LeftButton)
        if words:
            compare.until(lambda: button.width() >= button.sizeHint().width())
            seen.append(button.text())
    assert seen == ["Compare A and B", "Compare A, B and C"]
    bar.setFixedWidth(660)
    compare.until(lambda: button.text() == "Compare")
    assert button.accessibleName() == "Compare A, B and C"
    compare.until(lambda: button.width() >= button.sizeHint().width())
    assert bar.clear.geometry().right() < 660


def test_a_digit_picks_a_model(compare: CompareBench) -> None:
    drawn(compare, ONE, TWO)
    press(widgets(compare)[0], Key.Key_2)
    (vote,) = compare.services.judging().votes.votes()
    assert vote.candidates[vote.winner or 0].model_id == TWO
    assert [group.picked for group in grid(compare).groups] == [False, True]


def test_a_person_chooses_columns_and_that_stays(compare: CompareBench) -> None:
    drawn(compare, ONE, TWO)
    compare.click("More")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    by_name = {each.text(): each for each in menu.actions()}
    assert by_name["Images"].isChecked()
    assert not by_name["Columns"].isChecked()
    by_name["Columns"].trigger()
    menu.close()
    assert not compare.page.images.is_shown
    shown = compare.id
    compare.page.new_comparison()
    assert compare.page.images.is_shown
    compare.page.open(shown)
    assert not compare.page.images.is_shown


def test_the_menu_of_an_image_has_what_images_have_elsewhere(compare: CompareBench) -> None:
    found: list[str] = []
    compare.page.gallery_requested.connect(found.append)
    drawn(compare, ONE, TWO)
    key = cells(compare)[1].key
    compare.page.images.acts.open_menu(key, QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [each.text() for each in menu.actions() if each.text()]
    assert texts == [
        "Open image", "Quick look", "Chosen for comparing", "Compare with…", "Favourite",
        "Edit image", "Copy image", "Save image", "Show in folder", "Show in gallery",
        "Copy prompt", "Use prompt and settings again", "Ask again", "Continue with this",
        "Show request",
    ]  # fmt: skip
    next(each for each in menu.actions() if each.text() == "Show in gallery").trigger()
    menu.close()
    blob = cells(compare)[1].blob
    assert blob is not None
    assert found == [blob.sha256]


def test_nothing_is_repainted_or_moved_when_nothing_changed(compare: CompareBench) -> None:
    drawn(compare, ONE, TWO)
    compare.until(lambda: compare.page.images.grid._loader.is_idle)
    boxes = [each.geometry() for each in widgets(compare)]
    shown = [id(each) for each in widgets(compare)]
    compare.page.board.show_states()
    assert [id(each) for each in widgets(compare)] == shown
    assert [each.geometry() for each in widgets(compare)] == boxes


@pytest.mark.parametrize("width", [420, 700, 1384, 2400])
def test_cells_stand_inside_the_grid_and_apart_at_every_width(
    compare: CompareBench, width: int
) -> None:
    drawn(compare, ONE, TWO, THREE)
    view = compare.page.images.grid
    view.setFixedWidth(width)
    QTest.qWaitForWindowExposed(compare.window)
    compare.until(lambda: view.width() == width)
    boxes = [each.geometry() for each in widgets(compare)]
    assert all(box.left() >= 0 and box.right() < view.width() for box in boxes)
    for at, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[at + 1 :])


def test_what_is_set_in_the_box_holds_for_all_models_that_draw(compare: CompareBench) -> None:
    compare.add(ONE, TWO)
    options = compare.page.composer.findChild(DrawingOptions)
    assert options is not None
    assert options.isVisible()
    press(options.versions, Key.Key_Up)
    QTest.mouseClick(options.chip, Qt.MouseButton.LeftButton)
    assert options.chip.popup is not None
    QTest.mouseClick(options.chip.popup.tiles["16:9"], Qt.MouseButton.LeftButton)
    options.chip.popup.close_popup()
    assert [dict(each.parameters) for each in compare.setups()] == [
        {"n": 2, "aspect_ratio": "16:9"}
    ] * 2
    compare.page.composer._show_estimate()
    assert compare.page.composer._estimate.text() == "4 images"
    compare.add("a/writer")
    assert dict(compare.setups()[2].parameters) == {}
    compare.click("Remove a/writer")
    compare.gateway.scripts += [image(compare, number) for number in range(1, 5)]
    compare.send("A lighthouse")
    compare.idle()
    assert [each.parameters.aspect_ratio for each in compare.gateway.requests] == ["16:9"] * 4
    assert [len(group.cells) for group in grid(compare).groups] == [2, 2]


def test_a_model_may_be_asked_for_more_images_than_the_others(compare: CompareBench) -> None:
    compare.add(ONE, TWO)
    column = compare.columns()[1]
    compare.page.acts.inspector.open(column, "parameters")
    options = compare.page.acts.inspector.drawing
    assert options is not None
    assert options.isVisible()
    press(options.versions, Key.Key_Up)
    press(options.versions, Key.Key_Up)
    assert [dict(each.parameters) for each in compare.setups()] == [{}, {"n": 3}]
    shared = compare.page.composer.findChild(DrawingOptions)
    assert shared is not None
    assert shared.versions.text() == "Differs by model"
    assert [group.summary for group in grid(compare).groups] == ["", "× 3"]
    compare.add("a/writer")
    compare.page.acts.inspector.open(compare.columns()[2], "parameters")
    assert options.isHidden()


def test_all_models_go_on_from_one_image(compare: CompareBench) -> None:
    drawn(compare, ONE, TWO)
    second = cells(compare)[1]
    compare.page.images.acts.open_menu(second.key, QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(each for each in menu.actions() if each.text() == "Continue with this").trigger()
    menu.close()
    compare.gateway.scripts += [image(compare, 3), image(compare, 4)]
    compare.send("Make the sky red")
    compare.idle()
    asked = compare.gateway.requests[2:]
    assert all(isinstance(each, ChatRequest) for each in asked)
    for each in asked:
        assert isinstance(each, ChatRequest)
        assert each.history[1].id == second.message_id


def test_one_image_is_not_compared_with_nothing(compare: CompareBench) -> None:
    compared: list[object] = []
    compare.page.images_compared.connect(compared.append)
    compare.add(ONE, TWO)
    compare.gateway.scripts += [image(compare, 1), [ServerFailed("no", status=500)]]
    compare.send("A lighthouse")
    compare.idle()
    compare.until(lambda: cells(compare)[0].is_image)
    press(compare.page.composer.edit, Key.Key_I, Modifier.AltModifier)
    assert compared == []
    assert grid(compare).choice.keys == ()


def test_the_list_says_that_images_are_compared_and_blind_cells_hide_what_servers_say(
    compare: CompareBench,
) -> None:
    compare.add(ONE, TWO)
    failing: list[Step] = [ServerFailed(f"{ONE} is down", status=500)]
    compare.gateway.scripts += [failing, image(compare, 2)]
    compare.send("A lighthouse")
    compare.idle()
    compare.until(lambda: cells(compare)[1].is_image)
    assert ONE in widgets(compare)[0].toolTip()
    model = compare.page.list.model
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    told = [str(each.data(Qt.ItemDataRole.AccessibleTextRole) or "") for each in rows]
    assert any(text.startswith("A lighthouse, 2 models · images · ") for text in told)
    compare.click("Blind")
    assert [each.toolTip() for each in widgets(compare)] == ["", ""]


def test_images_are_dragged_out_as_files_and_a_chosen_one_with_the_others(
    compare: CompareBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QMimeData] = []
    files: list[list[bytes]] = []

    def run(drag: QDrag, *_: object) -> Qt.DropAction:
        dragged.append(drag.mimeData())
        paths = [Path(url.toLocalFile()) for url in drag.mimeData().urls()]
        files.append([path.read_bytes() for path in paths])
        assert not any("image-" in path.name or "-image" in path.name for path in paths)
        return Qt.DropAction.CopyAction

    def drag_away(cell: ImageCell) -> None:
        """As a pointer does: pressed, moved a little, moved far."""
        QTest.mousePress(cell, Qt.MouseButton.LeftButton, pos=QPoint(40, 90))
        for x in (41, 90):
            at, none = QPointF(x, 90), Qt.KeyboardModifier.NoModifier
            left, no = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            global_at = QPointF(cell.mapToGlobal(at.toPoint()))
            move = QMouseEvent(QEvent.Type.MouseMove, at, global_at, no, left, none)
            QApplication.sendEvent(cell, move)

    monkeypatch.setattr(QDrag, "exec", run)
    drawn(compare, ONE, TWO)
    compare.click("Blind")
    first = widgets(compare)[0]
    shown = grid(compare).cells()
    drag_away(first)
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    assert grid(compare).choice.keys == ()  # that was no click
    images = BlobStore(compare.bench.folder / "images")
    pixels = [QImage.fromData(images.read(c.blob)) for c in shown if c.blob is not None]
    assert [[QImage.fromData(each) for each in one] for one in files] == [pixels[:1]]
    assert not keys_of(dragged[0])
    grid(compare).choose(cell.key for cell in shown)
    drag_away(first)
    assert [QImage.fromData(each) for each in files[1]] == pixels


def test_s_makes_an_image_a_favourite_of_the_gallery(compare: CompareBench, run: Run) -> None:
    def favourites() -> set[BlobRef]:
        found = run(compare.services.gallery().find(GalleryFilter(favourites=True)))
        return {card.blob for card in found}

    written: list[object] = []
    compare.services.gallery().images_changed.connect(written.append)
    drawn(compare, ONE, TWO)
    favouring = compare.page.images.favourites
    second = cells(compare)[1].blob
    assert second is not None
    compare.until(lambda: favouring.is_known(second.sha256))
    run(compare.bench.conversations.flush())
    run(compare.services.gallery().counts())  # what changed by that is told
    written.clear()
    press(widgets(compare)[1], Key.Key_S)
    assert [each.accessibleDescription() for each in widgets(compare)] == ["", "Favourite"]
    compare.until(lambda: len(written) == 1)
    assert favourites() == {second}
    press(widgets(compare)[1], Key.Key_Period)
    compare.until(lambda: len(written) == 2)
    assert favourites() == set()
    assert [each.accessibleDescription() for each in widgets(compare)] == ["", ""]


def test_tab_goes_from_the_images_to_their_captions_and_then_to_the_box(
    compare: CompareBench,
) -> None:
    drawn(compare, ONE, TWO)
    first = widgets(compare)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    walked = []
    at: QWidget | None = first
    while at is not compare.page.composer.edit:
        assert at is not None
        assert len(walked) < 40, walked
        walked.append(at.accessibleName())
        QTest.keyClick(at, Key.Key_Tab)
        at = QApplication.focusWidget()
    acts = ("Change model: ", "Pick: ", "More for ")
    captions = [f"{act}{model}" for model in (ONE, TWO) for act in acts]
    assert walked[1:7] == captions


def test_blind_images_of_one_model_do_not_tell_so(compare: CompareBench, run: Run) -> None:
    drawn(compare, ONE, ONE)
    grid(compare).choose(cell.key for cell in cells(compare))
    assert not compare.page.images.voting.candidates()
    grid(compare).choose_none()
    compare.click("Blind")
    grid(compare).choose(cell.key for cell in cells(compare))
    compare.click("A is better: Answer A")
    votes = compare.services.judging().votes
    assert [each.is_blind for each in votes.votes()] == [True]
    assert run(votes.standings(VoteFilter(images=True))) == ()  # two of one model don't play


def test_the_picture_of_images_is_of_the_grid(compare: CompareBench, tmp_path: Path) -> None:
    drawn(compare, "a/one", "b/two")
    compare.click("More")
    menu = compare.window.findChild(QMenu, "compare_menu")
    next(each for each in menu.actions() if each.text() == "Export…").trigger()
    menu.close()
    formats = compare.window.findChild(QMenu, "export_menu")
    next(each for each in formats.actions() if "PNG" in each.text()).trigger()
    formats.close()
    dialog = compare.window.findChild(QFileDialog)
    target = tmp_path / "grid.png"
    dialog.filesSelected.emit([str(target)])
    dialog.close()
    compare.until(target.exists)
    compare.until(lambda: not compare.window.findChildren(QFileDialog))
    assert QImage(str(target)).size() == grid(compare).size() * grid(compare).devicePixelRatioF()
