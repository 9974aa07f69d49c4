"""`ImagesView`: answers that are images, in the place of the columns; made when there are some."""

from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.core.comparing import ColumnSetup
from studio.core.comparing_figures import Figures, best_of, combined
from studio.core.ids import MessageId
from studio.core.messages import Message
from studio.core.parts import TextPart
from studio.core.reply import PartSet
from studio.core.requests import Parameters
from studio.services.app import AppServices
from studio.services.run import RunAdvanced
from studio.ui.compare.column import CompareColumn
from studio.ui.compare.column_rows import own_versions
from studio.ui.compare.figure_texts import value_text
from studio.ui.compare.images.cells import Cell, CellState, Group, cells_of, has_image
from studio.ui.compare.images.drawing_options import option_words
from studio.ui.parameters.texts import summary
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.compare.images.judged import ChosenJudging
    from studio.ui.compare.page import ComparePage

IMAGES, TEXTS = "images", "texts"
_FRAME_MS = 50
_LEAST_RATIO, _MOST_RATIO = 0.5, 2.4
_COMPARED = ("total_s", "cost_usd")


class ImagesView(QObject):
    """Shows the grid instead of the columns, where the answers are images or a person says so.

    Args:
        stack: of what a comparison is shown in.

    Signals:
        box_made: the grid and its bar are there.
    """

    box_made = Signal()

    def __init__(
        self,
        page: "ComparePage",
        *,
        stack: QStackedWidget,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
    ) -> None:
        super().__init__(page)
        self.page, self._board, self._stack = page, page.board, stack
        self.services, self.theme, self.toasts = services, theme, toasts
        self._comparing = services.comparing()
        self._fresh = ""  # how a comparison that is not kept yet is shown
        self._box: QWidget | None = None
        self._wanted: tuple[str, str, str] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FRAME_MS)
        self._soon.timeout.connect(self.show_images)
        services.runs.run_advanced.connect(self._on_runs_run_advanced)

    # Whether

    @property
    def is_built(self) -> bool:
        """Whether the grid was needed so far."""
        return self._box is not None

    @property
    def is_shown(self) -> bool:
        """Whether the grid is in the place of the columns."""
        return self._box is not None and self._stack.currentWidget() is self._box

    @property
    def has_choice(self) -> bool:
        """Whether images are chosen in the grid: its bar says what can be done with them."""
        return self.is_shown and bool(self.grid.choice.keys)

    @property
    def is_wanted(self) -> bool:
        """Whether it should be: as a person chose, else when all answers are images."""
        columns = self._board.columns()
        if not columns:
            return False
        chosen = self._chosen()
        return chosen == IMAGES if chosen else self._suits()

    def set_on(self, on: bool) -> None:
        """A person wants images or columns; what suits anyhow is kept as no choice."""
        shows = "" if on == self._suits() else (IMAGES if on else TEXTS)
        if self._board.conversation_id:
            self._comparing.runner.show_as(self._board.conversation_id, shows)
        else:
            self._fresh = shows
        self.page.showing.show_view()

    def keep_choice(self, conversation_id: str) -> None:
        """A new comparison is kept now; it goes on as it is shown."""
        if self._fresh:
            self._comparing.runner.show_as(conversation_id, self._fresh)
            self._fresh = ""

    def _chosen(self) -> str:
        comparison = self._comparing.store.get(self._board.conversation_id)
        return comparison.shows if comparison is not None else self._fresh

    def _suits(self) -> bool:
        return all(self._is_pictorial(column) for column in self._board.columns())

    def _is_pictorial(self, column: CompareColumn) -> bool:
        # Asked many times a second while texts stream: of what is being written only what is
        # kept already is looked at, and no text is gone through.
        replies = self._board.replies(column)
        if any(has_image(each.parts) for each in replies):
            return True
        if any(_says_something(each) for each in replies) and not self._board.is_busy(column):
            return False
        return self._comparing.requests.draws(column.column.setup)

    # Showing

    @property
    def box(self) -> QWidget:
        """Grid and bar; made when they are first needed."""
        if self._box is None:
            self._box = self._build()
            self._stack.addWidget(self._box)
            self._board.shown_in.append(self._box)
            self.box_made.emit()
        return self._box

    def _build(self) -> QWidget:
        from studio.ui.compare.images.acts import ImageActs
        from studio.ui.compare.images.choice_bar import ChoiceBar
        from studio.ui.compare.images.favouring import ImageFavourites
        from studio.ui.compare.images.grid import ImageGrid
        from studio.ui.compare.images.voting import ImageVoting
        from studio.ui.images.loader import ImageLoader

        self.grid: ImageGrid = ImageGrid(self.theme, ImageLoader(self.services.images, parent=self))
        self.bar: ChoiceBar = ChoiceBar(self.theme)
        self.favourites: ImageFavourites = ImageFavourites(self)
        self.acts: ImageActs = ImageActs(self)
        self.voting: ImageVoting = ImageVoting(self)
        self.grid.group_act_requested.connect(self._on_grid_group_act_requested)
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.grid, 1)
        rows.addWidget(self.bar)
        return box

    def show_images(self) -> None:
        """Brings the grid up to date, while it is shown."""
        if not self.is_shown:
            return
        groups = self.groups()
        self.grid.show_groups(groups, self._ratio(groups))
        self.voting.show_choice()
        self.favourites.look()

    def groups(self) -> list[Group]:
        """The images of all columns, and what is known of them."""
        columns = self._board.columns()
        figures = [self._figures(column) for column in columns]
        best = [names.intersection(_COMPARED) for names in best_of(figures, value_text)]
        return [self._group(*each) for each in zip(columns, figures, best, strict=True)]

    def _figures(self, column: CompareColumn) -> Figures:
        return combined(
            [self._board.figures_of(column, each) for each in self._board.replies(column)]
            or [Figures()]
        )

    def _group(self, column: CompareColumn, figures: Figures, best: frozenset[str]) -> Group:
        setup, hides = column.column.setup, self._board.blinding.hides
        cells = cells_of(
            column.column_id,
            self._board.replies(column),
            self.services.runs.live,
            self._comparing.runner.parallel.place_of,
        )
        if hides:  # the words of a server may name the model
            cells = tuple(replace(cell, detail="") for cell in cells)
        set_up = self._set_up(setup)
        return Group(
            column.column_id,
            column.name,
            "" if hides else setup.model_id,
            cells,
            self._state(cells),
            figures,
            frozenset() if hides else best,
            column.is_picked,
            column.can_pick,
            "" if hides else set_up,
        )

    def _set_up(self, setup: ColumnSetup) -> str:
        """What is set for this column and not for all; "" for nothing."""
        own = summary(Parameters.from_dict(setup.parameters), setup.system_prompt)
        words = option_words(setup)
        shared = all(option_words(each) == words for each in self._board.setups())
        return " · ".join(filter(None, [*([] if shared else words), own]))

    def _state(self, cells: tuple[Cell, ...]) -> tuple[str, str, str]:
        """Icon, word and colour of a group; no word when all is there."""
        done = sum(cell.is_image for cell in cells)
        busy = [c for c in cells if c.state in (CellState.DRAWING, CellState.WAITING)]
        if busy and len(cells) > 1:
            told = self.tr("{done} of {count}").format(done=done, count=len(cells))
            return "spinner", told, "accent"
        if any(cell.state is CellState.FAILED for cell in cells) and len(cells) > 1:
            return "circle-alert", self.tr("Failed"), "danger"
        return "", "", "text3"

    def _ratio(self, groups: list[Group]) -> float:
        """Width by height of the cells: as most images are, else as is asked for."""
        blobs = [cell.blob for group in groups for cell in group.cells if cell.blob is not None]
        ratios = [round(b.width_px / b.height_px, 3) for b in blobs if b.width_px and b.height_px]
        found = Counter(ratios).most_common(1)[0][0] if ratios else self._asked_ratio()
        return max(_LEAST_RATIO, min(_MOST_RATIO, found))

    def _asked_ratio(self) -> float:
        for setup in self._board.setups():
            wide, _, high = str(setup.parameters.get("aspect_ratio") or "").partition(":")
            if wide.isdecimal() and high.isdecimal() and int(high):
                return int(wide) / int(high)
        return 1.0

    # Of the comparison

    def _shown(self, reply: Message) -> Message:
        """A reply with what came so far."""
        run = self.services.runs.live(reply.id)
        return replace(reply, parts=run.parts(reply.id)) if run is not None else reply

    def replies(self) -> list[tuple[CompareColumn, Message]]:
        """The last answers of all columns with what came so far, in the order of the grid."""
        return [
            (column, self._shown(reply))
            for column in self._board.columns()
            for reply in self._board.replies(column)
        ]

    def focus_image(self, message_id: str, sha256: str = "") -> None:
        """Puts the keyboard on an image of a reply as soon as it is there."""
        self._wanted = (self._board.conversation_id, message_id, sha256)
        self.find_wanted()

    def find_wanted(self) -> None:
        """Goes to the image that is looked for, if its comparison is loaded."""
        if self._wanted is None or self._board.tree() is None:
            return
        conversation_id, message_id, sha256 = self._wanted
        self._wanted = None
        if conversation_id != self._board.conversation_id:
            return
        if self._show_version(message_id):
            return
        own = [c for c in self.grid.cells() if c.message_id == message_id] if self.is_shown else []
        same = [cell for cell in own if cell.blob is not None and cell.blob.sha256 == sha256]
        if own:
            self.grid.focus_cell((same or own)[0].key)
        else:
            self._reveal_in_column(message_id)

    def _show_version(self, message_id: str) -> bool:
        """Shows an older version of a last answer; False when it is none."""
        cid, tree = self._board.conversation_id, self._board.tree()
        comparison = self._comparing.store.get(cid)
        if tree is None or comparison is None:
            return False
        if any(each.id == message_id for _, each in self.replies()):
            return False
        for column in comparison.columns:
            if message_id in own_versions(tree, comparison, column):
                self._wanted = (cid, message_id, "")
                self._comparing.runner.show_leaf(cid, column.id, MessageId(message_id))
                return True
        return False

    def _reveal_in_column(self, message_id: str) -> None:
        """Goes to an answer of an earlier question: the columns have all of them."""
        for column in self._board.columns():
            if column.transcript.item_of(message_id) is not None:
                if self.is_shown:
                    self.set_on(False)
                self._board.area.reveal(column)
                item = column.transcript.item_of(message_id)
                column.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
                if item is not None:
                    column.transcript.keyboard.focus_message(item)
                return

    def judging(self) -> "ChosenJudging | None":
        """Votes on the images that are chosen in the grid; None while fewer than two are."""
        return self.voting.judging() if self.is_shown else None

    def focused_column(self) -> CompareColumn | None:
        """The column of what has the keyboard in the grid, or None."""
        column_id = self.grid.focused_column() if self.is_shown else ""
        return self._board.column(column_id) if column_id else None

    def escape(self) -> bool:
        """Closes the quick look or chooses nothing; False when there was nothing to end."""
        return self.is_shown and (self.acts.close_look() or self.grid.choose_none())

    # Slots

    def _on_grid_group_act_requested(self, act: str, column_id: str, argument: object) -> None:
        self.page.acts.run(act, column_id, argument)

    def _on_runs_run_advanced(self, advanced: RunAdvanced) -> None:
        if not self.is_shown or self._soon.isActive():
            return
        # Text that streams shows nothing here.
        is_own = advanced.conversation_id == self._board.conversation_id
        if is_own and any(isinstance(each, PartSet) for each in advanced.changes):
            self._soon.start()


def _says_something(reply: Message) -> bool:
    return any(
        isinstance(part, TextPart) and part.text and not part.text.isspace() for part in reply.parts
    )
