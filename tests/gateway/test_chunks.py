"""Chunks that came together are handed on as one, and mean what they meant."""

from itertools import pairwise
from typing import Any

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.gateway.chunks import ChunkJoiner

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: Chunked\r\n\r\n"
Heard = tuple[bytes, list[Any]]


def framed(pieces: list[bytes], extension: bytes = b"") -> bytes:
    chunks = [b"%X%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces if piece]
    return b"".join(chunks) + b"0\r\n\r\n"


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(edges)]


def heard(reads: list[bytes]) -> Heard:
    """What a client understands: the body so far, and the other events or the error."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("Host", "h")]))
    client.send(h11.EndOfMessage())
    body, others = b"", []
    for data in reads:
        if data:
            client.receive_data(data)
        while True:
            try:
                event = client.next_event()
            except h11.RemoteProtocolError:
                return body, [*others, "error"]
            if isinstance(event, h11.Data):
                body += bytes(event.data)
                continue
            if event in (h11.NEED_DATA, h11.PAUSED):
                break
            others.append(type(event).__name__)
            if isinstance(event, h11.EndOfMessage):
                others.append(bytes(client.trailing_data[0]))
                return body, others
    return body, others


def joined(reads: list[bytes]) -> list[bytes]:
    joiner = ChunkJoiner()
    return [joiner.feed(data) for data in reads]


pieces = st.lists(st.binary(max_size=40), max_size=12)
places = st.lists(st.integers(0, 2000), max_size=12)


@given(pieces, places, st.sampled_from([b"", b";a=b", b" "]))
def test_a_body_cut_anywhere_is_the_same_body(
    parts: list[bytes], at: list[int], extension: bytes
) -> None:
    reads = cut(HEAD + framed(parts, extension), at)
    body, others = heard(joined(reads))
    assert body == b"".join(parts)
    assert others[:2] == ["Response", "EndOfMessage"]


@given(pieces, places, st.binary(max_size=30), st.integers(0, 400))
def test_broken_chunks_are_as_broken_as_before(
    parts: list[bytes], at: list[int], junk: bytes, where: int
) -> None:
    whole = framed(parts)
    where %= len(whole) + 1
    reads = cut(HEAD + whole[:where] + junk + whole[where:], at)
    assert heard(joined(reads)) == heard(reads)


def test_chunks_of_one_read_come_as_one() -> None:
    joiner = ChunkJoiner()
    assert joiner.feed(HEAD) == HEAD
    assert joiner.feed(b"1\r\na\r\n2\r\nbc\r\n3\r\nd") == b"4\r\nabcd\r\n"
    assert joiner.feed(b"e") == b"1\r\ne\r\n"
    assert joiner.feed(b"f\r") == b"1\r\nf\r\n"
    assert joiner.feed(b"\n") == b""
    assert joiner.feed(b"2") == b""
    assert joiner.feed(b"\r\ngh\r\n0\r\nX: y\r\n\r\n") == b"2\r\ngh\r\n0\r\nX: y\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n1\r\na\r\n1\r\nb\r\n",
        b"no HTTP at all\n\n1\r\na\r\n1\r\nb\r\n",
    ],
)
def test_other_answers_are_left_alone(answer: bytes) -> None:
    for size in (1, 7, len(answer)):
        reads = [answer[at : at + size] for at in range(0, len(answer), size)]
        assert joined(reads) == reads


def test_an_interim_answer_is_passed_over() -> None:
    joiner = ChunkJoiner()
    head = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + HEAD
    assert joiner.feed(head[:20]) + joiner.feed(head[20:90]) + joiner.feed(head[90:]) == head
    assert joiner.feed(b"1\r\na\r\n1\r\nb\r\n") == b"2\r\nab\r\n"


def test_the_next_answer_on_the_connection_is_read_anew() -> None:
    joiner = ChunkJoiner()
    length = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    for _ in range(2):
        assert joiner.feed(length) == length
        joiner.restart()
        assert (
            joiner.feed(HEAD + b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n") == HEAD + b"2\r\nab\r\n0\r\n\r\n"
        )
        joiner.restart()
