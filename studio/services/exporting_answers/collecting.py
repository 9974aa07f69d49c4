"""Comparisons and runs as `Exported`: everything is read here, nothing is written."""

from collections.abc import Iterable, Mapping, Sequence

from studio.core.batches import Batch, Cell
from studio.core.comparing import ComparedColumn, Comparison, names_of, path_of, replies_of
from studio.core.comparing_figures import Figures, figures_of
from studio.core.exported import Exported, ExportedAnswer, ExportedTurn
from studio.core.judging.votes import Verdict, Vote
from studio.core.messages import Attachment, Conversation, Message, MessageState, Role
from studio.core.models import ModelInfo
from studio.core.parts import BlobRef, FilePart, ImagePart, reasoning_text
from studio.core.tree import ConversationTree
from studio.services.exporting_answers.markdown import image_name

_NO_VOTES: Mapping[str, Vote] = {}


def exported_comparison(
    conversation: Conversation,
    comparison: Comparison,
    tree: ConversationTree,
    models: Sequence[ModelInfo],
    votes: Mapping[str, Vote] = _NO_VOTES,
) -> Exported:
    """A comparison: what was asked, turn by turn, with the answers of all columns.

    Args:
        models: one for each column, for listed prices.
        votes: of a person, by the messages that they are about.
    """
    names = names_of([column.setup for column in comparison.columns])
    paths = [path_of(tree, column) for column in comparison.columns]
    depth = max((len(path) for path in paths), default=0)
    turns = []
    for at in range(depth):
        asked = [path[at] for path in paths if at < len(path) and path[at].role is Role.USER]
        if not asked:
            continue
        found: list[tuple[int, Message]] = []
        for column, path in enumerate(paths):
            if at + 1 < len(path) and path[at + 1].role is Role.ASSISTANT:
                found.append((column, path[at + 1]))
        found = _with_replies(_own_answers(found, comparison.columns, tree), comparison, tree)
        turns.append(_turn(asked[0], found, comparison.columns, names, models, paths, votes))
    return Exported(conversation.title, conversation.created_at, names, tuple(turns))


def _own_answers(
    found: Sequence[tuple[int, Message]],
    columns: Sequence[ComparedColumn],
    tree: ConversationTree,
) -> list[tuple[int, Message]]:
    """The answers of the columns' own models.

    Columns that went on from the answer of another have that one in their path: their own, which
    stands beside it, is taken instead.
    """
    seen: set[str] = set()
    own: list[tuple[int, Message]] = []
    for column, message in found:
        model_id = columns[column].setup.model_id
        beside = [tree[each] for each in tree.siblings(message.id)]
        if message.model_id != model_id or message.id in seen:
            message = next(
                (m for m in reversed(beside) if m.model_id == model_id and m.id not in seen),
                message,
            )
        if message.id not in seen:
            seen.add(message.id)
            own.append((column, message))
    return own


def _with_replies(
    found: Sequence[tuple[int, Message]], comparison: Comparison, tree: ConversationTree
) -> list[tuple[int, Message]]:
    """The answers with those that were asked for along with them, when several images were."""
    return [
        (column, each)
        for column, message in found
        for each in (
            replies_of(tree, comparison.columns[column])
            if message.id in comparison.columns[column].replies
            else (message,)
        )
    ]


def _turn(
    question: Message,
    found: Sequence[tuple[int, Message]],
    columns: Sequence[ComparedColumn],
    names: Sequence[str],
    models: Sequence[ModelInfo],
    paths: Sequence[Sequence[Message]],
    votes: Mapping[str, Vote],
) -> ExportedTurn:
    vote = _vote_on([message for _, message in found], votes)
    answers = tuple(
        _answer(
            message,
            _name_of(message, columns[column], names[column]),
            models[column],
            system_prompt=columns[column].setup.system_prompt,
            vote=vote,
        )
        for column, message in found
    )
    histories = {
        tuple((each.role.value, each.text) for each in _before(paths[column], message))
        for column, message in found
    }
    return ExportedTurn(
        question.text,
        answers,
        history=histories.pop() if len(histories) == 1 else (),
        attachments=_attachments(question),
        verdict=vote.verdict.value if vote is not None else "",
        note=vote.note if vote is not None else "",
        tags=vote.tags if vote is not None else (),
    )


