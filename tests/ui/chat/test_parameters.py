"""What is sent with the messages of a chat: set in the inspector, told in the composer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QSlider, QWidget

from studio.core.messages import Conversation
from studio.core.requests import Parameters
from studio.ui.parameters.form import ParametersForm
from studio.ui.parameters.texts import summary
from studio.ui.theme import ThemeStore

from .conftest import ChatBench, Until


@pytest.fixture
def form(qtbot, theme_store: ThemeStore) -> ParametersForm:
    made = ParametersForm(theme_store)
    qtbot.addWidget(made)
    made.resize(320, 900)
    made.show()
    return made


def field(form: QWidget, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, name)
    assert found is not None
    return found


def type_into(widget: QWidget, text: str) -> None:
    widget.setFocus()
    QTest.keyClicks(widget, text)


def settings(chat: ChatBench) -> Conversation:
    found = chat.services.conversations.get(chat.page.pane.conversation_id)
    assert found is not None
    return found


def test_nothing_is_set_at_first(form: ParametersForm) -> None:
    assert form.parameters == Parameters()
    assert form.system_prompt == ""
    assert field(form, "temperature").placeholderText() == "Default"


def test_each_field_sets_what_it_names(form: ParametersForm) -> None:
    form.more.click()
    for name, text in {
        "temperature": "0,7", "top_p": "0.9", "max_tokens": "4,096", "seed": "12",
        "presence_penalty": "-1.5", "frequency_penalty": "2",
    }.items():  # fmt: skip
        type_into(field(form, name), text)
    button = form.findChild(QAbstractButton, "effort_high")
    assert button is not None
    button.click()
    form.json_mode.click()
    type_into(form.stop, "END")
    QTest.keyClick(form.stop, Qt.Key.Key_Return)
    type_into(form.stop, "STOP")
    type_into(form.extra, '{"top_k": 40}')
    assert form.parameters == Parameters(
        temperature=0.7,
        top_p=0.9,
        max_tokens=4096,
        seed=12,
        presence_penalty=-1.5,
        frequency_penalty=2.0,
        reasoning_effort="high",
        response_format={"type": "json_object"},
        stop=("END", "STOP"),
        extra={"top_k": 40},
    )
    shown = form.parameters
    form.show_values("Be brief", shown)
    assert form.parameters == shown
    assert form.system_prompt == "Be brief"


def test_a_slider_sets_a_number_and_the_arrow_leaves_it_to_the_model(form: ParametersForm) -> None:
    slider = form.findChild(QSlider, "temperature_slider")
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert form.parameters.temperature == pytest.approx(0.95)
    assert field(form, "temperature").text() == "0.95"
    clear = form.findChild(QAbstractButton, "temperature_clear")
    assert clear is not None
    clear.click()
    assert form.parameters.temperature is None
    assert field(form, "temperature").text() == ""
    assert slider.accessibleDescription() == "Default"


@pytest.mark.parametrize(
    ("name", "text"),
    [("temperature", "3"), ("temperature", "warm"), ("max_tokens", "0"), ("seed", "-1"),
     ("top_p", "nan"), ("seed", "12x")],
)  # fmt: skip
def test_what_is_wrong_is_told_and_not_taken(form: ParametersForm, name: str, text: str) -> None:
    form.show_values("", Parameters(temperature=0.5, top_p=0.5, max_tokens=5))
    form.more.click()
    before = form.parameters
    shown = field(form, name)
    shown.setFocus()
    shown.selectAll()
    QTest.keyClicks(shown, text)
    assert bool(shown.property("invalid"))
    taken = form.parameters
    form.prompt.setFocus()
    assert not bool(shown.property("invalid"))
    assert form.parameters == taken
    if name != "seed":
        assert form.parameters == before


def test_fields_that_are_no_json_keep_the_last_that_were(form: ParametersForm) -> None:
    form.show_values("", Parameters(extra={"top_k": 40}))
    form.extra.setFocus()
    form.extra.selectAll()
    QTest.keyClicks(form.extra, "[1]")
    form.flush()
    assert form.parameters.extra == {"top_k": 40}


def test_a_field_grows_with_its_text_and_scrolls_only_when_it_is_full(form: ParametersForm) -> None:
    form.more.click()
    assert not form.stop.verticalScrollBar().isVisible()
    before_px = form.prompt.height()
    for lines in (3, 8, 12):
        form.prompt.setPlainText("\n".join(["words"] * lines))
        assert not form.prompt.verticalScrollBar().isVisible()
        assert form.prompt.verticalScrollBar().maximum() == 0
    assert form.prompt.height() > 2 * before_px
    form.prompt.setPlainText("\n".join(["words"] * 20))
    assert form.prompt.verticalScrollBar().maximum() > 0


def test_what_the_form_does_not_show_stays(form: ParametersForm) -> None:
    kept = Parameters(
        aspect_ratio="16:9", reasoning_effort="minimal", tools=({"type": "function"},),
        response_format={"type": "json_schema"},
    )  # fmt: skip
    form.show_values("", kept)
    type_into(field(form, "temperature"), "1")
    assert form.parameters == Parameters(
        temperature=1.0,
        aspect_ratio="16:9",
        reasoning_effort="minimal",
        tools=({"type": "function"},),
        response_format={"type": "json_schema"},
    )


def test_the_summary_tells_the_most_and_how_many_more() -> None:
    assert summary(Parameters(), " ") == ""
    assert summary(Parameters(temperature=0.7), "") == "Temp 0.7"
    assert summary(Parameters(temperature=0.7, top_p=1.0, seed=3), "Be brief") == "Temp 0.7 +3"
    assert summary(Parameters(), "Be brief") == "System prompt"
    assert summary(Parameters(seed=1, aspect_ratio="1:1", extra={"top_k": 1}), "") == "2 set"


def test_settings_go_out_with_the_next_message_and_are_kept(chat: ChatBench, until: Until) -> None:
    chat.page.toggle_parameters()
    form = chat.page.inspector.panel.parameters.form
    assert form.prompt.hasFocus()
    type_into(form.prompt, "Be brief")
    type_into(field(form, "temperature"), "0.7")
    form.flush()
    assert settings(chat).system_prompt == "Be brief"
    assert settings(chat).parameters == {"temperature": 0.7}
    button = chat.window.findChild(QAbstractButton, "parameters")
    assert button is not None
    assert button.text() == "Temp 0.7 +1"
    chat.page.toggle_parameters()
    assert not chat.page.inspector.is_open

    chat.answers("Hello.")
    chat.send("Hello")
    until(lambda: chat.path() and not chat.services.runs.running())
    (request,) = chat.gateway.requests
    assert request.parameters == Parameters(temperature=0.7)
    assert request.system_prompt == "Be brief"


def test_a_system_prompt_alone_keeps_a_new_chat(chat: ChatBench) -> None:
    own = chat.page.pane.conversation_id
    assert not chat.page.list.model.is_known(own)
    chat.page.toggle_parameters()
    form = chat.page.inspector.panel.parameters.form
    type_into(form.prompt, "Be brief")
    chat.page.inspector.close()
    assert chat.page.list.model.is_known(own)
    assert settings(chat).system_prompt == "Be brief"


def test_what_was_typed_last_goes_to_the_chat_it_was_typed_for(chat: ChatBench) -> None:
    first = chat.page.pane.conversation_id
    chat.page.toggle_parameters()
    form = chat.page.inspector.panel.parameters.form
    type_into(form.prompt, "Be brief")
    chat.page.new_chat()
    second = chat.page.pane.conversation_id
    assert first != second
    prompts = [chat.services.conversations.get(each).system_prompt for each in (first, second)]
    assert prompts == ["Be brief", ""]
    assert form.system_prompt == ""


def test_reset_can_be_taken_back(chat: ChatBench) -> None:
    chat.page.toggle_parameters()
    panel = chat.page.inspector.panel
    type_into(panel.parameters.form.prompt, "Be brief")
    type_into(field(panel, "temperature"), "0.7")
    panel.parameters.form.flush()
    reset = chat.window.findChild(QAbstractButton, "reset_parameters")
    assert reset is not None
    reset.click()
    assert settings(chat).parameters == {}
    assert settings(chat).system_prompt == ""
    assert panel.findChild(QPlainTextEdit, "system_prompt").toPlainText() == ""
    assert not reset.isEnabled()
    chat.page.undo_last()
    assert settings(chat).parameters == {"temperature": 0.7}
    assert panel.parameters.form.system_prompt == "Be brief"


def test_tabs_go_by_arrow_keys(chat: ChatBench) -> None:
    chat.page.toggle_parameters()
    tab = chat.window.findChild(QAbstractButton, "inspector_tab_parameters")
    assert tab is not None
    tab.setFocus()
    QTest.keyClick(tab, Qt.Key.Key_Right)
    assert chat.page.inspector.panel.tab == "request"
    assert chat.page.inspector.panel.width() == 432
    QTest.keyClick(chat.window.focusWidget(), Qt.Key.Key_Escape)
    assert not chat.page.inspector.is_open
