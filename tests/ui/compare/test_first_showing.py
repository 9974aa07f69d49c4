"""What the compare page needs later is made later: it is opened without a wait."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.ui.compare.difference_bar import DifferenceBar
from studio.ui.compare.page import ComparePage
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack
from tests.ui.compare.conftest import CompareBench


class Restyled(QObject):
    """Counts how often a widget is styled anew, which is what most of the time goes into."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: counts."""
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_widgets_of_a_page_in_a_window_are_styled_but_a_few_times(
    compare: CompareBench, theme_store: ThemeStore
) -> None:
    window = QWidget()
    pages = QStackedWidget(window)
    app = theme_store.app
    restyled = Restyled()
    app.installEventFilter(restyled)
    page = ComparePage(
        services=compare.services, theme=theme_store, toasts=ToastStack(theme_store, window),
        parent=pages,
    )  # fmt: skip
    pages.addWidget(page)
    app.removeEventFilter(restyled)
    count = len(page.findChildren(QWidget))
    assert restyled.count < 2.5 * count
    window.close()
    window.deleteLater()


def test_the_bar_of_differences_is_made_when_it_is_wanted(compare: CompareBench) -> None:
    compare.add("a/one", "b/two")
    compare.ask("What is it?", "First one", "Second one")
    assert compare.window.findChild(DifferenceBar) is None
    compare.click("Differences")
    bar = compare.window.findChild(DifferenceBar)
    assert bar is not None
    assert bar.isVisible()
    QTest.qWait(0)
    assert compare.page.strip.y() < bar.y() < compare.page.stack.y()
