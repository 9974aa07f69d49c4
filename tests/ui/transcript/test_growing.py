"""Words added to an open paragraph without parsing it: the same as parsing all of it again."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.ui.theme import ThemeStore
from studio.ui.transcript.blocks import Block, BlockStream
from studio.ui.transcript.element import Element, LayoutContext
from studio.ui.transcript.elements import make_elements
from studio.ui.transcript.growing import grow
from studio.ui.transcript.leaves import TextLeaf
from studio.ui.transcript.markdown import References
from studio.ui.transcript.text_elements import RichTextElement
from tests.ui.transcript.painting import paint_all
from tests.ui.transcript.test_living_text import PIECES

WIDTH = 320.0
SAMPLE = (Path(__file__).parent / "sample.md").read_text("utf-8")
SIGNS = "ab é中A1 .,:;'\"?()/-—%  *_~`[]!\\<>&#|$+=@^{}\n\t\u00a0\u3000w"
PROSE = (
    "The tide **rises** and falls mostly twice a day, and the moon (not the sun) is the reason: "
    "see `tides.py` for it. A line may end\nin the middle; 50% of it \u2014 \u201cor so\u201d."
)


@pytest.fixture
def layout(theme_store: ThemeStore) -> LayoutContext:
    return LayoutContext(theme_store.current)


class Live:
    """The open block of a stream, grown where that is possible, made again where not."""

    def __init__(self, layout: LayoutContext, references: References | None = None) -> None:
        self.layout = layout
        self.references = references
        self.stream = BlockStream()
        self.tail: Block | None = None
        self.elements: Sequence[Element] = ()
        self.settled = False
        self.grown = self.frames = 0

    def feed(self, text: str) -> None:
        self.stream.append(text)
        closed, tail = self.stream.take_closed(), self.stream.tail()
        self.frames += 1
        if closed or tail is None or self.tail is None or not self.elements:
            self._make(tail)
        else:
            self.settled = grow(self.elements[-1], self.tail, tail, settled=self.settled)
            if not self.settled:
                self._make(tail)
        self.grown += self.settled
        self.tail = tail
        self._check()

    def _make(self, tail: Block | None) -> None:
        self.settled = False
        same = tail is not None and self.tail is not None and tail.start == self.tail.start
        before = self.elements if same else ()
        self.elements = self._made(tail, before) if tail is not None else ()

    def _made(self, tail: Block, before: Sequence[Element] = ()) -> Sequence[Element]:
        return make_elements(tail, self.layout, True, previous=before, references=self.references)

    def _check(self) -> None:
        if not self.settled or self.tail is None:
            return
        wanted = self._made(self.tail)
        assert len(self.elements) == len(wanted)
        for mine, made in zip(self.elements, wanted, strict=True):
            assert type(mine) is type(made)
            assert mine.height_for(WIDTH) == made.height_for(WIDTH)
            if isinstance(mine, RichTextElement) and isinstance(made, RichTextElement):
                assert (mine.leaf, mine.place) == (made.leaf, made.place)
                end = len(made.plain_text())
                assert mine.selection_rects(0, end) == made.selection_rects(0, end)
                assert mine.caret_rect() == made.caret_rect()


def play(layout: LayoutContext, text: str, steps: Sequence[int], **more: object) -> Live:
    live, at = Live(layout, **more), 0  # type: ignore[arg-type]
    while at < len(text):
        for step in steps:
            if at < len(text):
                live.feed(text[at : at + step])
            at += step
    return live


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES),
            st.text(alphabet=SIGNS, max_size=12),
            st.sampled_from(["some words", "www", "http", "- item", "1. one", "> said", "**b** c"]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["\n", "\n\n", " ", ""]),
    st.lists(st.integers(1, 25), min_size=1, max_size=6),
)
def test_any_text_grows_as_it_is_parsed(
    layout: LayoutContext, pieces: list[str], between: str, steps: list[int]
) -> None:
    play(layout, between.join(pieces), steps)


@pytest.mark.parametrize("piece", PIECES)
def test_each_kind_of_text_grows_as_it_is_parsed(layout: LayoutContext, piece: str) -> None:
    for text in (piece, f"{piece} more, of it", f"A word {piece}", f"- {piece}", f"> {piece}"):
        play(layout, text, [1])
        play(layout, text, [2, 5])


def test_a_whole_answer_grows_as_it_is_parsed(layout: LayoutContext) -> None:
    live = play(layout, SAMPLE, [3])
    assert live.grown > live.frames / 5


def test_prose_is_hardly_parsed(layout: LayoutContext) -> None:
    for text in (PROSE, f"1. {PROSE}", f"> {PROSE}", f"- one\n- {PROSE}"):
        live = play(layout, text, [4])
        assert live.grown > live.frames / 2, text


@pytest.mark.parametrize(
    ("source", "more"),
    [
        ("See http", "://x.org now"), ("See http://x", ".org now"), ("At www", ".x.org now"),
        ("Mail a@b", ".org now"), ("R&amp", "; more"), ("a [link]", "(http://x.y) b"),
        ("cost $5", " and $6"), ("open **bold", " more"), ("a `code", " more"),
        ("# Title #", " more"), ("| a ", "and b"), ("a\\", "(b"), ("12", ". b"), ("-", " b"),
        ("word\n", "more"), ("a *b*", "c"), ("x \u00a0", "y"), ("a\n- [x", "y"),
    ],
)  # fmt: skip
def test_what_may_mean_something_is_parsed(layout: LayoutContext, source: str, more: str) -> None:
    live = Live(layout)
    live.feed(source)
    live.feed(more)
    assert not live.grown


def test_a_grown_text_looks_as_one_that_was_parsed(
    layout: LayoutContext, theme_store: ThemeStore
) -> None:
    live = play(layout, PROSE, [4])
    assert live.grown
    assert live.tail is not None
    mine = paint_all(live.elements, theme_store.current, caret=True)
    made = paint_all(make_elements(live.tail, layout, True), theme_store.current, caret=True)
    assert mine == made


def test_a_text_that_is_too_long_for_one_element_is_cut_as_before(layout: LayoutContext) -> None:
    live = play(layout, "some words " * 900, [40])
    assert live.elements
    assert all(
        len(element.leaf.rich.text) <= 8192
        for element in live.elements
        if isinstance(element, RichTextElement) and isinstance(element.leaf, TextLeaf)
    )
