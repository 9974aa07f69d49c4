"""Controls, by real clicks and keys."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    POPUP_HOST,
    POPUP_OPEN,
    Banner,
    Chip,
    Choice,
    EmptyState,
    FieldRow,
    IconButton,
    Label,
    PasswordField,
    Popup,
    PrimaryButton,
    ProviderTile,
    ResultPanel,
    SearchField,
    SecondaryButton,
    Segmented,
    Spinner,
    Switch,
    TextButton,
    TextField,
    ToastStack,
    key_text,
    set_names,
)
from studio.ui.widgets.message_edit import MessageEdit
from tests.ui.gallery_of_states import Gallery

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot) -> QWidget:
    """A window to put controls on."""
    window = QWidget()
    window.resize(800, 600)
    QVBoxLayout(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def put(page: QWidget, *widgets: QWidget) -> None:
    for widget in widgets:
        page.layout().addWidget(widget)
        widget.show()
    page.layout().activate()


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def role_of(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def pixel(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name()


def test_button_clicks_by_mouse_enter_and_space(qtbot, page, theme_store: ThemeStore) -> None:
    button = PrimaryButton(theme_store, "Send")
    put(page, button)
    clicks = []

    def on_clicked() -> None:
        clicks.append(1)

    button.clicked.connect(on_clicked)
    qtbot.mouseClick(button, LEFT)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(clicks) == 3
    assert button.height() == 32
    assert pixel(button, 8, 4) == theme_store.current.hex("accent").lower()


def test_ring_shows_for_keyboard_focus_only(qtbot, page, theme_store: ThemeStore) -> None:
    first, second = SecondaryButton(theme_store, "One"), SecondaryButton(theme_store, "Two")
    put(page, first, second)
    qtbot.mouseClick(first, LEFT)
    assert first.hasFocus()
    assert not first.shows_focus_ring
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert second.shows_focus_ring
    outside = second.mapTo(page, QPoint(second.width() // 2, -3))
    assert pixel(page, outside.x(), outside.y()) == theme_store.current.hex("accent").lower()
    qtbot.mouseClick(first, LEFT)
    assert not second.shows_focus_ring
    assert pixel(page, outside.x(), outside.y()) != theme_store.current.hex("accent").lower()


def test_busy_button_keeps_width_and_name_and_ignores_clicks(
    qtbot, page, theme_store: ThemeStore
) -> None:
    button = PrimaryButton(theme_store, "Test connection")
    put(page, button)
    width = button.width()
    button.set_busy(True, "Testing")
    page.layout().activate()
    assert (button.text(), name_of(button)) == ("Testing", "Test connection")
    assert button.width() == width
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, LEFT)
        qtbot.keyClick(button, Qt.Key.Key_Return)
    button.set_busy(False)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, LEFT)


def test_icon_button_is_named_by_its_tooltip(qtbot, page, theme_store: ThemeStore) -> None:
    button = IconButton(theme_store, "copy", "Copy message", "Ctrl+Shift+C")
    put(page, button)
    assert name_of(button) == "Copy message"
    assert button.toolTip() == "Copy message   Ctrl Shift C"
    assert button.size() == QSize(28, 28)
    assert role_of(button) == QAccessible.Role.Button
    rest = button.grab().toImage()
    qtbot.mouseMove(button)
    qtbot.waitUntil(button.underMouse)
    assert pixel(button, 3, 14) == theme_store.current.hex("hover").lower()
    assert button.grab().toImage() != rest


def test_switch_turns_by_click_space_and_enter(qtbot, page, theme_store: ThemeStore) -> None:
    switch = Switch(theme_store, "Reduced motion")
    put(page, switch)
    qtbot.mouseClick(switch, LEFT, pos=QPoint(2, 2))
    assert switch.isChecked()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    qtbot.keyClick(switch, Qt.Key.Key_Return)
    assert switch.isChecked()
    assert name_of(switch) == "Reduced motion"
    assert role_of(switch) == QAccessible.Role.CheckBox


def test_chip_and_segments(qtbot, page, theme_store: ThemeStore) -> None:
    chip = Chip(theme_store, "Vision", icon="eye")
    modes = (("light", "Light", "sun"), ("dark", "Dark", "moon"))
    group = Segmented(theme_store, "Theme", modes, object_name="theme")
    put(page, chip, group)
    qtbot.mouseClick(chip, LEFT)
    assert chip.isChecked()
    group.set_value("light")
    dark = group.findChild(QWidget, "theme_dark")
    with qtbot.waitSignal(group.chosen) as caught:
        qtbot.mouseClick(dark, LEFT)
    assert caught.args == ["dark"]
    assert group.value == "dark"


def test_choice_reports_what_a_person_picks(qtbot, page, theme_store: ThemeStore) -> None:
    choice = Choice(theme_store, "Timeout", ((60, "60 s"), (120, "120 s")))
    put(page, choice)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_value(120)
        choice.set_value(777)
    assert choice.currentText() == "777"
    choice.setFocus()
    with qtbot.waitSignal(choice.chosen) as caught:
        qtbot.keyClick(choice, Qt.Key.Key_Up)
    assert caught.args == [120]


def test_field_shows_what_is_wrong(qtbot, page, theme_store: ThemeStore) -> None:
    field = TextField(theme_store, "Name", placeholder="Name")
    row = FieldRow(theme_store, "Name", field, help_text="Shown in lists")
    put(page, row)
    height = field.height()
    qtbot.keyClicks(field, "Poster/")
    field.set_invalid(True)
    row.show_error("A slash is not allowed")
    assert row.note.text() == "A slash is not allowed"
    assert field.height() == height == 32
    border = pixel(field, field.width() // 2, 0)
    field.clearFocus()
    assert pixel(field, field.width() // 2, 0) == theme_store.current.hex("danger").lower()
    assert border  # with focus the ring replaces the border
    row.show_error("")
    assert row.note.text() == "Shown in lists"


@pytest.mark.parametrize("make", ["line", "several"])
def test_the_menu_of_a_field_is_round_and_works(qtbot, page, theme_store, make: str) -> None:
    field = TextField(theme_store, "Name") if make == "line" else MessageEdit(theme=theme_store)
    (field.setText if make == "line" else field.setPlainText)("some words")
    page.layout().addWidget(field)
    page.show()
    target = field if make == "line" else field.viewport()
    at = QPoint(8, 8)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, target.mapToGlobal(at))
    QApplication.sendEvent(target, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.property("round") is True
    assert menu.grab().toImage().pixelColor(0, 0).alpha() == 0
    whole = next(each for each in menu.actions() if "Select All" in each.text())
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(whole).center())
    selected = field.selectedText() if make == "line" else field.textCursor().selectedText()
    assert selected == "some words"
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_search_field_hands_keys_on_and_empties(qtbot, page, theme_store: ThemeStore) -> None:
    field = SearchField(theme_store, "Find a model", shortcut="Ctrl+F")
    put(page, field)
    qtbot.keyClicks(field, "gpt")
    with qtbot.waitSignal(field.moved) as moved:
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert moved.args == [Qt.Key.Key_Down]
    with qtbot.waitSignal(field.submitted) as submitted:
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert submitted.args == [True]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_secret_is_hidden_until_shown(qtbot, page, theme_store: ThemeStore) -> None:
    field = PasswordField(theme_store, "API key", placeholder="Paste your key")
    put(page, field)
    interface = QAccessible.queryAccessibleInterface(field)
    assert name_of(field) == "API key"
    assert interface.state().passwordEdit
    eye = field.findChild(IconButton, "show_secret")
    assert not eye.isVisible()
    qtbot.keyClicks(field, "sk-secret")
    assert "secret" not in field.displayText()
    qtbot.mouseClick(eye, LEFT)
    assert field.displayText() == "sk-secret"
    assert name_of(eye) == "Hide"
    with qtbot.waitSignal(field.submitted):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    field.clear()
    qtbot.keyClicks(field, "x")
    assert field.displayText() != "x"


def test_kept_secret_shows_dots_and_its_end(page, theme_store: ThemeStore) -> None:
    field = PasswordField(theme_store, "API key", placeholder="Paste your key")
    put(page, field)
    field.show_kept("c41f")
    assert field.placeholderText() == "•" * 12 + " c41f"
    assert field.text() == ""
    field.show_kept(None)
    assert field.placeholderText() == "Paste your key"


def test_toasts_stack_at_the_bottom_and_act_once(qtbot, page, theme_store: ThemeStore) -> None:
    stack = ToastStack(theme_store, page)
    for text in ("One", "Two", "Three", "Four"):
        stack.show_toast(text)
    qtbot.waitUntil(lambda: [t.text for t in stack.toasts] == ["Two", "Three", "Four"])
    toast = stack.show_toast("Chat deleted", undo=True)
    assert toast.button.text() == "Undo"
    tops = [each.geometry().top() for each in stack.toasts]
    assert tops == sorted(tops)
    assert abs(toast.geometry().center().x() - page.rect().center().x()) <= 1
    with qtbot.waitSignals([toast.action_triggered, toast.closed]):
        qtbot.mouseClick(toast.button, LEFT)
    assert toast not in stack.toasts


def test_toasts_leave_the_place_where_one_types(qtbot, page, theme_store: ThemeStore) -> None:
    composer = SecondaryButton(theme_store, "Composer")
    page.layout().addStretch(1)
    put(page, composer)
    stack = ToastStack(theme_store, page)
    stack.keep_clear_of(composer)
    toast = stack.show_toast("Copied")
    assert toast.geometry().center().y() + 22 < composer.geometry().top()
    composer.hide()
    toast = stack.show_toast("Copied")
    assert toast.geometry().center().y() + 22 > composer.geometry().top() - 24


def test_toasts_lie_above_what_is_small_only_where_it_is(
    qtbot, page, theme_store: ThemeStore
) -> None:
    pill = SecondaryButton(theme_store, "Jump", parent=page)
    pill.setGeometry(page.width() // 2 + 30, page.height() - 60, 120, 32)
    pill.show()
    stack = ToastStack(theme_store, page)
    stack.keep_clear_of(pill, beside=True)
    toast = stack.show_toast("Copied")
    assert toast.geometry().center().y() + 22 < pill.geometry().top()
    toast.dismiss()
    pill.move(page.width() - 130, pill.y())
    toast = stack.show_toast("Copied")
    assert toast.geometry().bottom() > pill.geometry().top()


def test_toast_fades_and_goes_by_itself(qtbot, page, qapp) -> None:
    store = ThemeStore(qapp, mode="light")
    stack = ToastStack(store, page)
    toast = stack.show_toast("Saved")
    toast._timer.setInterval(1)
    toast._timer.start()
    qtbot.waitUntil(lambda: not stack.toasts)


def test_popup_closes_on_escape_and_on_a_press_outside(
    qtbot, qapp: QApplication, page, theme_store: ThemeStore
) -> None:
    anchor = SecondaryButton(theme_store, "Open")
    put(page, anchor)
    anchor.setFocus()
    popup = Popup(theme_store, qapp, page)
    field = SearchField(theme_store, "Find")
    other = SecondaryButton(theme_store, "Other")
    popup.body.addWidget(field)
    popup.body.addWidget(other)
    popup.open_at(anchor, QSize(300, 200), field)
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert other.hasFocus()
    qtbot.keyClick(other, Qt.Key.Key_Tab)
    assert field.hasFocus()
    with qtbot.waitSignal(popup.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert anchor.hasFocus()
    popup.open_at(anchor, QSize(300, 200), field)
    qtbot.mouseClick(popup, LEFT, pos=popup.rect().center())
    assert popup.is_open
    with qtbot.waitSignal(popup.closed):
        qtbot.mouseClick(page, LEFT, pos=QPoint(790, 590))
    assert not popup.isVisible()


@pytest.mark.parametrize("kind", ["text", "link", "inline", "quiet"])
def test_a_label_with_its_own_width_is_painted_whole(
    qtbot, page, theme_store: ThemeStore, kind: str
) -> None:
    button = TextButton(theme_store, "Add tag", kind=kind)
    put(page, button)

    def painted(width_px: int) -> QImage:
        button.setFixedWidth(width_px)
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        return button.grab().toImage()

    width = button.sizeHint().width()
    own = painted(width)
    assert own == painted(width + 20).copy(10, 0, width, own.height())
    shortened = painted(width - 30)
    assert shortened != own.copy(0, 0, width - 30, own.height())


def test_popup_closes_on_escape_when_the_focus_fell_out_of_it(
    qtbot, qapp: QApplication, page, theme_store: ThemeStore
) -> None:
    anchor, elsewhere = (SecondaryButton(theme_store, text) for text in ("Open", "Elsewhere"))
    put(page, anchor)
    put(page, elsewhere)
    anchor.setFocus()
    popup = Popup(theme_store, qapp, page)
    field = SearchField(theme_store, "Find")
    popup.body.addWidget(field)
    popup.open_at(anchor, QSize(300, 200), field)
    elsewhere.setFocus()  # as when what had it was hidden
    qtbot.keyClick(elsewhere, Qt.Key.Key_A)
    assert popup.is_open
    with qtbot.waitSignal(popup.closed):
        qtbot.keyClick(elsewhere, Qt.Key.Key_Escape)
    assert anchor.hasFocus()


def test_popup_outlives_what_it_was_opened_at(
    qtbot, qapp: QApplication, page, theme_store: ThemeStore
) -> None:
    gone, anchor = (SecondaryButton(theme_store, text) for text in ("Gone", "Stays"))
    put(page, gone)
    put(page, anchor)
    gone.setFocus()
    popup = Popup(theme_store, qapp, page)
    field = SearchField(theme_store, "Find")
    popup.body.addWidget(field)
    popup.open_at(gone, QSize(300, 200), field)
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    page.resize(page.width() - 20, page.height())
    with qtbot.waitSignal(popup.closed):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    popup.open_at(anchor, QSize(300, 200), field)
    assert popup.is_open
    popup.close_popup()


def test_popup_keeps_clear_of_the_box_around_its_anchor(
    qtbot, qapp, page, theme_store: ThemeStore
) -> None:
    box = QWidget()
    box.setProperty(POPUP_HOST, True)
    box.setFixedHeight(120)
    anchor = SecondaryButton(theme_store, "Model", parent=box)
    anchor.move(40, 80)
    page.layout().addStretch(1)
    put(page, box)
    qtbot.waitUntil(lambda: box.geometry().bottom() > 400)
    popup = Popup(theme_store, qapp, page)
    popup.open_at(anchor, QSize(300, 560))
    shown = popup._box().translated(popup.pos())
    assert shown.bottom() + 1 + 8 == box.geometry().top()
    assert shown.top() >= 8
    assert shown.left() == anchor.mapTo(page, QPoint(0, 0)).x()
    assert anchor.property(POPUP_OPEN)
    popup.close_popup()
    assert not anchor.property(POPUP_OPEN)


def test_popup_opens_at_a_spot_of_its_anchor(qtbot, qapp, page, theme_store: ThemeStore) -> None:
    anchor = QWidget()
    put(page, anchor)
    qtbot.waitUntil(lambda: anchor.height() > 400)
    popup = Popup(theme_store, qapp, page)
    popup.open_at(anchor, QSize(300, 120), spot=QRect(200, 250, 1, 20))
    corner = anchor.mapTo(page, QPoint(200, 250))
    shown = popup._box().translated(popup.pos())
    assert (shown.left(), shown.bottom() + 1 + 8) == (corner.x(), corner.y())
    popup.close_popup()


def test_a_filled_field_shows_its_beginning(qtbot, page, theme_store: ThemeStore) -> None:
    field = TextField(theme_store, "Name")
    put(page, field)
    field.show_text("a long text " * 40)
    assert field.cursorPosition() == 0


def test_popup_stays_inside_its_window(qtbot, qapp, page, theme_store: ThemeStore) -> None:
    anchor = SecondaryButton(theme_store, "Open", parent=page)
    anchor.move(700, 560)
    anchor.show()
    popup = Popup(theme_store, qapp, page)
    popup.open_at(anchor, QSize(712, 900))
    box = popup._box().translated(popup.pos())
    assert page.rect().adjusted(8, 8, -8, -8).contains(box)
    popup.close_popup()


def test_result_panel_tells_its_text_to_readers(page, theme_store: ThemeStore) -> None:
    panel = ResultPanel(theme_store, "Connection status")
    put(page, panel)
    panel.set_result("busy", "Testing")
    panel.set_result("ok", "Connected", "214 models")
    assert panel.text == "Connected\n214 models"
    label = panel.findChildren(Label)[0]
    assert name_of(label) == "Connection status"
    assert label.accessibleDescription() == "Connected. 214 models"


def test_banner_and_empty_state_act(qtbot, page, theme_store: ThemeStore) -> None:
    banner = Banner(theme_store, "Offline", kind="offline", action="Retry")
    empty = EmptyState(theme_store, "No chats yet", "", (("new", "New chat", "plus"),))
    put(page, banner, empty)
    with qtbot.waitSignal(banner.action_triggered):
        qtbot.mouseClick(banner.button, LEFT)
    with qtbot.waitSignal(empty.action_triggered) as caught:
        qtbot.mouseClick(empty.findChild(QWidget, "empty_new"), LEFT)
    assert caught.args == ["new"]


def test_spinner_turns_only_while_seen_and_never_with_reduced_motion(qtbot, page, qapp) -> None:
    store = ThemeStore(qapp, mode="light")
    spinner = Spinner(store)
    put(page, spinner)
    with qtbot.waitSignal(spinner._ticker.ticked):
        pass
    spinner.hide()
    assert not spinner._ticker.is_running
    store.set_reduced_motion(True)
    spinner.show()
    assert not spinner._ticker.is_running


def test_tile_shows_the_provider(page, theme_store: ThemeStore) -> None:
    tile = ProviderTile(theme_store, "anthropic/claude")
    put(page, tile)
    expected = theme_store.current.provider_colors("anthropic/x")[0].name()
    assert pixel(tile, 3, 10) == expected


def test_all_controls_follow_the_theme_and_the_scale(qtbot, page, theme_store) -> None:
    gallery = Gallery(theme_store)
    put(page, gallery)
    light = page.grab().toImage()
    theme_store.set_mode("dark")
    assert page.grab().toImage() != light
    button = gallery.findChild(PrimaryButton)
    theme_store.set_scale(150)
    page.layout().activate()
    assert button.height() == 48
    theme_store.set_scale(100)


def caret_columns(widget: QWidget, color: QColor) -> set[int]:
    image = widget.grab().toImage()
    return {
        x
        for x in range(image.width())
        for y in (image.height() // 2 - 2, image.height() // 2)
        if image.pixelColor(x, y) == color
    }


def test_the_cursor_of_a_field_is_two_pixels_of_accent(qtbot, page, qapp) -> None:
    store = ThemeStore(qapp, mode="light", reduced_motion=True)
    field, other = TextField(store, "Name"), TextField(store, "Other")
    put(page, field, other)
    field.setText("some words")
    ring = {0, 1, field.width() - 2, field.width() - 1}
    accent = store.current.color("accent")
    other.setFocus()
    assert not caret_columns(field, accent)
    field.setFocus()
    at_end = caret_columns(field, accent) - ring
    assert len(at_end) == 2
    field.home(False)
    at_home = caret_columns(field, accent) - ring
    assert max(at_home) < min(at_end)
    store.set_mode("dark")
    assert len(caret_columns(field, store.current.color("accent")) - ring) == 2


def test_words_that_no_column_has_room_for_break_and_are_copied_whole(
    qtbot: QtBot, theme_store: ThemeStore
) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
    label = Label(theme_store, f"A {word}", wrap=True, selectable=True)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < label.fontMetrics().horizontalAdvance(word) * 0.6
    assert label.text() == f"A {word}" == label.accessibleName()
    label.setSelection(0, len(QLabel.text(label)))
    assert label.selectedText() == f"A {word}"
    label.set_text("short")
    assert (label.text(), label.accessibleName()) == ("short", "")


def test_a_name_that_looks_like_html_is_no_html_in_a_tooltip(theme_store: ThemeStore) -> None:
    named = QWidget()
    set_names(named, "Remove <img src='file:///x'>a/b & co", "Del")
    assert named.accessibleName() == "Remove <img src='file:///x'>a/b & co"
    document = QTextDocument()
    document.setHtml(named.toolTip())
    assert document.toPlainText().startswith("Remove <img src='file:///x'>a/b & co")
    assert "\ufffc" not in document.toPlainText()
    set_names(named, "Plain", "Del")
    assert named.toolTip() == f"Plain   {key_text('Del')}"
    named.deleteLater()
