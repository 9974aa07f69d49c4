"""The application's own icon."""

from PySide6.QtGui import QIcon

from studio.resources import asset

_SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)


def app_icon() -> QIcon:
    """The icon of windows and the task bar; files are read when a size is wanted."""
    icon = QIcon()
    for size in _SIZES_PX:
        icon.addFile(str(asset("app", f"dgrid-studio-{size}.png")))
    return icon
