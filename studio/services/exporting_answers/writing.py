"""Writes an export: whole or not at all, in pieces, on a thread."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path

from studio.core.errors import StudioError
from studio.core.exported import Exported
from studio.core.parts import BlobRef
from studio.services.exporting_answers.markdown import image_name, markdown_of
from studio.services.exporting_answers.tables import csv_of, jsonl_of, preferences_of
from studio.storage.files import free_name, temporary_beside, write_durably


class AnswerFormat(StrEnum):
    """Kinds of files."""

    MARKDOWN = "md"
    HTML = "html"
    CSV = "csv"
    JSONL = "jsonl"
    PREFERENCES = "preferences"


def write_answers(
    exported: Exported,
    kind: AnswerFormat,
    target: Path,
    read_blob: Callable[[BlobRef], bytes],
) -> int:
    """Writes a file; with Markdown also a folder of images beside it. Without pairs: nothing.

    Returns:
        How many records there are: turns, or pairs of preferences, or lines of a table.

    Raises:
        OSError: nothing was changed at the target.

    Thread: a worker.
    """
    count = len(exported.turns)
    if kind is AnswerFormat.MARKDOWN:
        folder = _write_images(exported, target, read_blob)
        texts = iter([markdown_of(exported, folder)])
    elif kind is AnswerFormat.CSV:
        # With a mark at its start, or spreadsheets take it for some old encoding.
        texts = iter(["\ufeff" + csv_of(exported)])
        count = sum(len(turn.answers) for turn in exported.turns)
    elif kind is AnswerFormat.JSONL:
        texts = jsonl_of(exported, read_blob)
    elif kind is AnswerFormat.PREFERENCES:
        pairs = preferences_of(exported, read_blob)
        first = next(pairs, None)
        return 0 if first is None else _write(target, chain((first,), pairs))
    else:
        from studio.services.exporting_answers.html import html_of

        texts = html_of(exported, read_blob)
    _write(target, texts)
    return count


def write_bytes(data: bytes, target: Path) -> None:
    """Writes a file that is made already. Raises: OSError. Thread: a worker."""
    write_durably(target, temporary_beside(target), [data])


def _write(target: Path, texts: Iterator[str]) -> int:
    """Writes texts one after the other. Returns: how many there were."""
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        for text in texts:
            count += 1
            yield text.encode("utf-8", "replace")

    write_durably(target, temporary_beside(target), chunks())
    return count


def _write_images(exported: Exported, target: Path, read_blob: Callable[[BlobRef], bytes]) -> str:
    """Writes images into a folder of their own. Returns: its name; "" without any."""
    blobs: dict[str, BlobRef] = {}
    for turn in exported.turns:
        for blob in (*turn.images, *(b for answer in turn.answers for b in answer.images)):
            blobs[image_name(blob)] = blob
    if not blobs:
        return ""
    folder = free_name(target.with_name(f"{target.stem}-images"))
    folder.mkdir()
    for name, blob in blobs.items():
        try:
            data = read_blob(blob)
        except StudioError:
            continue  # gone from disk: its name in the text says which it was
        write_durably(folder / name, temporary_beside(folder / name), [data])
    return folder.name
