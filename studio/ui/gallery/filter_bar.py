"""The chips above the images: model, date, rating, aspect, tag, origin, collection, cost."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.core.gallery import GalleryCounts, GalleryFilter
from studio.ui.gallery.filter_chip import FilterChip, FilterMenu
from studio.ui.gallery.filter_choices import KINDS, FilterKind
from studio.ui.theme import ThemeStore
from studio.ui.widgets import Surface, TextButton


class FilterBar(Surface):
    """44 px high. Chips that don't fit are in the menu of *More*, the ones that are on never.

    Signals:
        changed: a `GalleryFilter`; a person filters otherwise.
        cleared: all filters are to go.
        save_requested: what is filtered is to be kept under a name.
        range_requested: two dates are to be chosen.
    """

    changed = Signal(object)
    cleared = Signal()
    save_requested = Signal()
    range_requested = Signal()

    def __init__(self, theme: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(theme, "base", lines=("bottom",), parent=parent)
        self.setObjectName("gallery_filters")
        self._filter, self._counts = GalleryFilter(), GalleryCounts()
        self._open_kind: FilterKind | None = None
        self.chips: dict[str, FilterChip] = {}
        self._row = QHBoxLayout(self)
        for kind in KINDS:
            chip = FilterChip(theme, kind.rest(), object_name=f"filter_{kind.name}")
            chip.menu_requested.connect(self._on_chip_menu_requested)
            chip.cleared.connect(self._on_chip_cleared)
            self.chips[kind.name] = chip
            self._row.addWidget(chip)
        self.more = TextButton(theme, self.tr("More filters"), compact=True)
        self.more.setObjectName("more_filters")
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self.save = TextButton(theme, self.tr("Save filter"), compact=True)
        self.save.setObjectName("save_filter")
        self.clear = TextButton(theme, self.tr("Clear filters"), compact=True)
        self.clear.setObjectName("clear_filters")
        self._row.addWidget(self.save)
        self._row.addWidget(self.clear)
        self.more.clicked.connect(self._on_more_clicked)
        self.save.clicked.connect(self.save_requested)
        self.clear.clicked.connect(self.cleared)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.show_filter(self._filter)

    def show_counts(self, counts: GalleryCounts) -> None:
        """What can be chosen, and how often it is there."""
        self._counts = counts
        self.show_filter(self._filter)

    def show_filter(self, wanted: GalleryFilter) -> None:
        """Shows what is filtered."""
        self._filter = wanted
        for kind in KINDS:
            self.chips[kind.name].show_value(kind.tell(wanted, self._counts))
        is_on = replace(wanted, trash=False) != GalleryFilter()
        self.save.setVisible(is_on)
        self.clear.setVisible(is_on)
        self._fit()

    def _fit(self) -> None:
        """Leaves chips out from the right until the rest fits."""
        scaled = self.theme.scaled
        room = self.width() - scaled(24)
        for button in (self.save, self.clear):
            if not button.isHidden():
                room -= button.sizeHint().width() + scaled(8)
        widths = {name: chip.sizeHint().width() + scaled(8) for name, chip in self.chips.items()}
        over = sum(widths.values()) - room
        self.more.setVisible(over > 0)
        over += self.more.sizeHint().width() + scaled(8) if over > 0 else 0
        for name, chip in reversed(self.chips.items()):
            hides = over > 0 and not chip.isChecked()
            chip.setVisible(not hides)
            over -= widths[name] if hides else 0

    def _apply_theme(self) -> None:
        scaled = self.theme.scaled
        self.setFixedHeight(scaled(44))
        self._row.setContentsMargins(scaled(12), 0, scaled(12), 0)
        self._row.setSpacing(scaled(8))

    def _kind_of(self, chip: object) -> FilterKind | None:
        return next((kind for kind in KINDS if self.chips[kind.name] is chip), None)

    # Slots

    def _on_chip_menu_requested(self) -> None:
        kind = self._kind_of(self.sender())
        if kind is not None:
            self._open_menu(kind, self.chips[kind.name])

    def _on_more_clicked(self) -> None:
        menu = FilterMenu(self)
        menu.setObjectName("more_filters_menu")
        for kind in KINDS:
            if self.chips[kind.name].isHidden():
                menu.addAction(kind.rest()).setData(kind.name)
        menu.triggered.connect(self._on_more_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_under(self.more)

    def _on_more_menu_triggered(self, action: QAction) -> None:
        kind = next((each for each in KINDS if each.name == action.data()), None)
        if kind is not None:
            self._open_menu(kind, self.more)

    def _open_menu(self, kind: FilterKind, anchor: QWidget) -> None:
        self._open_kind = kind
        menu = FilterMenu(self)
        menu.setObjectName("filter_menu")
        group = QActionGroup(menu)
        on = kind.get(self._filter)
        for choice in kind.choices(self._counts):
            action = menu.addAction(choice.text.replace("&", "&&"))
            action.setData(choice.value)
            action.setProperty("many", choice.many)
            action.setCheckable(True)
            action.setChecked(choice.value in on)
            if not choice.many:
                group.addAction(action)
        if not menu.actions():
            menu.addAction(self.tr("Nothing to choose from yet")).setEnabled(False)
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup_under(anchor)

    def _on_menu_triggered(self, action: QAction) -> None:
        kind, value = self._open_kind, action.data()
        if kind is None:
            return
        if value == "range":
            self.range_requested.emit()
            return
        # Qt hands text enums over as plain text.
        value = next((c.value for c in kind.choices(self._counts) if c.value == value), value)
        on: tuple[object, ...] = (value,)
        if action.property("many"):
            before = kind.get(self._filter)
            on = tuple(each for each in before if each != value)
            on = (*on, value) if len(on) == len(before) else on
        self.changed.emit(kind.put(self._filter, on))

    def _on_chip_cleared(self) -> None:
        kind = self._kind_of(self.sender())
        if kind is not None:
            self.changed.emit(kind.put(self._filter, ()))

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: other chips may fit."""
        super().resizeEvent(event)
        self._fit()
