"""Answers that want to run, fetch, hide, lie, or bring the window to a halt."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.core.events import Finished, TextDelta
from studio.core.messages import MessageState
from studio.core.parts import ImagePart, TextPart
from tests.services.fakes import Hold, Step
from tests.ui.chat.conftest import ChatBench
from tests.ui.conftest import Until
from tests.ui.heartbeat import Heartbeat

FREEZE_S = 1.0


class Listener:
    """A server that nobody should ever speak to."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.calls = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "private.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(path))
    return path


def stream(chat: ChatBench, until: Until, text: str) -> float:
    """Streams an answer frame by frame, goes through it, and opens its chat again.

    Returns:
        The longest freeze, in seconds.
    """
    size = max(1, len(text) // 8)
    script: list[Step] = []
    for at in range(0, len(text), size):
        script += [(TextDelta(0, text[at : at + size]),), Hold()]
    chat.gateway.scripts.append([*script, (Finished(0, "stop"),)])
    beat = Heartbeat()
    chat.send("Go")
    for step in script:
        if isinstance(step, Hold):
            until(lambda hold=step: hold.reached)  # type: ignore[misc]
            chat.window.grab()
            step.go()
    until(lambda: len(chat.path()) >= 2 and not chat.services.runs.running())
    assert chat.path()[-1].state is MessageState.COMPLETE
    go_through(chat)
    conversation_id = chat.id
    chat.page.new_chat()
    chat.page.open(conversation_id)
    go_through(chat)
    return beat.stop()


def go_through(chat: ChatBench) -> None:
    view = chat.page.pane.transcript
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
        QApplication.sendPostedEvents()
        chat.window.grab()


def test_nothing_runs_and_nothing_is_fetched(
    chat: ChatBench, until: Until, listener: Listener, picture: Path
) -> None:
    here = f"http://127.0.0.1:{listener.port}"
    text = f"""
<script>fetch("{here}/script")</script> <img src="{here}/html.png" onerror="alert(1)">
<iframe src="{here}/frame"></iframe> <link rel="stylesheet" href="{here}/a.css">
<img src="file://{picture}"> <b onclick="x()">bold</b> <style>@import "{here}/b.css"</style>

![remote]({here}/remote.png) ![file](file://{picture}) ![path]({picture}) ![up](../private.png)
![qrc](qrc:/x.png) ![svg](data:image/svg+xml,<svg/onload=alert(1)>) ![data](data:text/html,x)
[a](javascript:alert(1)) [b](file:///etc/passwd) [c](data:text/html,x) [d](vbscript:x)
[e](JaVaScRiPt:alert(1)) [f](&#106;avascript:alert(1)) [g](smb://host/share) <javascript:alert(1)>
[h]({here}/click) <{here}/auto> {here}/bare

| <img src="{here}/cell.png"> | ![x]({here}/cell2.png) |
|---|---|
| <script>1</script> | [y](javascript:1) |

```html
<script src="{here}/code.js"></script>
```
"""
    stream(chat, until, text)
    pane = chat.page.pane
    assert not any(isinstance(part, ImagePart) for part in chat.path()[-1].parts)
    schemes = {target.split(":")[0].lower() for target in link_targets(chat)}
    assert schemes <= {"http", "https", "mailto"}
    # Clicking everywhere in it asks at most what to open.
    view = pane.transcript.viewport()
    for y in range(20, view.height(), 12):
        for x in (120, 260, 420, 600):
            QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    QTest.keyClick(chat.window, Qt.Key.Key_Escape)
    assert listener.calls == 0
    red = [
        (x, y)
        for y in range(0, view.height(), 40)
        for x in range(0, view.width(), 40)
        if view.grab().toImage().pixelColor(x, y).getRgb()[:3] == (255, 0, 0)
    ]
    assert red == []


def link_targets(chat: ChatBench) -> set[str]:
    """Where all links in sight lead, as keys and assistive tools find them."""
    view = chat.page.pane.transcript
    elements = [element for each in view.flow.visible for element in each.piece.elements]
    hits = [hit for element in elements for hit in element.hits()]
    return {hit.target for hit in hits if hit.action in ("link", "remote_image")}


STRANGE = {
    "ansi": "\x1b[31mred\x1b[0m \x1b]8;;http://evil\x07link\x1b]8;;\x07 \x1b[2J\x07 \x9b31m",
    "bidi": "user\u202etxt.exe\u202c \u2066isolated\u2069 \u200f\u200e\u200b\ufeff\u00ad \u061c",
    "zalgo": "Z" + "\u0300\u0301\u0302\u0316" * 5_000 + "algo",
    "emoji": "\ud83d\ude00 \U000e0041\U000e0042\U000e007f 👨‍👩‍👧‍👦" * 200,
    "controls": "\0\x01\x02\x03\x7f\x80\x9f\ufffe\uffff\ufdd0",
    "separators": "A\u2028B\u2029C\x0bD\x0cE\x85F",
    "rtl": "مرحبا **bold** `code` 123\n\n- عنصر\n- item\n\n> اقتباس\n\n```\nكود\n```\n" * 20,
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_characters(chat: ChatBench, until: Until, text: str) -> None:
    assert stream(chat, until, text) < FREEZE_S
    assert chat.path()[-1].parts == (TextPart(text),)


def table(columns: int, rows: int, cell: str) -> str:
    lines = ("a|", "-|", *[f"{cell}|"] * rows)
    return "".join("|" + line * columns + "\n" for line in lines)


HALTING = {
    "long-link": "[x](http://127.0.0.1:1/" + "a" * 1_000_000 + ")",
    "long-bare-link": "http://127.0.0.1:1/" + "a/" * 500_000,
    "quotes": "> " * 100_000 + "deep",
    "tight-quotes": ">" * 100_000 + "deep",
    "lists": "- " * 20_000 + "deep",
    "nested-lists": "".join("  " * depth + "- item\n" for depth in range(2_000)),
    "stars": "*" * 100_000 + "x",
    "brackets": "[" * 100_000 + "x" + "]" * 100_000,
    "images": "![" * 50_000,
    "cell": "|a|b|\n|-|-|\n|" + "![" * 50_000 + "|c|\n",
    "heading": "# " + "[a](" * 20_000,
    "item": "- " + "**a* " * 30_000,
    "ticks": "`" * 100_000,
    "less": "<" * 100_000,
    "entities": "&amp;" * 50_000,
    "underscores": "_a " * 60_000,
    "half-strong": "**a* " * 40_000,
    "fences": "~~~" * 20_000 + "\n" * 20_000,
    "hashes": "# " * 50_000,
    "wide-table": table(2_000, 20, "b"),
    "big-table": table(300, 99, "long words here"),
    "long-table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000,
    "linked-table": "|a|b|\n|-|-|\n"
    + "|[c](http://127.0.0.1:1/)|long words here and there |\n" * 5_000,
    "definitions": "[a]: http://x\n" * 20_000 + "[a]",
    "footnotes": "".join(f"[^{number}]: note\n\n" for number in range(3_000)),
    "dollars": "$" * 50_000 + "x",
    "maths": "\\(" * 30_000,
    "half-maths": "$$a" * 30_000,
    "closing": "http://127.0.0.1:1/" + ")" * 100_000,
    "dots": "http://127.0.0.1:1/" + "." * 100_000 + " x",
    "cells": "| " + "http://127.0.0.1:1/" + ")" * 100_000 + "|\n|-|\n|" + "\\(" * 50_000 + "|\n",
    "address-heading": "# http://127.0.0.1:1/" + ")" * 100_000,
    "maths-item": "- " + "\\(" * 50_000,
    "one-line": "x" * 5_000_000,
    "words": "word " * 400_000,
    "breaks": "\n" * 300_000 + "end",
    "code": "```python\n" + "x = [\n" * 50_000 + "```",
    "code-line": "```python\n" + "'" * 1_000_000 + "\n```",
    "items": "1. a\n" * 30_000,
    "html": "<details>" * 20_000,
    "backslashes": "\\" * 200_000,
    "emoji": "😀" * 100_000,
    "deep-formula": "$$" + "{" * 4_000 + "x" + "}" * 4_000 + "$$",
    "long-formula": "$$\n" + "x+" * 50_000 + "\n$$",
    "many-formulas": "".join(f"$a_{{{n}}}$ text\n\n" for n in range(600)),
    "open-formulas": "\\begin{align}\n" * 20_000,
    "half-displays": "text\n$$ a\n" * 20_000,
    "towers": ("$" + "\\frac{1}{1+" * 20 + "x" + "}" * 20 + "$ ") * 50,
    "notes": "".join(f"[^{number}]: a\n" for number in range(20_000)) + "[^1]",
    "note-in-note": "[^a]: " * 10_000,
    "meanings": "Term\n: meaning\n" * 10_000,
    "mails": "a@b.c" * 40_000,
    "webs": "www." * 60_000,
    "titles": "[a]: http://x 'open\n" * 8_000,
    "tildes": "~a ~~b " * 20_000,
    "code-lines": "```python\n" + "x = 1\n" * 100_000 + "```",
    "deep-items": "".join("  " * depth + "- item\n" for depth in range(1_000)),
    "deep-quotes": "> " * 1_000 + "deep",
}


@pytest.mark.parametrize("text", HALTING.values(), ids=HALTING)
def test_what_should_bring_it_to_a_halt(chat: ChatBench, until: Until, text: str) -> None:
    assert stream(chat, until, text) < FREEZE_S
    assert chat.path()[-1].parts == (TextPart(text),)
    # The next one is as quick as ever.
    assert stream(chat, until, "Fine again.") < FREEZE_S
