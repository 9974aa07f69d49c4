"""Enumerations of Qt that are made quickly are what Python would have made, every one of them."""

import enum
import json
import subprocess
import sys
from pathlib import Path
from types import MethodType
from typing import Any

import pytest

from studio.quick_enums import quick_create
from tests.test_starting import ROOT, environment

CREATE: Any = vars(enum.EnumType)["_create_"]
QUICK: Any = quick_create(CREATE)
_OF_CLASS = ("__objclass__", "_inverted_")

LOOK = """
import enum, importlib, json
from tests.test_quick_enums import differences, QUICK, CREATE
seen, wrong = 0, []
def both(cls, class_name, names, **more):
    global seen
    seen += 1
    quick = QUICK(cls, class_name, names, **more)
    wrong.extend(differences(quick, CREATE(cls, class_name, names, **more)))
    return quick
enum.EnumType._create_ = both
for name in ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg"):
    module = importlib.import_module(f"PySide6.{name}")
    for attribute in dir(module):
        getattr(module, attribute)

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtCore import QEvent
import pickle
assert Qt.Key(0x41) is Qt.Key.Key_A and Qt.Key["Key_A"] is Qt.Key.Key_A
assert repr(Qt.AlignmentFlag.AlignLeft) == "<AlignmentFlag.AlignLeft: 1>"
both_sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignRight
assert both_sides & Qt.AlignmentFlag.AlignRight and Qt.AlignmentFlag.AlignTop not in both_sides
assert list(both_sides) == [Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight]
assert pickle.loads(pickle.dumps(Qt.CheckState.Checked)) is Qt.CheckState.Checked
modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, modifiers, "b")
assert event.modifiers() == modifiers and event.key() == Qt.Key.Key_B
assert event.type() is QEvent.Type.KeyPress
assert QFont("x", 9, QFont.Weight.Bold).weight() is QFont.Weight.Bold
assert QDir(".").filter() & QDir.Filter.AllEntries
print(json.dumps([seen, wrong]))
"""


def differences(quick: Any, plain: Any) -> list[str]:
    """In what an enumeration differs from the one that Python made of the same members."""
    name = plain.__name__
    wrong = []
    mine, theirs = dict(vars(quick)), dict(vars(plain))
    if mine.keys() != theirs.keys():
        wrong.append(f"{name}: {mine.keys() ^ theirs.keys()}")
    for key, value in theirs.items():
        if key != "__module__" and described(mine[key]) != described(value):
            wrong.append(f"{name}.{key}: {mine[key]!r} instead of {value!r}")
    for text in (str, repr, len, list, dir):
        if described(text(quick)) != described(text(plain)):
            wrong.append(f"{name}: {text.__name__}")
    for member in plain:
        again = quick(member.value)
        if again is not quick[member.name] or hash(again) != hash(member):
            wrong.append(f"{name}({member.value})")
        if issubclass(plain, enum.Flag) and described(~again) != described(~member):
            wrong.append(f"~{name}({member.value})")
    return wrong


def described(value: Any) -> Any:
    """The value, where members of enumerations are told by what they are."""
    if isinstance(value, enum.Enum) and not isinstance(value, enum.FlagBoundary):
        parts = {key: part for key, part in vars(value).items() if key not in _OF_CLASS}
        is_own = getattr(value, "__objclass__", type(value)) is type(value)
        return (type(value).__name__, is_own, parts)
    if isinstance(value, MethodType):
        return value.__func__
    if isinstance(value, enum.property):
        return (value.name, described(value.member), value.fget)
    if isinstance(value, dict):
        return [(key, described(part)) for key, part in value.items()]
    if isinstance(value, (list, tuple)):
        return [described(part) for part in value]
    if isinstance(value, staticmethod):  # `type` makes one of `__new__`
        return value.__func__
    return value


def test_every_enumeration_of_qt_is_what_python_makes_of_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen, wrong = json.loads(done.stdout)
    assert seen > 500
    assert not wrong


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        (enum.Enum, [("one", 1), ("uno", 1), ("two", 2)]),
        (enum.Flag, [("b", 2), ("a", 1), ("all", 7), ("none", 0), ("minus", -1)]),
        (enum.IntFlag, [("a", 1), ("mask", 0xFF000000)]),
        (enum.IntEnum, []),
        (enum.Enum, [("name", 1), ("value", 2), ("_sunder_like", 3)]),
        (enum.IntEnum, [("real", 1), ("numerator", 2)]),
    ],
)
def test_unusual_members(kind: Any, members: list[tuple[str, int]]) -> None:
    args = (kind, "Unusual", members)
    quick = QUICK(*args, boundary=enum.KEEP, module="m")
    assert differences(quick, CREATE(*args, boundary=enum.KEEP, module="m")) == []


def test_others_that_make_enumerations_get_them_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enum.EnumType, "_create_", QUICK)
    words: Any = enum.Enum("words", "one two")  # type: ignore[misc]
    assert [member.value for member in words] == [1, 2]
    assert words.__module__ == __name__
    numbers: Any = enum.IntEnum("numbers", [("one", 1)], module="elsewhere")  # type: ignore[misc]
    assert numbers.__module__ == "elsewhere"
