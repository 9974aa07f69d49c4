"""The command palette by itself: what it lists, its keys, its mouse, its looks."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from studio.ui.palette.entries import Entries, Entry, Kind, Row
from studio.ui.palette.palette import CommandPalette
from studio.ui.palette.rows_model import PaletteRows
from studio.ui.theme import ThemeStore

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier

COMMANDS = (
    Entry(Kind.COMMAND, "new", "New chat", icon="plus", keys="Ctrl+N"),
    Entry(Kind.COMMAND, "compare", "New comparison", note="Ask several", icon="columns-3"),
    Entry(Kind.COMMAND, "dark", "Dark theme", icon="moon", also="colours mode"),
)
CHATS = (
    Entry(Kind.CHAT, "c1", "Component naming", note="gpt-5", icon="message-square"),
    Entry(Kind.CHAT, "c2", "Rivers", icon="message-square", is_offered=False),
    Entry(Kind.CHAT, "c3", "Image compression notes", icon="message-square"),
)
MODELS = (
    Entry(Kind.MODEL, "a", "mistralai/codestral-completion"),
    Entry(Kind.MODEL, "b", "openai/gpt-5"),
)
SETTINGS = (Entry(Kind.SETTING, "0", "Appearance", icon="palette", also="theme compact"),)
ALL = (*COMMANDS, *CHATS, *MODELS, *SETTINGS)


def listed(typed: str, entries: tuple[Entry, ...] = ALL) -> list[str]:
    return [
        row.entry.text if row.entry else f"[{row.label}]" for row in Entries(entries).rows(typed)
    ]


def test_before_anything_is_typed_the_other_chats_and_the_commands_are_there() -> None:
    assert listed("") == [
        "[Recent chats]", "Component naming", "Image compression notes",
        "[Commands]", "New chat", "New comparison", "Dark theme",
    ]  # fmt: skip


def test_all_kinds_are_found_best_first() -> None:
    assert listed("comp") == [
        "[Chats]", "Component naming", "Image compression notes",
        "[Commands]", "New comparison",
        "[Models]", "mistralai/codestral-completion",
        "[Settings]", "Appearance",
    ]  # fmt: skip


def test_a_sign_first_shows_one_kind() -> None:
    assert listed(">") == ["[Commands]", "New chat", "New comparison", "Dark theme"]
    assert listed("#riv") == ["[Chats]", "Rivers"]
    assert listed("#") == [
        "[Recent chats]",
        "Component naming",
        "Rivers",
        "Image compression notes",
    ]
    assert listed("@ gpt") == ["[Models]", "openai/gpt-5"]
    assert listed("> rivers") == []


def test_of_many_that_fit_as_well_the_first_come_first_and_few_of_each_kind() -> None:
    many = tuple(Entry(Kind.CHAT, str(n), f"Chat {n}") for n in range(30))
    assert listed("chat", many) == ["[Chats]", *(f"Chat {n}" for n in range(6))]
    assert len(listed("#chat", many)) == 31


def test_hidden_words_find_without_marks() -> None:
    (label, row) = Entries(ALL).rows("colours")
    assert (label.label, row.entry, row.spans) == ("Commands", COMMANDS[2], ())


def test_the_model_keeps_to_the_rules(qtmodeltester) -> None:
    model = PaletteRows()
    tester = QAbstractItemModelTester(model)
    for typed in ("", "comp", "zzz", "#"):
        model.show_rows(Entries(ALL).rows(typed))
        qtmodeltester.check(model)
    del tester


class Desk:
    """A window with a field and the palette."""

    def __init__(self, qtbot, qapp: QApplication, theme_store: ThemeStore) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(1200, 800)
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.field.setFocus()
        self.palette = CommandPalette(theme_store, qapp, self.window)
        self.chosen: list[Entry] = []
        self.palette.chosen.connect(self.chosen.append)

    def open(self, entries: tuple[Entry, ...] = ALL) -> None:
        self.palette.open_with(entries)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.palette.field, text)

    def press(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.palette.field, key, modifiers)

    @property
    def marked(self) -> str:
        row = self.palette.list.marked
        entry = self.palette._rows.rows[row].entry if row >= 0 else None
        return entry.text if entry else ""


@pytest.fixture
def desk(qtbot, qapp, theme_store) -> Desk:
    return Desk(qtbot, qapp, theme_store)


def test_enter_runs_what_is_marked_and_the_focus_goes_back(desk: Desk) -> None:
    desk.open()
    assert desk.palette.field.hasFocus()
    desk.type("dark")
    desk.press(Qt.Key.Key_Return)
    assert desk.chosen == [COMMANDS[2]]
    assert not desk.palette.is_open
    assert desk.field.hasFocus()


def test_arrows_tab_and_pages_walk_over_the_labels_and_around(desk: Desk) -> None:
    desk.open()
    seen = [desk.marked]
    for _ in range(4):
        desk.press(Qt.Key.Key_Down)
        seen.append(desk.marked)
    offered = ["Component naming", "Image compression notes", "New chat", "New comparison"]
    assert seen == [*offered, "Dark theme"]
    desk.press(Qt.Key.Key_Down)
    assert desk.marked == "Component naming"
    desk.press(Qt.Key.Key_Up)
    assert desk.marked == "Dark theme"
    desk.press(Qt.Key.Key_PageUp)
    assert desk.marked == "Component naming"
    desk.press(Qt.Key.Key_PageDown)
    assert desk.marked == "Dark theme"
    desk.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.marked == "New comparison"
    desk.press(Qt.Key.Key_Tab)
    assert desk.marked == "Dark theme"


def test_escape_and_the_key_that_opened_it_close_it_whatever_is_typed(desk: Desk) -> None:
    for key, modifiers in (
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_K, CTRL),
    ):
        desk.open()
        desk.type("half a thou")
        with desk.qtbot.waitSignal(desk.palette.closed, timeout=1000):
            desk.press(key, modifiers)
        assert desk.field.hasFocus()
        assert not desk.palette._veil.isVisible()
    desk.open()
    assert desk.palette.field.text() == ""
    assert desk.chosen == []


def test_keys_of_the_window_do_nothing_behind_it(desk: Desk) -> None:
    pressed: list[bool] = []
    shortcut = QShortcut(QKeySequence("Ctrl+N"), desk.window)
    shortcut.activated.connect(lambda: pressed.append(True))
    QTest.keyClick(desk.field, Qt.Key.Key_N, CTRL)
    assert pressed == [True]
    desk.open()
    desk.press(Qt.Key.Key_N, CTRL)
    assert pressed == [True]
    assert desk.palette.is_open
    assert desk.palette.field.text() == ""


def test_a_click_runs_and_one_beside_it_closes(desk: Desk) -> None:
    desk.open()
    view = desk.palette.list
    spot = view.visualRect(view.model().index(4, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=spot)
    assert desk.chosen == [COMMANDS[0]]
    desk.open()
    label = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=label)
    assert desk.palette.is_open
    QTest.mouseClick(desk.window, LEFT, pos=QPoint(20, 700))
    assert not desk.palette.is_open
    assert desk.chosen == [COMMANDS[0]]


def test_nothing_that_fits_is_said_and_enter_does_nothing(desk: Desk) -> None:
    desk.open()
    desk.type("zzz")
    assert desk.palette._nothing.isVisible()
    assert not desk.palette.list.isVisible()
    desk.press(Qt.Key.Key_Return)
    assert desk.palette.is_open
    assert desk.chosen == []


def test_it_is_as_high_as_its_rows_and_never_beyond_the_window(desk: Desk) -> None:
    many = tuple(Entry(Kind.COMMAND, str(n), f"Command {n}") for n in range(40))
    desk.open(many)
    tall = desk.palette.height()
    bar = desk.palette.list.verticalScrollBar()
    assert bar.maximum() > 0
    shown = desk.palette.list.viewport().height() // 36
    assert shown == 10
    desk.type("command 39")
    assert desk.palette.height() < tall
    desk.palette.field.clear()
    desk.window.resize(500, 300)
    box = desk.palette._box().translated(desk.palette.pos())
    assert desk.window.rect().contains(box)
    assert desk.palette._veil.geometry() == desk.window.rect()


def test_readers_are_told_names_notes_and_keys(desk: Desk) -> None:
    desk.open()

    def name(widget: QWidget) -> str:
        return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)

    assert name(desk.palette) == "Command palette"
    assert name(desk.palette.field) == "Search chats, models and commands"
    assert name(desk.palette.list) == "Results"
    index = desk.palette.list.model().index(4, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "New chat, Ctrl+N"


def test_notes_of_chats_are_made_for_the_rows_that_are_shown(desk: Desk) -> None:
    many = tuple(Entry(Kind.CHAT, str(n), f"Chat {n}", icon="message-square") for n in range(999))
    asked: list[str] = []

    def note_of(entry: Entry) -> str:
        asked.append(entry.id)
        return f"note {entry.id}"

    desk.palette.open_with(many, note_of)
    assert asked == ["0", "1", "2", "3", "4"]
    assert desk.palette._rows.rows[1].note == "note 0"
    desk.type("chat 77")
    assert desk.palette._rows.rows[1].note == "note 77"
    assert len(asked) < 50


def test_few_rows_need_no_scroll_bar(desk: Desk) -> None:
    desk.open()
    desk.type("comp")
    assert desk.palette.list.verticalScrollBar().maximum() == 0


def found(*texts: str) -> tuple[Row, ...]:
    entries = (Entry(Kind.MESSAGE, text, text, icon="file-text") for text in texts)
    return tuple(Row("", entry, ((0, 4),), "Its chat") for entry in entries)


def test_messages_come_below_the_rest_and_what_is_marked_stays(desk: Desk) -> None:
    asked: list[str] = []
    desk.palette.searched.connect(asked.append)
    desk.open()
    desk.type("comp")
    assert asked == ["", "co", "com", "comp"]
    desk.press(Qt.Key.Key_Down)
    before, marked = len(desk.palette._rows.rows), desk.marked
    desk.palette.show_messages("com", found("of an earlier key"))
    assert len(desk.palette._rows.rows) == before
    desk.palette.show_messages("comp", found("computed once", "compared twice"))
    assert desk.marked == marked
    assert [row.label for row in desk.palette._rows.rows][-3:] == ["Messages", "", ""]
    desk.press(Qt.Key.Key_Up)
    desk.press(Qt.Key.Key_Up)
    assert desk.marked == "compared twice"
    desk.press(Qt.Key.Key_Return)
    assert [entry.kind for entry in desk.chosen] == [Kind.MESSAGE]


def test_messages_are_not_searched_while_one_kind_is_asked_for(desk: Desk) -> None:
    desk.open()
    desk.type("co")
    desk.palette.show_messages("co", found("computed"))
    asked: list[str] = []
    desk.palette.searched.connect(asked.append)
    desk.palette.field.setText("@co")
    assert asked == [""]
    assert all(row.label != "Messages" for row in desk.palette._rows.rows)


def test_one_letter_is_no_word_but_one_chinese_character_is() -> None:
    assert [Entries.words(typed) for typed in ("c", "co", " 灯", "#灯", "")] == [
        "",
        "co",
        "灯",
        "",
        "",
    ]


def test_only_messages_that_fit_are_enough(desk: Desk) -> None:
    desk.open()
    desk.type("zz")
    assert desk.marked == ""
    desk.palette.show_messages("zz", found("a zz in a message"))
    assert desk.palette.list.isVisible()
    assert desk.marked == "a zz in a message"
    desk.palette.list.grab()  # long texts leave room for the name of their chat
    desk.palette.show_messages("zz", found("zz " * 200))
    desk.palette.list.grab()
