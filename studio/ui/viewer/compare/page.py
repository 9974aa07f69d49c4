"""`ComparePage`: two to four images against each other."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.services.app import AppServices
from studio.ui.images.favourites import Favourites
from studio.ui.images.items import ImageItem
from studio.ui.images.judging import LETTERS, Judging
from studio.ui.images.pictures import PictureLoader
from studio.ui.images.pyramid import Pyramid
from studio.ui.theme import ThemeStore
from studio.ui.theme.dark_store import DarkThemeStore
from studio.ui.viewer.compare.bars import MODES, CompareFoot, CompareHead
from studio.ui.viewer.compare.difference import Differ
from studio.ui.viewer.compare.judging import CompareJudging
from studio.ui.viewer.compare.pair_canvas import PairCanvas
from studio.ui.viewer.compare.side_by_side import SideBySide
from studio.ui.viewer.compare.tag import PictureTag, place_tag
from studio.ui.viewer.keys import COMPARING, bind

LEAST, MOST = 2, 4
_FIRST_MS, _LEAST_MS, _MOST_MS, _STEP_MS = 600, 200, 3000, 200
_PAN_PX, _MARGIN_PX = 64, 24


class ComparePage(QWidget):
    """Compares images with a line, side by side, blinking, or by their difference.

    Signals:
        left: a person goes back.
        failed: a `Failure`; a pick was not kept.
    """

    left = Signal()
    failed = Signal(object)

    def __init__(
        self, *, services: AppServices, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = DarkThemeStore(theme, self)
        self._items: tuple[ImageItem, ...] = ()
        self._mode = MODES[0]
        self._shown = 0  # which one while they blink
        self._held = False  # B is held in place of A
        self._difference: Pyramid | None = None
        self._is_same = False
        self._is_new = True
        self._blink = QTimer(self, interval=_FIRST_MS)
        self.loader = PictureLoader(services.images, self)
        self.favourites = Favourites(services, self)
        self._differ = Differ(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._theme
        self.setObjectName("compare_page")
        self.setAccessibleName(self.tr("Compare"))
        self.head = CompareHead(theme)
        self.foot = CompareFoot(theme)
        self.pair = PairCanvas(theme)
        margin = theme.current.scaled(_MARGIN_PX)
        self.pair.set_margins(margin, margin, margin)
        self.side = SideBySide(theme)
        self.judging = CompareJudging(self, theme)
        self._left_tag, self._right_tag = PictureTag(theme, self.pair), PictureTag(theme, self.pair)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pair)
        self._stack.addWidget(self.side)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.head)
        rows.addWidget(self._stack, 1)
        rows.addWidget(self.judging.bar)
        rows.addWidget(self.foot)

    def _connect(self) -> None:
        bind(
            self,
            COMPARING,
            {
                "mode": self.next_mode,
                "swap": self.swap,
                "partner": self.next_partner,
                "left": self._on_key_left,
                "right": self._on_key_right,
                "far_left": self._on_key_far_left,
                "far_right": self._on_key_far_right,
                "up": self._on_key_up,
                "down": self._on_key_down,
                "zoom_in": self._on_key_zoom_in,
                "zoom_out": self._on_key_zoom_out,
                "fit": self._on_key_fit,
                "actual": self._on_key_actual,
                "slower": self._on_key_slower,
                "faster": self._on_key_faster,
                "pick_a": self._on_key_pick_a,
                "pick_b": self._on_key_pick_b,
                "pick_c": self._on_key_pick_c,
                "pick_d": self._on_key_pick_d,
                "back": self.left.emit,
            },
        )
        head = self.head
        head.mode_chosen.connect(self.set_mode)
        head.swap_requested.connect(self.swap)
        head.partner_requested.connect(self.next_partner)
        head.close_requested.connect(self.left)
        head.speed_requested.connect(self._change_speed)
        self.foot.picks.picked.connect(self.pick)
        self.favourites.changed.connect(self._show_picks)
        self.favourites.failed.connect(self.failed)
        self.foot.zoom_requested.connect(self.zoom_by_window)
        self.pair.zoom_changed.connect(self._on_zoom_changed)
        self.side.zoom_changed.connect(self._on_zoom_changed)
        self.loader.changed.connect(self._on_loader_changed)
        self._differ.found.connect(self._on_differ_found)
        self._blink.timeout.connect(self._on_blink_timeout)

    # What is compared

    @property
    def items(self) -> tuple[ImageItem, ...]:
        """The images; A is the first."""
        return self._items

    @property
    def mode(self) -> str:
        """One of `MODES`."""
        return self._mode

    @property
    def is_same(self) -> bool:
        """Whether A and B were found to have no difference."""
        return self._is_same

    @property
    def interval_ms(self) -> int:
        """How long each image is shown while they blink."""
        return self._blink.interval()

    def open(self, items: Sequence[ImageItem], judging: Judging | None = None) -> None:
        """Compares two to four images.

        Args:
            judging: takes votes on them, in this order.

        Raises:
            ValueError: fewer or more.
        """
        if not LEAST <= len(items) <= MOST:
            raise ValueError(len(items))
        self._items, self._shown, self._held, self._is_new = tuple(items), 0, False, True
        size, dpr = self._stack.size(), self.devicePixelRatioF()
        box = QSize(round(size.width() * dpr), round(size.height() * dpr)).expandedTo(QSize(64, 64))
        self.loader.look_at([item.blob for item in items], box=box)
        self.favourites.look_at(item.blob.sha256 for item in items)
        self.head.show_compared(len(items), items[0].prompt)
        self.foot.show_items(self._items)
        self._show_picks()
        self.judging.open(self._items, judging)
        self.set_mode(self._mode)
        self.pair.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Compares nothing; no pixels are kept."""
        self._items, self._difference = (), None
        self.judging.clear()
        self._blink.stop()
        self._differ.stop()
        self.loader.close()
        self.pair.show_pair(None, None, is_new=True)
        self.side.clear()

    def set_mode(self, mode: str) -> None:
        """Compares in another way."""
        self._mode = mode
        self._shown = 0
        self._differ.stop()
        self._difference = None
        self._stack.setCurrentWidget(self.side if mode == "side" else self.pair)
        still = self._theme.current.reduced_motion
        if mode == "blink" and not still:
            self._blink.start()
        else:
            self._blink.stop()
        self.head.show_mode(mode, len(self._items), self._blink.interval())
        self.foot.show_hint(self._hint())
        self._show(find=True)

    def next_mode(self) -> None:
        """The way after this one."""
        self.set_mode(MODES[(MODES.index(self._mode) + 1) % len(MODES)])

    def swap(self) -> None:
        """A becomes B."""
        first, second, *others = self._items
        self._rearrange((second, first, *others))

    def next_partner(self) -> None:
        """Another of three or four images is B."""
        first, second, *others = self._items
        if others:
            self._rearrange((first, *others, second))

    def pick(self, letter: str) -> None:
        """Makes an image a favourite, or no favourite any more; the others stay as they are."""
        at = LETTERS.index(letter)
        if at < len(self._items):
            self.favourites.toggle(self._items[at].blob.sha256)

    def zoom_by_window(self, direction: int) -> None:
        """Larger (1), smaller (-1) or fit (0)."""
        view = self._view()
        if direction:
            view.step_zoom(direction)
        else:
            view.fit()

    def _rearrange(self, items: tuple[ImageItem, ...]) -> None:
        self._items = items
        self.foot.show_items(items)
        self.judging.show_said()
        self._difference = None
        self._show_picks()
        self._show(find=True)

    def _view(self) -> PairCanvas | SideBySide:
        return self.side if self._mode == "side" else self.pair

    # Showing

    def _show(self, *, find: bool = False) -> None:
        if not self._items:
            return
        pyramids = [self.loader.pyramid(item.blob) for item in self._items]
        if self._mode == "side":
            self.side.show_names(self._names(), self._picked())
            for number, pyramid in enumerate(pyramids):
                self.side.show_pyramid(number, pyramid, is_new=self._is_new)
        elif self._mode == "slider" and not self._held:
            lost = pyramids[1] is None and self.loader.trouble(self._items[1].blob) is not None
            self.pair.show_pair(pyramids[0], pyramids[1], is_new=self._is_new, split=lost)
        else:
            self.pair.show_pair(pyramids[0], None, is_new=self._is_new)
            self.pair.show_instead(self._instead(pyramids, find=find))
        self._is_new = self._is_new and pyramids[0] is None
        self._show_tags()
        self._on_zoom_changed()

    def _instead(self, pyramids: list[Pyramid | None], *, find: bool) -> Pyramid | None:
        """What is shown in the place of A."""
        if self._mode == "difference" and not self._held:
            if find and pyramids[0] is not None and pyramids[1] is not None:
                self._differ.start(pyramids[0], pyramids[1])
            return self._difference
        number = 1 if self._held else self._shown
        return pyramids[number] if number else None

    def _show_tags(self) -> None:
        left, right = self._left_tag, self._right_tag
        if self._mode == "slider" and not self._held:
            picked = self._picked()
            left.show_tag("A", self._named(self._items[0]), picked="A" in picked)
            right.show_tag("B", self._named(self._items[1]), picked="B" in picked)
        elif self._mode == "difference" and not self._held:
            left.show_tag("≠", self._difference_words())
        else:
            number = 1 if self._held else self._shown
            letter = LETTERS[number]
            name = self._named(self._items[number])
            left.show_tag(letter, name, picked=letter in self._picked())
        right.setVisible(self._mode == "slider" and not self._held)
        self._place_tags()

    def _difference_words(self) -> str:
        for item in self._items[:2]:
            if self.loader.pyramid(item.blob) is None and self.loader.trouble(item.blob):
                return self._named(item)
        if self._difference is None:
            return self.tr("Working")
        return self.tr("No difference") if self._is_same else self.tr("Difference, 4 × stronger")

    def _place_tags(self) -> None:
        share = 0.5 if not self._right_tag.isHidden() else 1.0
        place_tag(self._left_tag, self.pair, share=share)
        place_tag(self._right_tag, self.pair, right=True, share=share)

    def _names(self) -> list[tuple[str, str]]:
        return [(LETTERS[n], self._named(item)) for n, item in enumerate(self._items)]

    def _picked(self) -> frozenset[str]:
        """The letters of images that are favourites."""
        known = self.favourites.is_favourite
        return frozenset(
            LETTERS[n] for n, item in enumerate(self._items) if known(item.blob.sha256)
        )

    def _show_picks(self) -> None:
        known = self.favourites.is_known
        there = (LETTERS[n] for n, item in enumerate(self._items) if known(item.blob.sha256))
        self.foot.picks.show_picks(len(self._items), self._picked(), frozenset(there))
        if self._items:
            self.side.show_names(self._names(), self._picked())
            self._show_tags()

    def _named(self, item: ImageItem) -> str:
        """Its model or name, and that it can't be shown."""
        name = item.model_id or item.name
        if self.loader.pyramid(item.blob) is None and self.loader.trouble(item.blob) is not None:
            return self.tr("{name}: the image can't be read").format(name=name)
        return name

    def _hint(self) -> str:
        if self._mode == "slider":
            return self.tr("Arrow keys move the line · hold Space for B")
        if self._mode == "blink":
            return self.tr("Space: next image · , and . change the speed")
        if self._mode == "difference":
            return self.tr("Hold Space for B")
        return self.tr("Zoom and move one: all follow")

    def _change_speed(self, direction: int) -> None:
        wanted = self._blink.interval() - direction * _STEP_MS
        self._blink.setInterval(max(_LEAST_MS, min(_MOST_MS, wanted)))
        self.head.show_mode(self._mode, len(self._items), self._blink.interval())

    # Slots

    def _on_loader_changed(self, _sha256: str) -> None:
        self._show(find=True)

    def _on_differ_found(self, pyramid: Pyramid, same: bool) -> None:
        self._difference, self._is_same = pyramid, same
        self._show()

    def _on_blink_timeout(self) -> None:
        self._shown = (self._shown + 1) % max(1, len(self._items))
        self._show()

    def _on_zoom_changed(self) -> None:
        scale = self.side.scale if self._mode == "side" else self.pair.placement.scale
        self.foot.show_scale(scale)
        self._place_tags()

    def _on_key_pick_a(self) -> None:
        self.pick("A")

    def _on_key_pick_b(self) -> None:
        self.pick("B")

    def _on_key_pick_c(self) -> None:
        self.pick("C")

    def _on_key_pick_d(self) -> None:
        self.pick("D")

    def _on_key_left(self) -> None:
        self._move(-1, _PAN_PX, 0)

    def _on_key_right(self) -> None:
        self._move(1, -_PAN_PX, 0)

    def _on_key_far_left(self) -> None:
        self._move(-10, 4 * _PAN_PX, 0)

    def _on_key_far_right(self) -> None:
        self._move(10, -4 * _PAN_PX, 0)

    def _on_key_up(self) -> None:
        self._view().pan_by(0, _PAN_PX)

    def _on_key_down(self) -> None:
        self._view().pan_by(0, -_PAN_PX)

    def _move(self, percent: int, dx: float, dy: float) -> None:
        """Arrow keys move the line where there is one, else the picture."""
        if self._mode == "slider":
            self.pair.divider.move_by(percent)
        else:
            self._view().pan_by(dx, dy)

    def _on_key_zoom_in(self) -> None:
        self._view().step_zoom(1)

    def _on_key_zoom_out(self) -> None:
        self._view().step_zoom(-1)

    def _on_key_fit(self) -> None:
        self._view().fit()

    def _on_key_actual(self) -> None:
        if self._mode == "side":
            self.side.actual_size()
        else:
            self.pair.zoom_to(1.0)

    def _on_key_slower(self) -> None:
        self._change_speed(-1)

    def _on_key_faster(self) -> None:
        self._change_speed(1)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space holds B in place of A; while they blink it shows the next one."""
        if event.key() != Qt.Key.Key_Space or not self._items:
            super().keyPressEvent(event)
        elif event.isAutoRepeat():
            event.accept()
        elif self._mode == "blink":
            self._blink.stop()
            self._on_blink_timeout()
        elif self._mode != "side":
            self._held = True
            self._show()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt: A is back."""
        if event.key() == Qt.Key.Key_Space and self._held and not event.isAutoRepeat():
            self._held = False
            self._show()
        else:
            super().keyReleaseEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: nothing blinks unseen."""
        super().hideEvent(event)
        self._blink.stop()
