"""Qt's enumerations, made in a fifth of the time that Python's `enum` takes.

PySide makes all enumerations of a class on first sight of it, through `enum.Enum(name, members)`,
which is made for a few members. Until the first window there are 190 of them with 2,900 members:
31 ms of 230 (measured 2026-11, Python 3.11, PySide6 6.11).

WORKAROUND(PySide6 makes enumerations that nobody asked for, seen in 6.8 to 6.12, until it makes
them when they are looked at.)
"""

import enum
import sys
from typing import Any

_KNOWN = ((3, 11), (3, 12), (3, 13))
"""Versions of Python whose `enum` is known to be rebuilt here; with others it makes its own."""

_KINDS = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)
_set_attribute = type.__setattr__  # that of `EnumType` looks for members of the same name first

Members = list[tuple[str, int]]


def make_enums_quickly() -> None:
    """From now on PySide's enumerations are made here; all others as ever."""
    enums: Any = enum.EnumType
    if sys.version_info[:2] in _KNOWN and not hasattr(enums._create_, "is_quick"):
        enums._create_ = quick_create(enums._create_)


def quick_create(create: Any) -> Any:
    """What stands in for `EnumType._create_`.

    Args:
        create: the method itself.
    """
    kinds = {kind: _Kind(kind, create) for kind in _KINDS}

    # The names of its parameters matter: Python 3.13 gives them by name.
    def _create_(cls: Any, class_name: str, names: Any, **more: Any) -> Any:
        kind = kinds.get(cls)
        # So does PySide call it, and hardly anybody else.
        if kind and type(names) is list and more.get("boundary") is enum.KEEP:
            made = kind.make(class_name, names)
            if made is not None:
                return made
        if more.get("module") is None:  # it is looked for by the number of frames
            more["module"] = sys._getframe(2).f_globals.get("__name__")
        return create(cls, class_name, names, **more)

    setattr(_create_, "is_quick", True)  # noqa: B010
    return _create_


class _Kind:
    """Makes enumerations that are an `Enum`, `IntEnum`, `Flag` or `IntFlag`."""

    def __init__(self, kind: type[enum.Enum], create: Any) -> None:
        self._kind = kind
        self._is_flag = issubclass(kind, enum.Flag)
        # Members of these names stand before what all enumerations have.
        self._taken = frozenset({*dir(kind), "mro"})
        self._empty = dict(vars(create(kind, "empty", (), module=__name__, boundary=enum.KEEP)))
        self._containers = [
            key for key, value in self._empty.items() if isinstance(value, (dict, list))
        ]

    def make(self, name: str, members: Members) -> Any:
        """An enumeration; None: these members need Python's own care."""
        taken = self._taken
        for member, _ in members:
            if member in taken or member[0] == "_":
                return None
        content = self._empty.copy()
        for key in self._containers:
            content[key] = content[key].copy()
        made = type.__new__(enum.EnumType, name, (self._kind,), content)
        self._fill(made, members)
        if self._is_flag:
            _describe_flags(made)
        return made

    def _fill(self, made: Any, members: Members) -> None:
        new, has_value = made._new_member_, made._use_args_
        names, by_name = made._member_names_, made._member_map_
        by_value = made._value2member_map_
        for name, value in members:
            member = by_value.get(value)
            if member is None:
                member = new(made, value) if has_value else new(made)
                member._value_ = value
                member._name_ = name
                member.__objclass__ = made
                member._sort_order_ = len(names)
                by_value[value] = member
                if not self._is_flag or (value > 0 and not value & (value - 1)):
                    names.append(name)
            by_name[name] = member
            _set_attribute(made, name, member)


def _describe_flags(made: Any) -> None:
    """What `enum` knows of all flags together."""
    mask = singles = 0
    for value in made._value2member_map_:
        mask |= value
        if value > 0 and not value & (value - 1):
            singles |= value
    made._flag_mask_ = mask
    made._singles_mask_ = singles
    made._all_bits_ = 2 ** mask.bit_length() - 1
    ordered = [made._member_map_[name]._value_ for name in made._member_names_]
    if ordered != sorted(ordered):
        made._iter_member_ = made._iter_member_by_def_
