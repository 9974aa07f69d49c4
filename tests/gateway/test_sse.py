"""Server-sent events from bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import BadReply
from studio.gateway.sse import SseReader


def read(*pieces: bytes) -> list[tuple[bytes, str]]:
    reader = SseReader()
    events = [event for piece in pieces for event in reader.feed(piece)]
    return [(event.data, event.name) for event in [*events, *reader.close()]]


@pytest.mark.parametrize(
    ("body", "events"),
    [
        (b"data: a\n\ndata:b\n\ndata:  c\n\n", [b"a", b"b", b" c"]),
        (b"data: a\r\n\r\ndata: b\r\rdata: c\n\r\n", [b"a", b"b", b"c"]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"data\n\ndata:\ndata:\n\n", [b"", b"\n"]),
        (b":comment\n: PING\n\ndata: a\n:x\ndata: b\n\n", [b"a\nb"]),
        (b"id: 1\nretry: 5\ndata: a\nid\n\n", [b"a"]),
        (b"data: a\n\ndata: last", [b"a", b"last"]),
        (b"\xef\xbb\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n", [b"a"]),
        (b'data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n', [b'{"a":1}', b'{"b":2}', b"[DONE]"]),
        (b"data: {\ndata: }\n\n", [b"{\n}"]),
        (b"event: x\n\nid: 3\n\n", []),
        (b"", []),
    ],
)
def test_events(body: bytes, events: list[bytes]) -> None:
    assert [data for data, _ in read(body)] == events
    assert [data for data, _ in read(*(body[i : i + 1] for i in range(len(body))))] == events


def test_names_belong_to_one_event_only() -> None:
    body = b"event: ping\ndata: a\n\ndata: b\n\nevent: lost\n\ndata: c\n\n"
    assert read(body) == [(b"a", "ping"), (b"b", ""), (b"c", "")]


def test_the_field_error_is_an_event() -> None:
    assert read(b'data: a\nerror: {"x":1}\n\n') == [(b"a", ""), (b'{"x":1}', "error")]


def test_only_cr_and_lf_end_a_line() -> None:
    text = "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg".encode()
    assert read(b"data: " + text + b"\n\n") == [(text, "")]


def test_other_text_is_collected() -> None:
    reader = SseReader()
    reader.feed(b'\n\n: PING\n\n{\n "error": {\n  "message": "data: no"\n }\n}')
    reader.close()
    assert reader.stray()[0] == b'{\n "error": {\n  "message": "data: no"\n }\n}'


@pytest.mark.parametrize("step", [1, 7, 5000])
def test_a_line_over_the_cap_is_refused(step: int) -> None:
    body = b"data: ok\n\ndata: " + b"x" * 2000 + b"\n\ndata: never\n\n"
    reader = SseReader(max_line_bytes=1000)
    events = [e for at in range(0, len(body), step) for e in reader.feed(body[at : at + step])]
    events += reader.close()
    assert [event.data for event in events] == [b"ok"]
    assert isinstance(reader.error, BadReply)
    assert "1000 bytes" in reader.error.detail


def test_endless_data_lines_and_endless_other_text_are_refused() -> None:
    for line in (b"data: 0123456789\n", b"<p>0123456789\n"):
        reader = SseReader(max_line_bytes=1000)
        for _ in range(200):
            reader.feed(line)
        assert isinstance(reader.error, BadReply)


LINES = st.lists(
    st.sampled_from(
        [b"data: x", b"data:", b"data:y", b":c", b"", b"event: e", b"stray", b"id: 1", b"error: e"]
    ),
    max_size=12,
)


ENDS = st.lists(st.sampled_from([b"\n", b"\r", b"\r\n"]), min_size=12)


@given(lines=LINES, ends=ENDS, at=st.data())
def test_cuts_change_nothing(lines: list[bytes], ends: list[bytes], at: st.DataObject) -> None:
    body = b"".join(line + end for line, end in zip(lines, ends, strict=False))
    one, two = sorted(at.draw(st.integers(0, len(body))) for _ in range(2))
    assert read(body[:one], body[one:two], body[two:]) == read(body)
