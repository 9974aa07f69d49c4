"""`Docking`: where the inspector stands, and how wide it is."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.chat.inspector.panel import LEAST_PX, MOST_PX, WIDTHS_PX, InspectorPanel
from studio.ui.theme import ThemeStore

BESIDE_FROM_PX = 1200


class Docking(QObject):
    """Puts a panel beside a page in a wide window, over it in a narrow one; each tab has its width.

    Args:
        shown: what is placed: the panel, or a box around it.
        page: what it lies over.
        row: of the page, where it stands beside it.
    """

    def __init__(
        self,
        panel: InspectorPanel,
        *,
        shown: QWidget,
        page: QWidget,
        row: QHBoxLayout,
        theme: ThemeStore,
    ) -> None:
        super().__init__(page)
        self._panel, self._shown, self._page, self._row = panel, shown, page, row
        self._theme = theme
        self._px = dict(WIDTHS_PX)
        panel.widened.connect(self._on_panel_widened)
        theme.changed.connect(self.place)
        page.installEventFilter(self)

    @property
    def overlays(self) -> bool:
        """Whether it lies over the page."""
        return not self._shown.isHidden() and self._row.indexOf(self._shown) < 0

    def place(self) -> None:
        """Takes the place that there is now; nothing while it is hidden."""
        if self._shown.isHidden():
            return
        scaled = self._theme.current.scaled
        width = scaled(max(LEAST_PX, min(MOST_PX, self._px[self._panel.tab])))
        stands_beside = self._row.indexOf(self._shown) >= 0
        self._shown.setFixedWidth(width)
        if self._page.window().width() >= scaled(BESIDE_FROM_PX):
            if not stands_beside:
                self._row.addWidget(self._shown)
                self._shown.show()
            return
        if stands_beside:
            self._row.removeWidget(self._shown)
        self._shown.setGeometry(self._page.width() - width, 0, width, self._page.height())
        self._shown.raise_()

    def _on_panel_widened(self, by_px: int) -> None:
        wanted = self._shown.width() + by_px
        self._px[self._panel.tab] = round(wanted * 100 / max(1, self._theme.current.scale_percent))
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the page has another size."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
