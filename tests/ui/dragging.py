"""What drag events are made of on the Qt that is there."""

from PySide6.QtCore import QLibraryInfo, QPoint, QPointF, QVersionNumber

DRAG_POINT = QPointF if QLibraryInfo.version() >= QVersionNumber(6, 12) else QPoint
