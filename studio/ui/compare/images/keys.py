"""`GridKeys`: the keyboard in a grid of images, as in the gallery where that has the same act."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from studio.ui.compare.images.grid import ImageGrid

_Key = Qt.Key
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_ACTS = {
    _Key.Key_Return: "open",
    _Key.Key_Enter: "open",
    _Key.Key_Space: "look",
    _Key.Key_M: "compare",
    _Key.Key_E: "edit",
    _Key.Key_S: "favourite",
    _Key.Key_Period: "favourite",
}
_CTRL_ACTS = {_Key.Key_C: "copy", _Key.Key_S: "save"}
_SIDEWAYS = {_Key.Key_Left: -1, _Key.Key_Right: 1}
_UPWARD = {_Key.Key_Up: -1, _Key.Key_Down: 1}


class GridKeys:
    """Arrows walk, with Shift they choose what they pass; Ctrl+Space chooses the one."""

    def __init__(self, grid: "ImageGrid") -> None:
        self._grid = grid

    def press(self, key_of_cell: str, event: QKeyEvent) -> bool:
        """Handles a key; False: it is not one of the grid."""
        key, modifiers = _Key(event.key()), event.modifiers()
        if modifiers & _ALT:
            return False
        target = self._target(key_of_cell, key)
        if target:
            if modifiers & _SHIFT:
                self._grid.choose((key_of_cell, target))
            self._grid.focus_cell(target)
            return True
        if modifiers & _CTRL:
            if key == _Key.Key_Space:
                self._grid.toggle(key_of_cell)
                return True
            return self._act(_CTRL_ACTS.get(key, ""), key_of_cell)
        if _Key.Key_1 <= key <= _Key.Key_9:
            return self._pick(key - _Key.Key_1)
        return self._act(_ACTS.get(key, ""), key_of_cell)

    def _act(self, act: str, key_of_cell: str) -> bool:
        if act:
            self._grid.act_requested.emit(act, key_of_cell)
        return bool(act)

    def _pick(self, place: int) -> bool:
        groups = self._grid.groups
        if place < len(groups):
            self._grid.group_act_requested.emit("pick", groups[place].column_id, None)
        return True

    def _target(self, key_of_cell: str, key: Qt.Key) -> str:
        """Where a key goes; "": it is no key that walks."""
        keys = [cell.key for cell in self._grid.cells()]
        if key_of_cell not in keys:
            return ""
        at, last = keys.index(key_of_cell), len(keys) - 1
        if key in _SIDEWAYS:
            by = _SIDEWAYS[key] * (-1 if self._grid.isRightToLeft() else 1)
            return keys[max(0, min(last, at + by))]
        if key == _Key.Key_Home:
            return keys[0]
        if key == _Key.Key_End:
            return keys[last]
        if key in _UPWARD:
            return self._beside(key_of_cell, keys, _UPWARD[key])
        return ""

    def _beside(self, own: str, keys: list[str], by: int) -> str:
        """The nearest one of the row above or below; the same one at the edge."""
        grid = self._grid
        here = grid.box_of(own).center()
        boxes = {key: grid.box_of(key).center() for key in keys}
        rows = {at.y() for at in boxes.values() if (at.y() - here.y()) * by > 0}
        if not rows:
            return own
        row = min(rows) if by > 0 else max(rows)
        return min(
            (key for key, at in boxes.items() if at.y() == row),
            key=lambda key: abs(boxes[key].x() - here.x()),
        )
