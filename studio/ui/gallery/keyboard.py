"""`GridKeys`: the keyboard in the grid."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from studio.ui.gallery.grid import ImageGrid

_Key = Qt.Key
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_MOVES = frozenset(
    {
        _Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down,
        _Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown,
    }
)  # fmt: skip

ACTS = {
    _Key.Key_Return: "open",
    _Key.Key_Enter: "open",
    _Key.Key_Space: "look",
    _Key.Key_Delete: "delete",
    _Key.Key_Backspace: "delete",
    _Key.Key_F2: "rename",
    _Key.Key_S: "favourite",
    _Key.Key_Period: "favourite",
    _Key.Key_M: "compare",
    _Key.Key_E: "edit",
    _Key.Key_T: "tag",
}
"""Keys that do something with what is selected; the digits 0 to 5 rate."""

_CTRL_ACTS = {_Key.Key_C: "copy", _Key.Key_S: "save", _Key.Key_E: "export"}


class GridKeys:
    """What keys do in a grid."""

    def __init__(self, grid: "ImageGrid") -> None:
        self._grid = grid

    def press(self, event: QKeyEvent) -> bool:
        """Handles a key; False: it is not one of the grid."""
        key, modifiers = _Key(event.key()), event.modifiers()
        if modifiers & _ALT:
            return False
        self._grid.pointer.finish_band()
        ctrl, shift = bool(modifiers & _CTRL), bool(modifiers & _SHIFT)
        if key in _MOVES:
            self._move(key, ctrl=ctrl, shift=shift)
            return True
        if key == _Key.Key_Escape:
            return self._escape()
        if ctrl:
            return self._ctrl(key, shift=shift)
        act = ACTS.get(key, "")
        if not act and _Key.Key_0 <= key <= _Key.Key_5:
            act = f"rate{key - _Key.Key_0}"
        if act:
            self._act(act)
        return bool(act)

    def _act(self, act: str) -> None:
        grid, chosen = self._grid, self._grid.chosen
        if not chosen.selected and chosen.current_place >= 0:
            chosen.only(chosen.current_place)
            grid.tell_chosen()
        if chosen.selected:
            grid.act_requested.emit(act)

    def _ctrl(self, key: Qt.Key, *, shift: bool) -> bool:
        grid, chosen = self._grid, self._grid.chosen
        if key == _Key.Key_A:
            if shift:
                chosen.nothing()
            else:
                chosen.everything()
            grid.tell_chosen()
            return True
        if key == _Key.Key_Space and chosen.current_place >= 0:
            chosen.toggle(chosen.current_place)
            grid.tell_chosen()
            return True
        if key in _CTRL_ACTS and not shift:
            self._act(_CTRL_ACTS[key])
            return True
        return False

    def _escape(self) -> bool:
        chosen = self._grid.chosen
        if not chosen.selected:
            return False
        chosen.nothing()
        self._grid.tell_chosen()
        return True

    def _move(self, key: Qt.Key, *, ctrl: bool, shift: bool) -> None:
        grid, chosen = self._grid, self._grid.chosen
        if not chosen.keys:
            return
        place = chosen.current_place
        if place < 0 and key not in (_Key.Key_Home, _Key.Key_End):
            places = grid.visible_places()
            target = places[0] if places else 0
        else:
            target = self._target(key, place)
        if shift:
            chosen.reach(target, adds=ctrl)
        elif ctrl:
            chosen.go(target)
        else:
            chosen.only(target)
        grid.set_by_keyboard(True)
        grid.bring_into_view(target)
        grid.tell_chosen()

    def _target(self, key: Qt.Key, place: int) -> int:
        grid, last = self._grid, len(self._grid.chosen.keys) - 1
        rows = grid.rows
        if key == _Key.Key_Home:
            return 0
        if key == _Key.Key_End:
            return last
        if key in (_Key.Key_Left, _Key.Key_Right):
            ahead = (key == _Key.Key_Right) != grid.isRightToLeft()
            return max(0, min(last, place + (1 if ahead else -1)))
        x = rows.rect_of(place).center().x()
        if key in (_Key.Key_Up, _Key.Key_Down):
            return rows.above(place, x, 1 if key == _Key.Key_Up else -1)
        page = max(1, grid.viewport().height() - rows.measures.header)
        return rows.page(place, x, -page if key == _Key.Key_PageUp else page)
