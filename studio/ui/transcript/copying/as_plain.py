"""Clips as plain text: as a person reads them. No Qt."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from studio.ui.transcript.copying.clips import (
    Clip,
    CodeClip,
    ImageClip,
    MarkdownClip,
    TextClip,
    without_data,
)
from studio.ui.transcript.copying.reading import LongTable, leaves_in
from studio.ui.transcript.copying.tables import table_tsv
from studio.ui.transcript.leaves import Frame, ImageLeaf, Leaf, RuleLeaf, TableLeaf
from studio.ui.transcript.markdown import plain

_SIGNS = {"bullet": "• ", "task": "☐ ", "done": "☑ "}


def plain_of(clips: Iterable[Clip]) -> str:
    """All clips at once."""
    return "".join(plain_steps(clips))


def plain_steps(clips: Iterable[Clip]) -> Iterator[str]:
    """Pieces of the text, each made in a short time."""
    started = False
    for clip in clips:
        for step in _texts(clip):
            if step is None:
                yield ""
                continue
            close, text = step
            if started:
                yield "\n" if close else "\n\n"
            started = True
            yield text


def _texts(clip: Clip) -> Iterator[tuple[bool, str] | None]:
    """Texts, and whether each stands close to the one above it; None where one takes long."""
    if isinstance(clip, TextClip):
        yield clip.joins, without_data(clip.text)
    elif isinstance(clip, CodeClip):
        yield False, clip.code
    elif isinstance(clip, ImageClip):
        yield False, image_name(clip)
    elif isinstance(clip, MarkdownClip):
        yield from _texts_of(clip)
    else:
        for number, leaf in enumerate(clip.leaves):
            yield (clip.joins if number == 0 else leaf.frame.close), leaf_text(leaf, clip.bare)


def _texts_of(clip: MarkdownClip) -> Iterator[tuple[bool, str] | None]:
    joins = clip.joins
    for step in leaves_in(clip):
        if step is None:
            yield None
            continue
        leaf = step[1]
        if isinstance(leaf, LongTable):
            for number, rows in enumerate(leaf.rows):
                header = () if number else leaf.head.header
                part = replace(leaf.head, header=header, rows=rows)
                yield joins or number > 0, table_tsv(part)
        else:
            yield leaf.frame.close or joins, leaf_text(leaf)
        joins = False


def image_name(clip: ImageClip) -> str:
    """An image in words."""
    return f"[{clip.alt} ({clip.target})]" if clip.alt else f"[{clip.target}]"


def leaf_text(leaf: Leaf, bare: bool = False) -> str:
    """A leaf as it reads; `bare`: without the sign of its list."""
    if isinstance(leaf, TableLeaf):
        return table_tsv(leaf)
    if isinstance(leaf, ImageLeaf):
        return image_name(ImageClip(leaf.alt, leaf.address))
    if isinstance(leaf, RuleLeaf):
        return "---"
    return plain(leaf) if bare else _marks(leaf.frame) + plain(leaf)


def _marks(frame: Frame) -> str:
    depth = sum(name != "quote" for name in frame.containers)
    if not frame.markers:
        return ""
    marks = "".join(f"{m.label} " if m.label else _SIGNS[m.kind] for m in frame.markers)
    return "  " * max(0, depth - len(frame.markers)) + marks
