"""What Qt has to say stands in the log, at its weight."""

import logging

import pytest
from PySide6.QtCore import (
    QMessageLogContext,
    QStringListModel,
    QtMsgType,
    qInstallMessageHandler,
    qWarning,
)
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from studio.opening import log_qt_message

pytestmark = pytest.mark.expects_log


def test_a_screen_reader_that_asks_for_a_row_just_gone_is_no_warning(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    view, model = QTableView(), QStringListModel(["one", "two"])
    qtbot.addWidget(view)
    view.setModel(model)
    table = QAccessible.queryAccessibleInterface(view)
    counted = table.childCount()
    model.setStringList([])
    before = qInstallMessageHandler(log_qt_message)
    try:
        assert table.child(counted - 1) is None
        qWarning("something is wrong")
    finally:
        qInstallMessageHandler(before)
    told = [(r.levelno, r.getMessage()) for r in caplog.records if r.name == "qt"]
    assert told[0][0] == logging.DEBUG
    assert told[0][1].startswith("QAccessibleTable::child: Invalid index")
    assert told[1:] == [(logging.WARNING, "something is wrong")]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("AtSpiAdaptor::valueInterface does not implement x", logging.DEBUG),
        ("Could not find accessible on path: /x", logging.DEBUG),
        ("Accessible invalid: QAccessibleInterface(0x1 invalid) /x", logging.DEBUG),
        ('QSpiApplication::keyEventError  "org.freedesktop.DBus.Error.NoReply"', logging.DEBUG),
        ("QSpiApplication::notifyKeyboardListenerCallback with no queued key", logging.DEBUG),
        ("Cannot create accessible child interface for object: x", logging.WARNING),
        ("QAccessible::updateAccessibility", logging.WARNING),
    ],
)
def test_only_what_a_screen_reader_asked_in_vain_is_let_pass(
    caplog: pytest.LogCaptureFixture, text: str, level: int
) -> None:
    caplog.set_level(logging.DEBUG)
    log_qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), text)
    assert [r.levelno for r in caplog.records] == [level]


def test_what_is_worse_than_a_warning_is_never_let_pass(caplog: pytest.LogCaptureFixture) -> None:
    log_qt_message(QtMsgType.QtCriticalMsg, QMessageLogContext(), "AtSpiAdaptor:: is broken")
    assert [r.levelno for r in caplog.records] == [logging.ERROR]
