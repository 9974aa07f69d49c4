"""Words of the grid of images."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QFontMetrics

from studio.core.comparing_figures import Figures
from studio.ui.compare.figure_texts import value_text
from studio.ui.compare.images.cells import Cell, CellState, Group
from studio.ui.transcript.parts import formats


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareImages", text)


def state_words(cell: Cell) -> str:
    """How far an image is, in a few words; "" for one that is there."""
    if cell.state is CellState.READY:
        return _tr("Ready")
    if cell.state is CellState.WAITING:
        return _tr("Queued · {place}").format(place=cell.queue_place)
    if cell.state is CellState.DRAWING:
        took = formats.whole_seconds(cell.elapsed_s)
        if cell.received_bytes:
            size = formats.size(cell.received_bytes)
            return _tr("Receiving image, {size} · {time}").format(size=size, time=took)
        return _tr("Drawing · {time}").format(time=took)
    if cell.state is CellState.FAILED:
        return cell.words or _tr("Failed")
    if cell.state is CellState.STOPPED:
        return _tr("Stopped")
    if cell.state is CellState.WORDS:
        return cell.words or _tr("No image came")
    return ""


def cell_name(cell: Cell, model: str, number: int, count: int, letter: str) -> str:
    """A cell for assistive tools: whose, which one, what it is, and under which letter chosen."""
    which = _tr("image {number} of {count}").format(number=number, count=count)
    if count <= 1:
        which = _tr("image")
    told = [f"{model}, {which}"]
    if cell.is_image and cell.blob is not None:
        told.append(formats.dimensions(cell.blob.width_px, cell.blob.height_px))
    elif cell.state is CellState.DRAWING:
        told.append(_tr("being drawn"))  # not each second anew
    else:
        told.append(state_words(cell))
    if letter:
        told.append(_tr("chosen as {letter}").format(letter=letter))
    return ", ".join(each for each in told if each)


def cell_lines(cell: Cell, font: QFont, width: int, most: int) -> list[str]:
    """What a cell without a whole image says, wrapped into so many lines at most."""
    text = state_words(cell)
    metrics = QFontMetrics(font)
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most:
        if len(lines) == most - 1:
            line, rest = " ".join(rest), []
        else:
            fit = 1
            while fit < len(rest) and metrics.horizontalAdvance(" ".join(rest[: fit + 1])) <= width:
                fit += 1
            line, rest = " ".join(rest[:fit]), rest[fit:]
        lines.append(metrics.elidedText(line, Qt.TextElideMode.ElideRight, width))
    return lines


def figure_words(figures: Figures, group: Group) -> list[tuple[str, str]]:
    """What stands below a model: names of the figures and what is shown; unknown is left out."""
    found: list[tuple[str, str]] = []
    if figures.total_s is not None and figures.is_over:  # till then each image says its own
        found.append(("total_s", formats.seconds(figures.total_s)))
    if figures.cost_usd is not None:
        cost = value_text("cost_usd", figures.cost_usd)
        found.append(("cost_usd", f"≈ {cost}" if figures.cost_is_listed else cost))
    size = _sizes(group)
    return [*found, ("size", size)] if size else found


def _sizes(group: Group) -> str:
    """Pixels and weight of the images of a model; of several the first one's, and all weight."""
    blobs = [each.blob for each in group.cells if each.is_image and each.blob is not None]
    if not blobs:
        return ""
    pixels = {(blob.width_px, blob.height_px) for blob in blobs}
    shown = formats.dimensions(*pixels.pop()) if len(pixels) == 1 else ""
    weight = formats.size(sum(blob.size_bytes for blob in blobs))
    return " · ".join(each for each in (shown, weight) if each)


def best_word(name: str) -> str:
    """In what a model is the best, as a word."""
    return {"total_s": _tr("fastest"), "cost_usd": _tr("cheapest")}.get(name, "")
