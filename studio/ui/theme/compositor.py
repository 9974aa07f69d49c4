"""Whether windows may be see-through here."""

import ctypes
from functools import cache

from PySide6.QtGui import QGuiApplication


@cache
def can_be_see_through() -> bool:
    """True where a compositor blends windows: rounded menus, shadows outside a window.

    On X11 without one, see-through pixels would be black.
    """
    if QGuiApplication.platformName() != "xcb":
        return True
    try:
        return _x11_has_compositor()
    except (OSError, AttributeError):
        return False


def _x11_has_compositor() -> bool:
    """Asks the X server who owns the compositing manager's selection."""
    x11 = ctypes.CDLL("libX11.so.6")  # what Qt's own plugin loads
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x11.XGetSelectionOwner.restype = ctypes.c_ulong
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return False
    atom = x11.XInternAtom(display, b"_NET_WM_CM_S0", 0)
    owner = int(x11.XGetSelectionOwner(display, atom))
    x11.XCloseDisplay(display)
    return owner != 0
