"""Appearance, Chat, About, and the search, by real clicks and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from studio.core.requests import ImagePolicy
from studio.ui.settings.other_sections import AboutSection, AppearanceSection, ChatSection
from studio.ui.settings.theme_follower import ThemeFollower
from studio.ui.widgets import Choice, FieldRow, Label, Switch
from tests.ui.settings.test_connections import Desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot, theme_store, live, until, tmp_path) -> Desk:
    return Desk(qtbot, theme_store, live, until, tmp_path)


def row_of(desk: Desk, title: str) -> int:
    sections = desk.page.sections
    return next(n for n in range(sections.count()) if sections.item(n).text() == title)


def open_section(desk: Desk, title: str) -> None:
    sections = desk.page.sections
    rect = sections.visualItemRect(sections.item(row_of(desk, title)))
    desk.qtbot.mouseClick(sections.viewport(), LEFT, pos=rect.center())


def test_appearance_takes_effect_at_once(desk: Desk, theme_store) -> None:
    follower = ThemeFollower(theme_store, desk.live.preferences, mode_for_this_start="light")
    open_section(desk, "Appearance")
    section = desk.page.findChild(AppearanceSection)
    assert section.isVisible()
    assert theme_store.mode == "light"
    desk.click(section.findChild(QWidget, "theme_dark"))
    assert (desk.live.preferences.values.theme, theme_store.current.name) == ("dark", "dark")
    size = section.findChild(Choice, "interface_size")
    size.setFocus()
    desk.qtbot.keyClick(size, Qt.Key.Key_Down)
    assert theme_store.current.scale_percent == 110
    contrast = section.findChild(Switch, "high_contrast")
    desk.qtbot.mouseClick(contrast, LEFT, pos=QPoint(4, 14))
    assert theme_store.current.high_contrast
    motion = section.findChild(Switch, "reduced_motion")
    desk.qtbot.mouseClick(motion, LEFT, pos=QPoint(4, 14))
    assert theme_store.current.reduced_motion
    text = section.findChild(Choice, "text_size")
    text.setFocus()
    desk.qtbot.keyClick(text, Qt.Key.Key_Up)
    assert desk.live.preferences.values.text_zoom_percent == 90
    follower.deleteLater()
    desk.live.preferences.set(interface_scale_percent=100, high_contrast=False)


def test_a_setting_changed_elsewhere_shows(desk: Desk) -> None:
    desk.live.preferences.set(theme="dark", send_with="ctrl_enter")
    assert desk.page.findChild(AppearanceSection).theme_group.value == "dark"
    assert desk.page.findChild(ChatSection).send_with.value == "ctrl_enter"


def test_chat_settings_are_kept(desk: Desk) -> None:
    open_section(desk, "Chat")
    section = desk.page.findChild(ChatSection)
    desk.click(section.findChild(QWidget, "send_with_ctrl_enter"))
    assert desk.live.preferences.values.send_with == "ctrl_enter"
    policy = section.findChild(Choice, "image_policy")
    policy.setFocus()
    desk.qtbot.keyClick(policy, Qt.Key.Key_Down)
    assert desk.live.preferences.values.image_policy == ImagePolicy.ALL
    desk.qtbot.keyClick(policy, Qt.Key.Key_Home)
    assert desk.live.preferences.values.image_policy == ImagePolicy.NONE
    side = section.findChild(Choice, "image_side")
    side.setFocus()
    desk.qtbot.keyClick(side, Qt.Key.Key_Up)
    assert desk.live.preferences.values.image_max_side_px == 1536
    desk.click(section.findChild(Switch, "share_metadata"))
    assert desk.live.preferences.values.share_metadata is False


def test_about_tells_version_and_folders(desk: Desk, tmp_path) -> None:
    open_section(desk, "About")
    section = desk.page.findChild(AboutSection)
    texts = [label.text() for label in section.findChildren(Label)]
    assert "DGrid Studio 1.2.3" in texts
    assert str(tmp_path / "data") in texts


def test_about_is_aligned_in_one_column(desk: Desk) -> None:
    open_section(desk, "About")
    section = desk.page.findChild(AboutSection)
    rows = section.findChildren(FieldRow)
    assert len(rows) == 3
    assert {row.label.x() for row in rows} == {0}
    assert len({row.content.geometry().left() for row in rows}) == 1
    licence = next(label for label in section.findChildren(Label) if "MIT" in label.text())
    assert licence.width() > 300


def test_search_finds_the_section_of_a_setting(desk: Desk) -> None:
    desk.page.search.setFocus()
    desk.qtbot.keyClicks(desk.page.search, "contrast")
    sections = desk.page.sections
    shown = [n for n in range(sections.count()) if not sections.item(n).isHidden()]
    assert shown == [row_of(desk, "Appearance")]
    assert desk.page.findChild(AppearanceSection).isVisible()
    desk.qtbot.keyClick(desk.page.search, Qt.Key.Key_Escape)
    assert not any(sections.item(n).isHidden() for n in range(sections.count()))


def test_show_connection_goes_to_its_card(desk: Desk) -> None:
    one, two = desk.live.connections.add("dgrid"), desk.live.connections.add("ollama")
    open_section(desk, "About")
    desk.page.show_connection(two.id)
    assert desk.section.isVisible()
    assert desk.card(two.id).is_open
    assert not desk.card(one.id).is_open
