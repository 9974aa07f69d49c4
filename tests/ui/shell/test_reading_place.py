"""Where the reader was and how large the text is: kept per chat, over a restart."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest

from studio.core.events import Finished, TextDelta
from studio.ui.transcript.view import TranscriptView
from tests.ui.chat.conftest import Run
from tests.ui.conftest import Until
from tests.ui.shell.conftest import MakeShell, Shell, close_shell

CTRL = Qt.KeyboardModifier.ControlModifier


def view_of(shell: Shell) -> TranscriptView:
    return shell.window.chat.pane.transcript


def answer(shell: Shell, until: Until, question: str) -> str:
    text = "\n\n".join(f"{question} {n}. " + "Words to read. " * 20 for n in range(60))
    shell.bench.gateway.scripts.append([(TextDelta(0, text),), (Finished(0, "stop"),)])
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, question)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    until(lambda: not shell.services.runs.running() and len(view_of(shell).items()) == 2)
    until(lambda: view_of(shell).flow.most_y > 1000)
    return shell.window.chat.pane.conversation_id


def wheel(shell: Shell, notches: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    viewport = view_of(shell).viewport()
    at = QPointF(viewport.rect().center())
    for _ in range(abs(notches)):
        event = QWheelEvent(
            at, viewport.mapToGlobal(at), QPoint(), QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton, modifier or Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QGuiApplication.sendEvent(viewport, event)


def first_shown(shell: Shell) -> tuple[str, float]:
    shown = view_of(shell).flow.visible
    if not shown:
        return "", 0.0
    visible = shown[0]
    return visible.piece.elements[0].plain_text()[:24], visible.top


def test_each_chat_opens_where_it_was_left(make_shell: MakeShell, run: Run, until: Until) -> None:
    shell = make_shell()
    first = answer(shell, until, "Tides")
    wheel(shell, 9)
    place = first_shown(shell)
    assert place[0].startswith("Tides")
    QTest.keyClick(shell.window, Qt.Key.Key_N, CTRL)
    second = answer(shell, until, "Dunes")
    wheel(shell, 25)
    other = first_shown(shell)
    shell.window.chat.open(first)
    until(lambda: first_shown(shell) == place)
    assert not view_of(shell).is_following
    close_shell(shell, run)
    again = make_shell()
    until(lambda: first_shown(again) == place)
    assert not view_of(again).is_following
    again.window.chat.open(second)
    until(lambda: first_shown(again) == other)


def test_a_chat_left_at_its_end_opens_there(make_shell: MakeShell, run: Run, until: Until) -> None:
    shell = make_shell()
    answer(shell, until, "Tides")
    wheel(shell, 5)
    wheel(shell, -9)
    assert view_of(shell).is_following
    close_shell(shell, run)
    again = make_shell()
    until(lambda: len(view_of(again).items()) == 2 and view_of(again).is_following)
    assert view_of(again).flow.below_px < 1


def test_the_zoom_of_the_wheel_is_kept(make_shell: MakeShell, run: Run, until: Until) -> None:
    shell = make_shell()
    answer(shell, until, "Tides")
    wheel(shell, 2, CTRL)
    assert view_of(shell).zoom_percent == 120
    close_shell(shell, run)
    again = make_shell()
    until(lambda: view_of(again).zoom_percent == 120)
    QTest.keyClick(again.window, Qt.Key.Key_0, CTRL)
    assert view_of(again).zoom_percent == 100
