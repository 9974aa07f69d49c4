"""The menu of acts that lead to a decision: votes on all, a judge, one answer from all."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from studio.core.comparing import MOST_COLUMNS, ColumnSetup
from studio.core.judging.judge_prompt import Rubric
from studio.core.judging.judgements import Judgement
from studio.core.judging.votes import Verdict
from studio.services.app import AppServices
from studio.ui.compare.judging.voting import Voting
from studio.ui.compare.menus import Entry, open_menu
from studio.ui.theme import ThemeStore
from studio.ui.widgets import ToastStack

if TYPE_CHECKING:
    from studio.ui.compare.judging.judgement_popup import JudgementPopup
    from studio.ui.compare.judging.rubric_popup import RubricPopup
    from studio.ui.compare.page import ComparePage


class Deciding(QObject):
    """Makes the entries of the menu and carries them out."""

    def __init__(
        self,
        page: "ComparePage",
        voting: Voting,
        *,
        services: AppServices,
        theme: ThemeStore,
        toasts: ToastStack,
    ) -> None:
        super().__init__(page)
        self._page, self._voting = page, voting
        self._services, self._theme, self._toasts = services, theme, toasts
        self._judging = services.judging()
        self._rubric: RubricPopup | None = None
        self._judgement: JudgementPopup | None = None
        self._ended: Judgement | None = None
        self._jobs: dict[str, str] = {}  # job -> conversation
        self._judging.judge.ended.connect(self._on_judge_ended)

    def open(self, anchor: QWidget) -> None:
        """Opens the menu under a widget."""
        open_menu(anchor, self._theme, self.entries(anchor), object_name="judge_menu")

    def entries(self, anchor: QWidget) -> list[Entry]:
        """Rows of the menu.

        Args:
            anchor: what a popup opens at.
        """
        voting, can_vote = self._voting, self._voting.can_vote
        full = len(self._page.board.columns()) >= MOST_COLUMNS
        vote = voting.vote()

        def points() -> None:
            voting.open_points(anchor)

        def judge() -> None:
            self._pick(anchor, self._judge_with)

        def merge() -> None:
            self._pick(anchor, self._merge_with)

        def rubric() -> None:
            self._open_rubric(anchor)

        def show_judgement() -> None:
            found = self.judgement()
            if found is not None:
                self._show_judgement(anchor, found)

        return [
            Entry(
                self.tr("Equally good"), voting.vote_tie, enabled=can_vote,
                checked=vote is not None and vote.verdict is Verdict.TIE,
            ),
            Entry(
                self.tr("All bad"), voting.vote_all_bad, enabled=can_vote,
                checked=vote is not None and vote.verdict is Verdict.BOTH_BAD,
            ),
            Entry(self.tr("Points and note…"), points, "pencil", enabled=can_vote),
            Entry(),
            Entry(self.tr("Judge with a model…"), judge, "cpu", enabled=can_vote),
            Entry(
                self.tr("Show what the judge said"), show_judgement, "eye",
                enabled=self.judgement() is not None,
            ),
            Entry(self.tr("Judge's rubric…"), rubric, "file-text"),
            Entry(
                self.tr("Merge into one answer…"), merge, "layers", enabled=can_vote and not full
            ),
        ]  # fmt: skip

    def judgement(self) -> Judgement | None:
        """The newest judgement on what is shown, or None."""
        question, judged = self._voting.question(), self._voting.judged()
        if question is None:
            return None
        ids = frozenset(answer.id for _, answer in judged)
        return self._judging.votes.judgement_on(question.id, ids)

    def verdict_text(self, judgement: Judgement) -> str:
        """A judgement in words."""
        vote = judgement.vote
        if vote is None:
            failure = judgement.rounds[-1].failure
            if failure is not None:
                return self.tr("The judge did not answer: {why}").format(
                    why=failure.kind.replace("_", " ")
                )
            return self.tr("The judge came to no result")
        if judgement.depends_on_order:
            return self.tr("A tie: the judge decided by the order of the answers")
        if vote.winner is None:
            return self.tr("The judge found a tie")
        winner = vote.candidates[vote.winner]
        name = self._names().get(winner.message_id, winner.model_id)
        return self.tr("The judge prefers {name}").format(name=name)

    # Inside

    def _names(self) -> dict[str, str]:
        return {answer.id: column.name for column, answer in self._voting.judged()}

    def _pick(self, anchor: QWidget, take: object) -> None:
        default = self._services.connections.default()
        connection_id = default.id if default is not None else ""
        self._page.model_picker_requested.emit(anchor, connection_id, "", take)

    def _judge_with(self, connection_id: str, model_id: str) -> None:
        question = self._voting.question()
        answers = [answer for _, answer in self._voting.judged()]
        if question is None or len(answers) < 2:
            return
        setup = ColumnSetup(model_id, connection_id)
        job = self._judging.judge.judge(question, answers, setup)
        self._jobs[job.id] = question.conversation_id
        text = self.tr("{model} judges the answers").format(model=model_id)
        self._toasts.show_toast(text, icon="clock", token="text2")

    def _merge_with(self, connection_id: str, model_id: str) -> None:
        question = self._voting.question()
        answers = [answer for _, answer in self._voting.judged()]
        if question is None:
            return
        setup = ColumnSetup(model_id, connection_id)
        if self._judging.merging.merge(question, answers, setup) is None:
            text = self.tr("This model can't merge texts")
            self._toasts.show_toast(text, icon="circle-alert", token="warn")
            return
        columns = self._page.board.columns()
        if columns:
            self._page.board.area.reveal(columns[-1])

    def _open_rubric(self, anchor: QWidget) -> None:
        if self._rubric is None:
            from studio.ui.compare.judging.rubric_popup import RubricPopup

            self._rubric = RubricPopup(theme=self._theme, window=self._page.window())
            self._rubric.saved.connect(self._on_rubric_saved)
        self._rubric.open_for(anchor, self._judging.votes.rubric)

    def _show_judgement(self, anchor: QWidget, judgement: Judgement) -> None:
        if self._judgement is None:
            from studio.ui.compare.judging.judgement_popup import JudgementPopup

            self._judgement = JudgementPopup(theme=self._theme, window=self._page.window())
        text = self.verdict_text(judgement)
        self._judgement.open_for(anchor, text, judgement, self._names())

    def _on_rubric_saved(self, rubric: Rubric) -> None:
        self._judging.votes.set_rubric(rubric)

    def _on_judge_ended(self, job_id: str, judgement_id: str) -> None:
        cid = self._jobs.pop(job_id, "")
        found = next(
            (each for each in self._judging.votes.judgements() if each.id == judgement_id), None
        )
        if found is None or cid != self._page.conversation_id:
            return
        self._ended = found
        failed = found.vote is None
        toast = self._toasts.show_toast(
            self.verdict_text(found),
            icon="circle-alert" if failed else "circle-check",
            token="warn" if failed else "ok",
            action=self.tr("Show"),
        )
        toast.action_triggered.connect(self._on_toast_action_triggered)

    def _on_toast_action_triggered(self) -> None:
        if self._ended is not None:
            self._show_judgement(self._page.header.judge_button, self._ended)
