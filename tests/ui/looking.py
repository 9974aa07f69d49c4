"""Looks at a window as a person does: which texts are cut, lie on one another, are not translated.

What is painted (lists, transcripts, images) is not looked at here.
"""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from studio.ui.widgets import Button, Label

from .pseudo import is_pseudo

_LEEWAY_PX = 2
_WORDS = re.compile(r"[A-Za-z]{3,}")


def texts_that_are_cut(root: QWidget) -> list[str]:
    """Visible labels, buttons and drop-downs whose text has no room, each with why."""
    found = []
    for widget in _seen(root):
        fault = _fault_of(widget)
        if fault:
            found.append(f"{_name(widget)}: {fault}")
    return found


def texts_on_one_another(root: QWidget) -> list[str]:
    """Visible labels and buttons of one parent that cover one another."""
    found = []
    shown = [each for each in _seen(root) if _text_of(each)]
    for at, one in enumerate(shown):
        for other in shown[at + 1 :]:
            if one.parentWidget() is other.parentWidget():
                both = one.geometry().intersected(other.geometry())
                if both.width() > _LEEWAY_PX and both.height() > _LEEWAY_PX:
                    found.append(f"{_name(one)} and {_name(other)}: {both}")
    return found


def texts_not_translated(root: QWidget) -> list[str]:
    """Visible texts, tooltips and names in which no word went through the pseudo language."""
    found = []
    for widget in _seen(root):
        for kind, text in _texts(widget):
            if _WORDS.search(text) and not is_pseudo(text):
                found.append(f"{_name(widget)}: {kind} {text!r}")
    return found


def _seen(root: QWidget) -> Iterator[QWidget]:
    """What is visible, without what item views keep for themselves."""
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisibleTo(root) and not widget.visibleRegion().isEmpty():
            if isinstance(widget.parentWidget(), QAbstractItemView):
                continue
            yield widget


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "text", _text_of(widget)
    yield "name", widget.accessibleName()
    yield "tooltip", widget.toolTip()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield "hint", widget.placeholderText()
    if isinstance(widget, QComboBox):
        for at in range(widget.count()):
            yield "choice", widget.itemText(at)


def _text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _fault_of(widget: QWidget) -> str:
    if not (_text_of(widget) or isinstance(widget, QComboBox)):
        return ""
    return _fault_of_room(widget) or _fault_of_place(widget)


def _fault_of_room(widget: QWidget) -> str:
    if isinstance(widget, Label) and widget.is_elided:
        shown = widget.text()
        if "…" in shown or not shown:
            return "" if widget.toolTip() else "elided, without a tooltip"
        needed = QSize(widget.fontMetrics().horizontalAdvance(shown), 0)
    elif isinstance(widget, QLabel) and widget.wordWrap():
        needed = QSize(0, widget.heightForWidth(widget.width()))
    else:
        needed = widget.sizeHint()
        if isinstance(widget, QAbstractButton) and _may_elide(widget):
            return "" if widget.toolTip() or needed.width() <= widget.width() else "no tooltip"
    has = widget.size()
    if needed.width() > has.width() + _LEEWAY_PX or needed.height() > has.height() + _LEEWAY_PX:
        return f"needs {needed.toTuple()}, has {has.toTuple()}"
    return ""


def _may_elide(button: QAbstractButton) -> bool:
    """Some buttons shorten their text themselves."""
    return isinstance(button, Button) or (
        button.minimumSizeHint().width() < button.sizeHint().width()
    )


def _fault_of_place(widget: QWidget) -> str:
    """What of it lies outside of what holds it, and can't be scrolled to."""
    rect = QRect(QPoint(), widget.size())
    host = widget
    while not host.isWindow() and host.parentWidget() is not None:
        rect.translate(host.pos())
        host = host.parentWidget()
        area = host.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is host:
            across = area.horizontalScrollBar()
            never = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if across.maximum() == 0 or never:
                outside = _across(rect, host)
                if outside > _LEEWAY_PX:
                    return f"{outside} px outside of {_name(area)}"
            return ""
        outside = max(_across(rect, host), rect.bottom() - host.height() + 1, -rect.top())
        if outside > _LEEWAY_PX:
            return f"{outside} px outside of {_name(host)}"
    return ""


def _across(rect: QRect, host: QWidget) -> int:
    return max(rect.right() - host.width() + 1, -rect.left())


def scrolled_across(root: QWidget) -> list[str]:
    """Forms that have to be scrolled sideways to be read."""
    return [
        f"{_name(area)}: {area.horizontalScrollBar().maximum()} px"
        for area in root.findChildren(QAbstractScrollArea)
        if area.isVisibleTo(root)
        and not QRegion(area.visibleRegion()).isEmpty()
        and not isinstance(area, QAbstractItemView | QPlainTextEdit)
        and area.horizontalScrollBar().maximum() > 0
    ]


def _name(widget: QWidget) -> str:
    own = widget.objectName() or widget.accessibleName() or _text_of(widget)
    holders = []
    host = widget.parentWidget()
    while host is not None and len(holders) < 4:
        if type(host).__module__.startswith("studio"):
            holders.append(type(host).__name__)
        host = host.parentWidget()
    return f"{'/'.join(reversed(holders))}/{type(widget).__name__} {own[:50]!r}"
