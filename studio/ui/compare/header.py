"""The header of the compare page: title, what is switched on, and the acts on all columns."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import IconButton, Label, SecondaryButton, Surface, Switch

_NARROW_PX = 820


class CompareHeader(Surface):
    """52 px high.

    Signals:
        list_requested: show the comparisons (narrow windows).
        add_requested: the button to open the picker at.
        menu_requested: the button to open the menu at.
        page_requested: 1 or -1, a screen of columns to the right or left.
        together_toggled: columns scroll together or not.
        differences_toggled: differences are marked or not.
        judge_requested: the button to open the menu of votes and judges at.
        blind_toggled: who wrote what is hidden or not.
    """

    list_requested = Signal()
    add_requested = Signal(object)
    menu_requested = Signal(object)
    page_requested = Signal(int)
    together_toggled = Signal(bool)
    differences_toggled = Signal(bool)
    judge_requested = Signal(object)
    blind_toggled = Signal(bool)

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self._counts = (0, 0, True)  # columns, with an answer, may be added
        self._pictured = False
        self._build()
        self._connect()
        self._apply_theme()

    def _build(self) -> None:
        theme = self.theme_store
        self.setObjectName("compare_header")
        self.list_button = IconButton(
            theme, "panel-left", self.tr("Show comparisons"), "Ctrl+B", object_name="show_list"
        )
        self.list_button.hide()
        self._title = Label(theme, style="page", elide=True)
        self._title.setObjectName("compare_title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._back = IconButton(theme, "chevron-left", self.tr("Previous columns"))
        self._forth = IconButton(theme, "chevron-right", self.tr("Next columns"))
        self._together_label = Label(theme, self.tr("Scroll together"), token="text2")
        self.together = Switch(theme, self.tr("Scroll together"), object_name="scroll_together")
        self._differences_label = Label(theme, self.tr("Differences"), token="text2")
        self.differences = Switch(theme, self.tr("Differences"), object_name="differences")
        self._blind_label = Label(theme, self.tr("Blind"), token="text2")
        self.blind = Switch(theme, self.tr("Blind"), object_name="blind")
        self.add = SecondaryButton(theme, self.tr("Add model"), icon="plus")
        self.add.setObjectName("add_model")
        self.judge_button = IconButton(
            theme, "thumbs-up", self.tr("Judge"), object_name="compare_judge"
        )
        self.more_button = IconButton(
            theme, "ellipsis", self.tr("More"), object_name="compare_more"
        )
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.list_button)
        self._row.addWidget(self._title, 1)
        for widget in (
            self._back, self._forth, self._differences_label, self.differences,
            self._together_label, self.together, self._blind_label, self.blind,
            self.judge_button, self.add, self.more_button,
        ):  # fmt: skip
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        self.theme_store.changed.connect(self._apply_theme)
        self.list_button.clicked.connect(self.list_requested)
        self._back.clicked.connect(self._on_back_clicked)
        self._forth.clicked.connect(self._on_forth_clicked)
        self.together.clicked.connect(self.together_toggled)
        self.differences.clicked.connect(self.differences_toggled)
        self.blind.clicked.connect(self.blind_toggled)
        self.judge_button.clicked.connect(self._on_judge_clicked)
        self.add.clicked.connect(self._on_add_clicked)
        self.more_button.clicked.connect(self._on_more_clicked)

    def show_title(self, title: str) -> None:
        """Shows the title of a comparison."""
        self._title.set_text(title)
        self._title.setToolTip(title)

    def show_columns(self, count: int, *, answered: int, can_add: bool) -> None:
        """Shows what can be done with so many columns.

        Args:
            answered: columns with an answer.
        """
        self.add.setEnabled(can_add)
        several = count > 1
        for widget in (self._blind_label, self.blind):
            widget.setVisible(several and self._is_wide())
        of_texts = (self._differences_label, self.differences, self._together_label, self.together)
        for widget in of_texts:
            widget.setVisible(several and self._is_wide() and not self._pictured)
        self.judge_button.setVisible(several)
        self.differences.setEnabled(answered > 1 or self.differences.isChecked())
        self._counts = (count, answered, can_add)

    def show_images(self, on: bool) -> None:
        """Whether the answers are shown as images: what is done with texts goes away."""
        self._pictured = on
        count, answered, can_add = self._counts
        self.show_columns(count, answered=answered, can_add=can_add)

    def show_paging(self, on: bool) -> None:
        """Whether there are more columns than fit."""
        self._back.setVisible(on)
        self._forth.setVisible(on)

    def _is_wide(self) -> bool:
        return self.width() >= self.theme.scaled(_NARROW_PX)

    def _apply_theme(self) -> None:
        s = self.theme_store.current.scaled
        self.setFixedHeight(s(52))
        self._row.setContentsMargins(s(16), 0, s(12), 0)
        self._row.setSpacing(s(8))

    def _on_back_clicked(self) -> None:
        self.page_requested.emit(-1)

    def _on_forth_clicked(self) -> None:
        self.page_requested.emit(1)

    def _on_add_clicked(self) -> None:
        self.add_requested.emit(self.add)

    def _on_judge_clicked(self) -> None:
        self.judge_requested.emit(self.judge_button)

    def _on_more_clicked(self) -> None:
        self.menu_requested.emit(self.more_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: switches go into the menu where there is no room."""
        super().resizeEvent(event)
        count, answered, can_add = self._counts
        self.show_columns(count, answered=answered, can_add=can_add)
