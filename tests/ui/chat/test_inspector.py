"""The request inspector by real keys and clicks; no key ever shows in it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QTableWidget, QWidget

from studio.core.errors import ServerFailed
from studio.core.events import Finished, ResponseStarted, TextDelta, UsageReported
from studio.core.messages import Usage
from studio.core.sent import SentBody, SentData
from studio.ui.chat.inspector.json_fold import Folder
from studio.ui.images.thumbnails import png_bytes
from tests.ui.chat.conftest import ChatBench, Run
from tests.ui.transcript_view.conftest import click

Until = Callable[[Callable[[], object]], None]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
KEY = "zq-Unusual.Key.0123456789"


@pytest.fixture
def asked(chat: ChatBench, run: Run, until: Until, tmp_path: Path) -> ChatBench:
    """An answered question with a picture, asked with a key, whose text has the key too."""
    connection = chat.services.connections.default()
    assert connection is not None
    run(chat.services.connections.set_key(connection.id, KEY, session_only=True))
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    (tmp_path / "x.png").write_bytes(png_bytes(image))
    chat.page.pane.composer.attachments.add_files((tmp_path / "x.png",))
    until(lambda: chat.page.pane.composer.attachments.attachments())
    usage = UsageReported(Usage(1284, 946, 2230, cost_usd="0.0182"))
    chat.gateway.scripts.append(
        [(ResponseStarted("req_5d10"), TextDelta(0, "A field")), (usage, Finished(0, "stop"))]
    )
    chat.send(f"What is this? My key is {KEY}. " + "Words. " * 60)
    until(lambda: chat.path() and not chat.services.runs.running())
    return chat


def panel(chat: ChatBench) -> QWidget:
    found = chat.window.findChild(QWidget, "inspector")
    assert found is not None
    return found


def body(chat: ChatBench) -> QPlainTextEdit:
    found = chat.window.findChild(QPlainTextEdit, "request_body")
    assert found is not None
    return found


def open_inspector(chat: ChatBench, until: Until) -> None:
    chat.page.toggle_inspector()
    until(lambda: '"model"' in body(chat).toPlainText())


def shown_texts(chat: ChatBench) -> list[str]:
    """All that a person or a screen reader can find in the panel."""
    found = [body(chat).toPlainText()]
    for each in panel(chat).findChildren(QWidget):
        found += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        if isinstance(each, QLabel | QAbstractButton):
            found.append(each.text())
    table = chat.window.findChild(QTableWidget, "events")
    assert table is not None
    for row in range(table.rowCount()):
        found += [table.item(row, column).text() for column in range(3)]
    return found


def press(chat: ChatBench, name: str) -> None:
    QTest.mouseClick(button(chat, name), Qt.MouseButton.LeftButton)


def button(chat: ChatBench, name: str) -> QAbstractButton:
    return next(
        each
        for each in chat.window.findChildren(QAbstractButton)
        if name in (each.text(), each.accessibleName()) and each.isVisible()
    )


def test_the_request_of_the_last_answer_is_shown(asked: ChatBench, until: Until) -> None:
    open_inspector(asked, until)
    texts = shown_texts(asked)
    text = body(asked).toPlainText()
    assert text.startswith('{\n  "model": "a/one",\n')
    assert '"stream": true' in text
    assert '{ "type": "image_url", 1 picture, ' in text
    assert "base64" not in text
    for told in ("200", "POST /chat/completions", "req_5d10", "Key redacted", "1,284 / 946"):
        assert told in texts, told
    assert {"request sent", "response open", "text", "usage", "finish reason", "end"} <= set(texts)
    assert panel(asked).width() == 432
    assert not asked.page.inspector.overlays


def test_no_key_shows_in_the_panel_or_on_the_clipboard(asked: ChatBench, until: Until) -> None:
    open_inspector(asked, until)
    clipboard = QGuiApplication.clipboard()
    copies = []
    for name in ("Copy as cURL", "Copy as Python", "Copy request body", "Copy request id"):
        press(asked, name)
        copies.append(clipboard.text())
    assert "Authorization: Bearer $DGRID_API_KEY" in copies[0]
    assert "os.environ['DGRID_API_KEY']" in copies[1]
    assert json.loads(copies[2])["model"] == "a/one"
    assert copies[3] == "req_5d10"
    press(asked, "Raw")
    texts = [*copies, *shown_texts(asked)]
    assert any("What is this? My key is […]" in text for text in texts)
    assert not any(KEY in text for text in texts)


def test_lines_open_and_fold_by_click_and_key(asked: ChatBench, until: Until) -> None:
    open_inspector(asked, until)
    view = body(asked)
    folded = view.toPlainText()
    number = next(i for i, line in enumerate(folded.split("\n")) if "1 picture" in line)
    block = view.document().findBlockByNumber(number)
    cursor = view.textCursor()
    cursor.setPosition(block.position())
    at = view.cursorRect(cursor).center() + QPoint(8, 0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.document().blockCount() > len(folded.split("\n"))
    assert view.textCursor().blockNumber() == number
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.toPlainText() == folded


def test_escape_and_the_button_close_it(asked: ChatBench, until: Until) -> None:
    open_inspector(asked, until)
    assert body(asked).hasFocus()
    QTest.keyClick(body(asked), Qt.Key.Key_Escape)
    assert not asked.page.inspector.is_open
    assert asked.edit.hasFocus()
    press(asked, "Show request")
    assert asked.page.inspector.is_open
    press(asked, "Close inspector")
    assert not asked.page.inspector.is_open


def test_it_lies_over_the_chat_in_a_narrow_window(asked: ChatBench, until: Until) -> None:
    open_inspector(asked, until)
    pane_px = asked.page.pane.width()
    asked.window.resize(1100, 800)
    until(lambda: asked.page.inspector.overlays)
    assert panel(asked).geometry().right() == asked.page.width() - 1
    assert asked.page.pane.width() > pane_px - 300
    asked.page.escape()
    assert not asked.page.inspector.is_open
    asked.page.toggle_inspector()
    asked.window.resize(1400, 800)
    until(lambda: not asked.page.inspector.overlays)
    until(lambda: panel(asked).isVisible())


def test_a_failure_shows_its_request_and_status(chat: ChatBench, until: Until) -> None:
    chat.gateway.scripts.append([ServerFailed("boom", status=503, request_id="req_9")])
    chat.send("Hello")
    until(lambda: chat.path() and not chat.services.runs.running())
    until(lambda: chat.page.pane.transcript.flow.visible)
    click(chat.page.pane.transcript, chat.path()[-1].id, "show_request")
    until(lambda: '"model"' in body(chat).toPlainText())
    assert {"503", "req_9"} <= set(shown_texts(chat))


def test_it_follows_the_version_and_the_chat(asked: ChatBench, until: Until) -> None:
    open_inspector(asked, until)
    asked.answers("again")
    asked.page.pane.regenerate_last()
    until(lambda: asked.path()[-1].text == "again" and not asked.services.runs.running())
    until(lambda: "req_5d10" not in shown_texts(asked))
    asked.page.new_chat()
    until(lambda: "There is no answer yet." in body(asked).toPlainText())
    assert not button(asked, "Copy as cURL").isEnabled()


def test_an_edited_answer_says_that_nothing_was_sent(asked: ChatBench, until: Until) -> None:
    asked.page.pane.reader.actions.run("edit", asked.path()[-1].id)
    edits = asked.page.pane.reader.edits
    assert edits is not None
    assert edits.editor is not None
    QTest.keyClicks(edits.editor.edit, "!")
    QTest.keyClick(edits.editor.edit, Qt.Key.Key_S, CONTROL)
    asked.page.toggle_inspector()
    until(lambda: "Nothing was sent" in body(asked).toPlainText())


# Folding.


def folder(fields: dict[str, object]) -> Folder:
    fields_body = SentBody("u", "/p", fields, "NONCE", (SentData("image/png", 412_000),))
    return Folder(fields_body, lambda index: f"picture {index}", width=40)


def test_short_things_stand_on_one_line_and_long_texts_are_cut() -> None:
    made = folder({"a": 1, "b": {"c": True}, "messages": [{"role": "user", "content": "x " * 90}]})
    lines = [line.text for line in made.lines()]
    assert lines[0] == "{"
    assert lines[1] == '  "a": 1,'
    assert lines[2] == '  "b": { "c": true },'
    assert all(len(line) <= 40 for line in lines)
    assert any("…" in line for line in lines)
    assert lines[-1] == "}"


@pytest.mark.parametrize(
    "content", ["a b c d e f g", "Pull a palette of five", "x" * 90, "é 中 " * 20]
)
def test_no_line_is_longer_than_its_room(content: str) -> None:
    made = folder({"messages": [{"role": "user", "content": content} for _ in range(2)]})
    for width in range(24, 60):
        made.set_width(width)
        texts = [line.text for line in made.lines() if '{ "role"' in line.text]
        assert all(len(text) <= width for text in texts)


def test_a_mark_that_someone_wrote_is_only_text() -> None:
    made = folder({"a": "@OTHER:0@", "b": "data:image/png;base64,@NONCE:0@", "c": "see @NONCE:0@"})
    lines = [line.text for line in made.lines()]
    assert lines[1:4] == ['  "a": "@OTHER:0@",', '  "b": picture 0,', '  "c": "see [picture 0]"']
    assert json.loads(made.whole())["b"] == "[picture 0]"


def test_a_cut_text_opens_in_full() -> None:
    text = "word " * 40
    made = folder({"system": text})
    assert made.lines()[1].path == ("system",)
    made.toggle(("system",))
    assert made.lines()[1].text == f'  "system": {json.dumps(text)}'
    made.toggle(("system",))
    assert len(made.lines()[1].text) <= 40


def test_a_huge_conversation_is_folded_in_no_time() -> None:
    messages = [
        {"role": "user" if n % 2 else "assistant", "content": "word " * 2000} for n in range(2000)
    ]
    made = folder({"messages": messages, "system": "x" * 2_000_000})
    began = time.thread_time()
    lines = made.lines()
    raw = made.raw(100_000)
    assert time.thread_time() - began < 0.05
    assert len(lines) < 1000
    assert any("1800" in line.text for line in lines)
    assert len(raw) <= 100_001
    made.toggle(("system",))
    assert max(len(line.text) for line in made.lines()) < 21_000
