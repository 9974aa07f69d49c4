"""Every page in languages with long words, at the largest size: all is read or told by a tooltip.

The languages are made up (`tests/ui/pseudo.py`), so a text that was not translated shows.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from studio.core.comparing import ColumnSetup
from studio.core.errors import Failure, RateLimited
from studio.core.events import Finished, ImageReceived, TextDelta
from studio.core.parts import BlobRef, ImageOrigin
from studio.storage.blobs import BlobStore
from studio.ui.compare.runs.form import RunForm
from studio.ui.theme import ThemeStore
from studio.ui.widgets.ask_popup import AskPopup
from tests.services.fakes import Hold
from tests.ui.conftest import Until
from tests.ui.gallery.conftest import picture
from tests.ui.looking import (
    scrolled_across,
    texts_not_translated,
    texts_on_one_another,
    texts_that_are_cut,
)
from tests.ui.pseudo import Pseudo, translated
from tests.ui.shell.conftest import MakeShell, Shell

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
# Names, ids, addresses, file names, kinds of files: what no translator is given.
OWN = re.compile(
    r"a/one|b/two|c/three|other/|Test gateway|OpenRouter|https?:|/tmp/|/v1|POST|req_|rate_limited"
    r"|PNG|JPEG|WebP|Tide|gpt|claude|Built-in demo|\bJSON\b|CSV|USD|top_k|[0-9]{4}-[0-9]{2}|DGrid"
    r"|\.png|too many|KeyCap '|[0-9]{1,2} [A-Z][a-z]{2}\b|\bMon|\bTue|\bWed|\bThu|\bFri|\bSat|\bSun"
)
SIZES = {"usual": (100, 1280, 800), "largest": (200, 1280, 800), "narrow": (125, 960, 600)}


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> QTranslator:
    return translated("de", tmp_path_factory.mktemp("translations"))


@pytest.fixture(params=["de", "zh"])
def language(
    request: pytest.FixtureRequest, qapp: QApplication, german: QTranslator
) -> Iterator[str]:
    translator = german if request.param == "de" else Pseudo(request.param)
    qapp.installTranslator(translator)
    yield request.param
    qapp.removeTranslator(translator)


@pytest.fixture(params=list(SIZES))
def look(
    request: pytest.FixtureRequest, language: str, theme_store: ThemeStore
) -> Iterator[Callable[[QWidget], None]]:
    """Looks at a window; its size is that of the case."""
    percent, width, height = SIZES[request.param]
    theme_store.set_scale(percent)

    def look(window: QWidget) -> None:
        if window.isWindow() and not isinstance(window, QDialog):
            window.resize(width, height)
        for _ in range(100):  # layouts in layouts come to rest after some turns of the event loop
            faults = faults_of(window)
            if not faults:
                return
            QTest.qWait(5)
        raise AssertionError("\n".join(["", *faults]))

    yield look
    theme_store.set_scale(100)


Look = Callable[[QWidget], None]


def faults_of(window: QWidget) -> list[str]:
    """What a person who reads the window could not read."""
    return [
        *texts_that_are_cut(window),
        *texts_on_one_another(window),
        *(each for each in scrolled_across(window) if "compare_columns" not in each),
        *(each for each in texts_not_translated(window) if not OWN.search(each)),
    ]


def blob(shell: Shell, number: int) -> BlobRef:
    return BlobStore(shell.bench.folder / "images").put(picture(number, 300, 200))


def ask(shell: Shell, until: Until, text: str, *script: object) -> None:
    shell.bench.gateway.scripts.append(list(script))
    edit = shell.window.chat.pane.composer.edit
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Key.Key_Return)
    until(lambda: not shell.services.runs.running())


def drawn(shell: Shell, until: Until, count: int) -> None:
    for number in range(count):
        image = ImageReceived(0, blob(shell, number), ImageOrigin.CONTENT, "")
        ask(shell, until, "Tide", (TextDelta(0, "a/one: "), image), (Finished(0, "stop"),))


def test_chat(make_shell: MakeShell, until: Until, look: Look) -> None:
    shell = make_shell()
    window, page = shell.window, shell.window.chat
    look(window)
    page.toggle_list()
    look(window)
    page.toggle_list()
    hold = Hold()
    shell.bench.gateway.scripts.append([(TextDelta(0, "Tide "),), hold, (Finished(0, "stop"),)])
    edit = page.pane.composer.edit
    for _ in range(2):  # the second one waits
        QTest.keyClicks(edit, "Tide Tide Tide")
        QTest.keyClick(edit, Key.Key_Return)
    until(lambda: hold.reached)
    look(window)
    page.pane.escape()
    hold.go()
    until(lambda: not shell.services.runs.running())
    ask(shell, until, "Tide", RateLimited("too many", status=429))
    look(window)
    for opens in (page.toggle_inspector, page.toggle_parameters):
        opens()
        look(window)
    page.inspector.close()
    QTest.keyClick(window, Key.Key_F, Ctrl)
    look(window)
    QTest.keyClick(window, Key.Key_L, Ctrl)
    look(window)


def test_welcome(make_shell: MakeShell, look: Look) -> None:
    shell = make_shell(connected=False)
    welcome = shell.window._welcome
    assert welcome is not None
    for step in (1, 2, 3):
        welcome._show_step(step)
        look(shell.window)


def test_settings(make_shell: MakeShell, until: Until, look: Look) -> None:
    shell = make_shell()
    window = shell.window
    window.show_page("settings")
    settings = window._settings
    assert settings is not None
    for number in range(settings.sections.count()):
        settings.sections.setCurrentRow(number)
        look(window)
    for added in (shell.services.connections.add("openrouter"), shell.bench.connections.all()[0]):
        window.show_connection(added.id)
        look(window)
    window.notices.show_failure(Failure("disk_full", ""))
    look(window)


def test_gallery_and_making(make_shell: MakeShell, until: Until, look: Look) -> None:
    shell = make_shell()
    drawn(shell, until, 3)
    window = shell.window
    window.show_page("gallery")
    look(window)
    page = window.gallery
    until(lambda: len(page.grid.list) == 3)
    look(window)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Key.Key_Home)
    if not page.details.isVisible():
        page.toggle_details()
    until(lambda: page.details.details is not None)
    look(window)
    page.toggle_side()
    look(window)
    page.toggle_side()
    QTest.keyClick(page.grid, Key.Key_A, Ctrl)
    look(window)
    QTest.keyClick(page.grid, Key.Key_T)
    look(window)
    asking = window.findChild(AskPopup)
    assert asking is not None
    asking.close_popup()
    window.making.toggle()
    look(window)


def test_images_looked_at_compared_edited_and_exported(
    make_shell: MakeShell, until: Until, look: Look
) -> None:
    shell = make_shell()
    drawn(shell, until, 2)
    window = shell.window
    window.show_page("gallery")
    page = window.gallery
    until(lambda: len(page.grid.list) == 2)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Key.Key_A, Ctrl)
    QTest.keyClick(page.grid, Key.Key_E, Ctrl)
    until(lambda: window.findChild(QDialog) is not None)
    dialog = window.findChild(QDialog)
    assert dialog is not None
    until(dialog.isVisible)
    look(dialog)
    dialog.reject()
    QTest.keyClick(page.grid, Key.Key_M)
    until(lambda: window.viewer.is_open)
    look(window)
    window.viewer.close()
    QTest.keyClick(page.grid, Key.Key_Home)
    QTest.keyClick(page.grid, Key.Key_Return)
    until(lambda: window.viewer.is_open)
    look(window)
    window.viewer.page.bar.info.click()
    look(window)
    window.viewer.page.bar.edit.click()
    until(lambda: window.page == "edit")
    look(window)


def test_compare(make_shell: MakeShell, until: Until, look: Look) -> None:
    shell = make_shell()
    window = shell.window
    window.show_page("compare")
    page = window.compare.page
    look(window)
    shell.services.comparing().store.set_current((ColumnSetup("a/one"), ColumnSetup("b/two")))
    done = [(TextDelta(0, "Tide"),), (Finished(0, "stop"),)]
    failed = RateLimited("too many", status=429)
    shell.bench.gateway.scripts += [done, [failed]]
    QTest.keyClicks(page.composer.edit, "Tide")
    QTest.keyClick(page.composer.edit, Key.Key_Return)
    until(lambda: len(page.board.columns()) == 2)
    until(lambda: not shell.services.runs.running())
    look(window)
    page.header.blind.click()
    look(window)
    page.header.blind.click()
    page.views.show_standings()
    look(window)
    page.escape()
    page.views.show_runs()
    look(window)
    page.views.runs.new_run()
    assert window.findChild(RunForm) is not None
    look(window)


def test_menus_are_as_wide_as_their_words(
    make_shell: MakeShell, language: str, theme_store: ThemeStore, tmp_path: Path
) -> None:
    shell = make_shell()
    theme_store.set_scale(200)
    try:
        for menu in shell.window.findChildren(QMenu):
            for action in menu.actions():
                if action.text():
                    width = menu.fontMetrics().horizontalAdvance(action.text())
                    assert menu.actionGeometry(action).width() >= width, action.text()
    finally:
        theme_store.set_scale(100)
