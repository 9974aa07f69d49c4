"""Line edits without Qt's own text cursor: `Caret` paints theirs.

Apart from it because the classes of Qt's styles cost the start of the studio 8 ms.
"""

from functools import cache

from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QWidget,
)


class _NoCursorStyle(QProxyStyle):
    """Fusion without a text cursor: a line edit has no other way to leave its own out."""

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Qt: no width for the cursor."""
        if metric == QStyle.PixelMetric.PM_TextCursorWidth:
            return 0
        return super().pixelMetric(metric, option, widget)


@cache
def _style_of(app: QApplication) -> QProxyStyle:
    style = _NoCursorStyle("Fusion")
    style.setParent(app)  # widgets don't own their styles
    return style


def hide_own_cursor(field: QLineEdit, app: QApplication) -> None:
    """Keeps a line edit from painting its own cursor."""
    field.setStyle(_style_of(app))
