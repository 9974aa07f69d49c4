"""The sections of very long texts: one for each slab; see `slabs.py`."""

from collections.abc import Callable, Iterator
from functools import partial

from studio.ui.transcript.estimates import Estimates
from studio.ui.transcript.parts.bubble import BubbleSection
from studio.ui.transcript.pieces import Section
from studio.ui.transcript.sections import Source
from studio.ui.transcript.slab_section import SlabSection, SlabText
from studio.ui.transcript.slabs import LineSlabs, Slabs
from studio.ui.transcript.text_section import TextSection

Spec = tuple[str, object, Callable[[Source, str, object], Section]]


def long_markdown(source: Source, key: str, text: str) -> Iterator[Spec]:
    """The sections of a very long answer."""
    kit, state, width = source.kit, source.state, source.width

    def make(own_key: str, part: str, _number: int) -> Section:
        return TextSection(own_key, part, kit, state, width, live=False)

    yield from _specs(source, key, Slabs(text), make)


def long_bubble(source: Source, key: str, text: str) -> Iterator[Spec]:
    """The sections of a very long message of a person."""
    kit, state, width = source.kit, source.state, source.width
    slabs = LineSlabs(text)

    def make(own_key: str, part: str, number: int) -> Section:
        return BubbleSection(
            own_key,
            part,
            kit,
            state,
            width,
            first=number == 0,
            last=number == slabs.count - 1,
        )

    yield from _specs(source, key, slabs, make)


def _specs(
    source: Source, key: str, slabs: Slabs, make: Callable[[str, str, int], Section]
) -> Iterator[Spec]:
    guess_px = Estimates(source.kit, source.width).text(slabs.text)
    shared = SlabText(slabs, source.kit, guess_px, make)
    for number in range(slabs.count):
        yield f"{key}.{number}", (slabs.text, number), partial(_make, shared)


def _make(shared: SlabText, _source: Source, key: str, value: object) -> Section:
    return SlabSection(key, value, shared, int(key.rpartition(".")[2]))
