"""The columns beside the images: beside them in a wide window, over them in a narrow one."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui.gallery.details import DetailsPanel
from studio.ui.gallery.header import GalleryHeader
from studio.ui.gallery.side import GallerySide
from studio.ui.theme import ThemeStore

WIDE_PX = 1200 - 56
"""On narrower pages the details lie over the images."""
NARROW_PX = 1040 - 56
"""Narrower pages (the window without its rail) show the side column only on demand."""
_SMALL_HEAD_PX = 820


class Columns(QObject):
    """Keeps the side column and the details where the width of the page wants them.

    Args:
        page: that they belong to.

    Signals:
        details_shown: the details can be seen now.
        covered: so many px at the right of the images lie under the details.
    """

    details_shown = Signal()
    covered = Signal(int)

    def __init__(
        self,
        *,
        page: QWidget,
        theme: ThemeStore,
        header: GalleryHeader,
        side: GallerySide,
        centre: QWidget,
        details: DetailsPanel,
        details_wanted: bool,
    ) -> None:
        super().__init__(page)
        self._page, self._theme, self._header = page, theme, header
        self._side, self._details = side, details
        self._side_wanted = True
        self._side_overlays = False
        self._details_wanted = details_wanted
        self._details_overlaid = False
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(side)
        self._row.addWidget(centre, 1)
        self._row.addWidget(details)
        header.details.setChecked(details_wanted)

    def place(self) -> None:
        """The width or the theme changed."""
        self._place_side()
        self.place_details()

    def escape(self) -> bool:
        """Takes away what lies over the images; False: nothing does."""
        if self._side_overlays:
            self.toggle_side()
            return True
        if self.details_overlay and self._details.isVisible():
            self._header.details.toggle()
            return True
        return False

    # The side column

    def toggle_side(self) -> None:
        """Shows or hides the side column; over the images while the page is narrow."""
        if self._is_narrow():
            self._side_overlays = not self._side_overlays
        else:
            self._side_wanted = not self._side_wanted
        self._place_side()
        if self._side_overlays:
            self._side.focus_list()

    def _is_narrow(self) -> bool:
        return self._page.width() < self._theme.current.scaled(NARROW_PX)

    def _place_side(self) -> None:
        narrow, side = self._is_narrow(), self._side
        if not narrow:
            self._side_overlays = False
        if self._side_overlays:
            self._row.removeWidget(side)
            top = self._header.height()
            side.setGeometry(0, top, side.width(), self._page.height() - top)
            side.raise_()
        elif self._row.indexOf(side) < 0:
            self._row.insertWidget(0, side)
        shown = self._side_overlays or (self._side_wanted and not narrow)
        side.setVisible(shown)
        self._header.side_button.setVisible(not shown or self._side_overlays)
        small = self._page.width() < self._theme.current.scaled(_SMALL_HEAD_PX)
        self._header.set_narrow(small)

    # The panel of details

    @property
    def details_overlay(self) -> bool:
        """Whether the details lie over the images."""
        return self._page.width() < self._theme.current.scaled(WIDE_PX)

    def want_details(self, wanted: bool) -> bool:
        """A person wants the details, or not; returns whether that is to be remembered."""
        lasts = not self.details_overlay
        if lasts:
            self._details_wanted = wanted
        self.place_details()
        return lasts

    def place_details(self) -> None:
        """Shows the details where they are wanted."""
        overlays, page, details = self.details_overlay, self._page, self._details
        if overlays:
            self._row.removeWidget(details)
            left = page.width() - details.width()
            details.setGeometry(left, 0, details.width(), page.height())
            details.raise_()
        elif self._row.indexOf(details) < 0:
            self._row.addWidget(details)
        wanted = self._header.details.isChecked()
        if overlays != self._details_overlaid:
            # A panel that begins to cover the images was not asked for.
            self._details_overlaid = overlays
            wanted = not overlays and self._details_wanted
            self._header.details.blockSignals(True)
            self._header.details.setChecked(wanted)
            self._header.details.blockSignals(False)
        details.setVisible(wanted)
        self.covered.emit(details.width() if overlays and wanted else 0)
        if wanted:
            self.details_shown.emit()