def _name_of(message: Message, column: ComparedColumn, name: str) -> str:
    """The name of the column; of a model that was asked there before, its id."""
    if message.model_id and message.model_id != column.setup.model_id:
        return message.model_id
    return name


def _before(path: Sequence[Message], answer: Message) -> Iterable[Message]:
    """What was said before the question of an answer."""
    for message in path:
        if message.id == answer.parent_id or message.id == answer.id:
            return
        yield message


def exported_batch(
    batch: Batch,
    cells: Mapping[int, Cell],
    tree: ConversationTree,
    models: Sequence[ModelInfo],
    votes: Mapping[str, Vote] = _NO_VOTES,
) -> Exported:
    """A run: every row that was begun."""
    plan = batch.plan
    names = names_of(plan.columns)
    turns = []
    for row in range(plan.rows):
        prompt = plan.prompt_of(row)
        found: list[tuple[Cell, Message]] = []
        for place in plan.places_of(row):
            cell = cells.get(place)
            message = tree.get(cell.message_id) if cell is not None else None
            if cell is not None and message is not None:
                found.append((cell, message))
        if not found:
            continue
        vote = _vote_on([message for _, message in found], votes)
        answers = []
        for cell, message in found:
            column = plan.column_of(cell.place)
            answers.append(
                _answer(
                    message,
                    names[column],
                    models[column],
                    system_prompt=plan.columns[column].system_prompt,
                    vote=vote,
                    passed=cell.passed,
                )
            )
        turns.append(
            ExportedTurn(
                prompt.text,
                tuple(answers),
                expected=prompt.expected,
                repeat=row % plan.repeats + 1,
                attachments=prompt.attachments,
                verdict=vote.verdict.value if vote is not None else "",
                note=vote.note if vote is not None else "",
                tags=vote.tags if vote is not None else (),
            )
        )
    return Exported(plan.name, plan.created_at, names, tuple(turns))


def _answer(
    message: Message,
    name: str,
    model: ModelInfo,
    *,
    system_prompt: str,
    vote: Vote | None,
    passed: bool | None = None,
) -> ExportedAnswer:
    whole = message.state is MessageState.COMPLETE
    failure = message.failure.kind if message.failure is not None else message.state.value
    better = vote if vote is not None and vote.verdict is Verdict.BETTER else None
    places = [each.message_id for each in better.candidates] if better is not None else []
    place = places.index(message.id) if message.id in places else None
    picked = better is not None and place is not None and place == better.winner
    return ExportedAnswer(
        name=name,
        model_id=message.model_id or message.served_model or "",
        text=message.text,
        reasoning=reasoning_text(message.parts),
        images=_blobs(message),
        figures=figures_of(message, model) if whole or message.failure else Figures(),
        failure="" if whole else failure,
        is_picked=picked,
        is_rejected=place is not None and not picked,
        passed=passed,
        system_prompt=system_prompt,
    )


def _blobs(message: Message) -> tuple[BlobRef, ...]:
    return tuple(p.blob for p in message.parts if isinstance(p, ImagePart) and not p.draft)


def _attachments(question: Message) -> tuple[Attachment, ...]:
    found = []
    for part in question.parts:
        if isinstance(part, ImagePart):
            found.append(Attachment(part.blob, part.alt or image_name(part.blob)))
        elif isinstance(part, FilePart):
            found.append(Attachment(part.blob, part.name))
    return tuple(found)


def _vote_on(answers: Sequence[Message], votes: Mapping[str, Vote]) -> Vote | None:
    """The newest vote on these answers, or on some of them when not all were voted on."""
    ids = {message.id for message in answers}
    found = [votes[each] for each in ids if each in votes]
    whole = [vote for vote in found if all(c.message_id in ids for c in vote.candidates)]
    return max(whole, key=lambda vote: vote.at, default=None)
