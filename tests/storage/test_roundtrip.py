"""Any message and any history of savings comes back as it was, whatever the text."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from studio.core.errors import Failure
from studio.core.messages import Message, MessageState, Role, Timing, Usage
from studio.core.parts import (
    BlobRef,
    FilePart,
    ImageOrigin,
    ImagePart,
    Part,
    ReasoningPart,
    RemoteImagePart,
    TextPart,
    ToolCallPart,
)
from studio.storage import texts
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, faults_of, message

SPICE = st.sampled_from([";base64,", ";Base64\x1f,", "64,", "\x1f", "\0", "😀", "漢字かな", "%_\\"])
TEXT = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | SPICE).map("".join)
LONG = st.builds(lambda text, times: (text or "x") * times, TEXT, st.integers(1, 3_000))
SHORT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
OPTIONAL = st.none() | SHORT
SECONDS = st.none() | st.floats(0, 1e6, allow_nan=False)
COUNT = st.none() | st.integers(0, 2**53)
ORIGIN = st.sampled_from(ImageOrigin)
BLOB = st.builds(
    BlobRef,
    st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"),
    st.sampled_from(["image/png", "image/webp", "application/pdf"]),
    st.integers(0, 2**40),
    st.none() | st.integers(1, 99_999),
    st.none() | st.integers(1, 99_999),
)
PART: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, TEXT | LONG),
    st.builds(ReasoningPart, TEXT | LONG, SECONDS),
    st.builds(ImagePart, BLOB, ORIGIN, SHORT, st.booleans()),
    st.builds(RemoteImagePart, TEXT, ORIGIN, SHORT),
    st.builds(ToolCallPart, st.integers(0, 99), OPTIONAL, SHORT, TEXT | LONG),
    st.builds(FilePart, BLOB, SHORT),
)
MOMENT = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
MESSAGE = st.builds(
    Message,
    id=st.just(message(1, "").id),
    conversation_id=st.just(conversation(1).id),
    parent_id=OPTIONAL,
    role=st.sampled_from(Role),
    parts=st.lists(PART, max_size=6).map(tuple),
    created_at=MOMENT,
    state=st.sampled_from(MessageState),
    model_id=OPTIONAL,
    connection_id=OPTIONAL,
    served_model=OPTIONAL,
    finish_reason=OPTIONAL,
    usage=st.none()
    | st.builds(
        Usage, st.integers(0, 9), st.integers(0, 9), st.just(0), COUNT, COUNT, COUNT, OPTIONAL
    ),
    timing=st.builds(Timing, SECONDS, SECONDS, SECONDS),
    failure=st.none() | st.builds(Failure, SHORT, TEXT, OPTIONAL, COUNT, st.booleans(), SECONDS),
    request_id=OPTIONAL,
    parameters=st.dictionaries(SHORT, st.none() | TEXT | st.integers() | st.booleans(), max_size=4),
    choice_index=st.integers(0, 100),
    tool_call_id=OPTIONAL,
    name=OPTIONAL,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(MESSAGE, min_size=1, max_size=5), st.sampled_from(MessageState))
def test_any_history_of_savings_comes_back(values: list[Message], last: MessageState) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        library = Library.open(path, Path(folder) / "backups", FixedClock())
        library.put_conversation(conversation(1))
        for value in values:
            library.put_messages([value])
            assert library.messages(conversation(1).id) == [value]
        final = replace(values[-1], state=last, parts=(*values[-1].parts, TextPart("needle")))
        library.put_messages([final])
        library.mark_interrupted()
        library.close()
        assert faults_of(path) == []

        library = Library.open(path, Path(folder) / "backups", FixedClock())
        (read,) = library.messages(conversation(1).id)
        assert read == replace(final, state=read.state)
        assert len(library.search("needle")) == 1
        library.rebuild_index()
        assert len(library.search("needle")) == 1
        library.delete_messages([final.id], FixedClock().now())
        clock = FixedClock()
        clock.go_on(days=31)
        assert library.purge_trash(clock.now()) == 1
        rest = library._db.execute("SELECT count(*) FROM message_terms").fetchone()
        assert rest == (0,)
        library.close()


@given(TEXT)
def test_row_texts_come_back_without_the_marker(text: str) -> None:
    row = texts.to_row(text)
    assert ";base64," not in row.lower()
    assert texts.from_row(row) == text
    assert "".join(texts.pieces(row)) == row


@given(TEXT, TEXT)
def test_a_longer_text_has_a_longer_row(start: str, rest: str) -> None:
    whole = texts.to_row(start + rest)
    # What is appended to a row must be the row of what was appended to the text.
    assert whole.startswith(texts.to_row(start))


@given(MOMENT)
def test_moments_come_back(moment: datetime) -> None:
    assert texts.from_us(texts.to_us(moment)) == moment
