"""Where the list of comparisons stands: beside the columns, or over them in a narrow window."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from studio.services.preferences import Preferences
from studio.ui.compare.comparison_list import DEFAULT_WIDTH_PX, ComparisonList
from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton

NARROW_PX = 1040 - 56
"""Narrower pages (the window without its rail) show the list only on demand."""


class _Splitter(QSplitter):
    """The list and the columns with a line between them."""

    def __init__(self, theme: ThemeStore, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setHandleWidth(1)

    def createHandle(self) -> QSplitterHandle:
        """Qt: a handle without a grip."""
        return _Handle(self, self._theme)


class _Handle(QSplitterHandle):
    """The line."""

    def __init__(self, splitter: QSplitter, theme: ThemeStore) -> None:
        super().__init__(Qt.Orientation.Horizontal, splitter)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the line."""
        QPainter(self).fillRect(event.rect(), self._theme.current.color("line"))


class SideList(QObject):
    """Shows and hides the list, and keeps its width.

    Args:
        page: what the list lies over.
        main: what it stands beside.
        button: shows it while it is hidden.

    Signals:
        list_moved: it stands beside the columns now, or over them.
    """

    list_moved = Signal()

    def __init__(
        self,
        listed: ComparisonList,
        *,
        page: QWidget,
        main: QWidget,
        button: IconButton,
        theme: ThemeStore,
        preferences: Preferences,
    ) -> None:
        super().__init__(page)
        self._list, self._page, self._button = listed, page, button
        self._theme, self._preferences = theme, preferences
        self._wanted, self.overlays = True, False
        self.splitter = _Splitter(theme, page)
        self.splitter.addWidget(listed)
        self.splitter.addWidget(main)
        self.splitter.setCollapsible(1, False)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        self._size()

    def toggle(self) -> None:
        """Shows or hides it; over the page while the window is narrow."""
        if self._is_narrow():
            self.overlays = not self.overlays
        else:
            self._wanted = not self._wanted
        self.place()
        if self.overlays:
            self._list.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_overlay(self) -> bool:
        """Takes it away where it lies over the page; False when it does not."""
        if not self.overlays:
            return False
        self.toggle()
        return True

    def place(self) -> None:
        """The page has another size."""
        narrow = self._is_narrow()
        if not narrow:
            self.overlays = False
        parent = self._list.parentWidget()
        if self.overlays:
            self._list.setParent(self._page)
            self._list.set_floating(True)
            top = self._theme.current.scaled(52)
            width = self._theme.current.scaled(DEFAULT_WIDTH_PX)
            self._list.setGeometry(0, top, width, self._page.height() - top)
            self._list.raise_()
        elif self._list.parentWidget() is not self.splitter:
            self._list.set_floating(False)
            self.splitter.insertWidget(0, self._list)
            self._size()
        shown = self.overlays or (self._wanted and not narrow)
        self._list.setVisible(shown)
        self._button.setVisible(not shown or self.overlays)
        if self._list.parentWidget() is not parent:
            self.list_moved.emit()

    def _is_narrow(self) -> bool:
        return self._page.width() < self._theme.current.scaled(NARROW_PX)

    def _size(self) -> None:
        width = self._preferences.values.list_column_px or DEFAULT_WIDTH_PX
        self.splitter.setSizes([width - 1, 10_000])  # the line is the last pixel of it

    def _on_splitter_moved(self) -> None:
        width = self.splitter.sizes()[0]
        if width == 0:
            self._wanted = False
            self.place()
        elif not self.overlays:
            self._preferences.set(list_column_px=width + 1)
