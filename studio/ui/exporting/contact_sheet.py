"""Contact sheets: small pictures with their captions on white pages. Runs on a worker thread."""

from msgspec import Struct
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from studio.core.errors import StorageError
from studio.core.exporting import ExportTarget, PictureToExport
from studio.ui.images.decode import KEEP_RATIO, decode_scaled_bytes
from studio.ui.images.thumbnails import png_bytes

# WORKAROUND(PySide: see ui/images/decode.py): enums are made here, not in the thread.
# All lengths are of a page of A4 with 150 dots an inch.
PAGE = QSize(1240, 1754)
FINENESS = 1.5
"""How many pixels of a PNG, or of a picture in a PDF, such a dot has."""
_BANDS = 16
_EDGE, _GAP, _HEAD = 80, 32, 72
_TITLE_PX, _WORDS_PX, _MODEL_PX = 26, 16, 14
_WORDS_LINE, _MODEL_LINE, _AFTER = 22, 20, 26
_WORDS_LINES = 2
_WHITE, _BLACK = Qt.GlobalColor.white, Qt.GlobalColor.black
_GREY, _PALE = Qt.GlobalColor.darkGray, Qt.GlobalColor.lightGray
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight
_RGB = QImage.Format.Format_RGB32
_NORMAL, _HEAVY = QFont.Weight.Normal, QFont.Weight.DemiBold
_WRAP = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_HINTS = QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.TextAntialiasing
_A4 = QPageSize.PageSizeId.A4
_WRITE_ONLY = QIODevice.OpenModeFlag.WriteOnly


class Grid(Struct, frozen=True):
    """How many pictures a page has, and how large their boxes are."""

    columns: int
    rows: int
    side: float

    @property
    def per_page(self) -> int:
        """How many pictures fit on one page."""
        return self.columns * self.rows

    @property
    def row_height(self) -> float:
        """A box and the lines under it."""
        return self.side + 8 + _WORDS_LINES * _WORDS_LINE + _MODEL_LINE + _AFTER


def grid_for(count: int) -> Grid:
    """Few pictures are large, many small."""
    columns = 2 if count <= 4 else 3 if count <= 9 else 4
    side = (PAGE.width() - 2 * _EDGE - (columns - 1) * _GAP) / columns
    one_row = Grid(columns, 1, side)
    rows = int((PAGE.height() - 2 * _EDGE - _HEAD + _AFTER) // one_row.row_height)
    return Grid(columns, rows, side)


def pages_for(count: int) -> int:
    """How many pages that many pictures take."""
    return max(1, -(-count // grid_for(count).per_page))


class ContactSheet:
    """Paints pages; what they are painted on is the kinds' own.

    Args:
        title: at the top of each page.
        count: how many pictures there will be.
    """

    def __init__(self, title: str, count: int) -> None:
        self._title = title
        self._grid = grid_for(count)
        self._pages = pages_for(count)
        self._page = 0
        self._at = 0  # on the page

    def add(self, picture: PictureToExport, data: bytes) -> bytes | None:
        """Adds a picture.

        Returns:
            The bytes of a file when one is full.
        Raises:
            StorageError: it can't be decoded.
        """
        side = round(self._grid.side * FINENESS)
        image = decode_scaled_bytes(data, side, side)
        if image.isNull():
            raise StorageError("the picture can't be decoded", code="damaged_picture")
        full = None
        if self._at == self._grid.per_page:
            full = self._end_page()
        if self._at == 0:
            self._page += 1
            self._paint_head(self._begin_page())
        self._paint_cell(self._painter(), image, picture)
        self._at += 1
        return full

    def finish(self) -> bytes | None:
        """The bytes of the last file, or None when nothing was added."""
        return self._end_all() if self._page else None

    def close(self) -> None:
        """Lets go of the painter: it must not outlive what it paints on."""
        raise AssertionError("a kind of sheet closes its own painter")

    def _begin_page(self) -> QPainter:
        raise AssertionError("a kind of sheet begins its own pages")

    def _painter(self) -> QPainter:
        raise AssertionError("a kind of sheet has its own painter")

    def _end_page(self) -> bytes | None:
        raise AssertionError("a kind of sheet ends its own pages")

    def _end_all(self) -> bytes | None:
        raise AssertionError("a kind of sheet ends itself")

    def _paint_head(self, painter: QPainter) -> None:
        painter.setPen(_BLACK)
        painter.setFont(_font(_TITLE_PX, _HEAVY))
        line = QRectF(_EDGE, _EDGE - 12, PAGE.width() - 2 * _EDGE, 40)
        painter.drawText(line, _LEFT, self._title)
        if self._pages > 1:
            painter.setPen(_GREY)
            painter.setFont(_font(_WORDS_PX))
            painter.drawText(line, _RIGHT, f"{self._page} / {self._pages}")

    def _paint_cell(self, painter: QPainter, image: QImage, picture: PictureToExport) -> None:
        grid = self._grid
        row, column = divmod(self._at, grid.columns)
        left = _EDGE + column * (grid.side + _GAP)
        top = _EDGE + _HEAD + row * grid.row_height
        shown = QSizeF(image.size())
        if max(shown.width(), shown.height()) > grid.side:
            shown.scale(grid.side, grid.side, KEEP_RATIO)
        box = QRectF(QPointF(left, top + grid.side - shown.height()), shown)
        painter.drawImage(box, image)
        painter.setPen(_PALE)
        painter.drawRect(box)
        top += grid.side + 8
        painter.setPen(_BLACK)
        words = " ".join((picture.metadata.prompt or picture.name).split())
        top += _paint_words(painter, words, QPointF(left, top), grid.side)
        painter.setPen(_GREY)
        painter.setFont(_font(_MODEL_PX))
        model = QFontMetricsF(painter.font()).elidedText(
            (picture.metadata.model_id or "").rpartition("/")[2], _ELIDE, grid.side
        )
        painter.drawText(QRectF(left, top, grid.side, _MODEL_LINE), _LEFT, model)

    def _used_height(self) -> int:
        """How far down the page something is painted."""
        rows = -(-self._at // self._grid.columns)
        height = _EDGE + _HEAD + rows * self._grid.row_height - _AFTER + _EDGE
        return min(PAGE.height(), round(height))


class PngSheet(ContactSheet):
    """Each page is a PNG file; one that is not full is as high as it needs to be."""

    def __init__(self, title: str, count: int) -> None:
        super().__init__(title, count)
        self._image = QImage()
        self._on_image: QPainter | None = None

    def _begin_page(self) -> QPainter:
        self._image = QImage(PAGE * FINENESS, _RGB)
        self._on_image = painter = QPainter(self._image)
        # In bands: to fill all at once would hold the interpreter, and so the window, too long.
        band = -(-self._image.height() // _BANDS)
        for number in range(_BANDS):
            painter.fillRect(0, number * band, self._image.width(), band, _WHITE)
        _smooth(painter)
        painter.scale(FINENESS, FINENESS)
        return painter

    def _painter(self) -> QPainter:
        assert self._on_image is not None
        return self._on_image

    def _end_page(self) -> bytes:
        self._painter().end()
        self._on_image = None
        whole = self._image
        height = min(round(self._used_height() * FINENESS), whole.height())
        # The upper part of the same memory: a copy would hold up the window.
        bits, line = whole.constBits(), whole.bytesPerLine()
        page = png_bytes(QImage(bits, whole.width(), height, line, whole.format()))
        self._at = 0
        return page

    def _end_all(self) -> bytes:
        return self._end_page()

    def close(self) -> None:
        """Lets go of the painter."""
        if self._on_image is not None:
            self._on_image.end()
            self._on_image = None


class PdfSheet(ContactSheet):
    """All pages in one document, with text that can be searched."""

    def __init__(self, title: str, count: int) -> None:
        super().__init__(title, count)
        self._out = QByteArray()
        self._buffer = QBuffer(self._out)
        self._buffer.open(_WRITE_ONLY)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setCreator("DGrid Studio")
        self._writer.setTitle(title)
        self._writer.setPageSize(QPageSize(_A4))
        self._writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        self._writer.setResolution(150)
        self._on_pages: QPainter | None = None

    def _begin_page(self) -> QPainter:
        if self._on_pages is None:
            self._on_pages = QPainter(self._writer)
            _smooth(self._on_pages)
        else:
            self._writer.newPage()
        return self._on_pages

    def _painter(self) -> QPainter:
        assert self._on_pages is not None
        return self._on_pages

    def _end_page(self) -> None:
        self._at = 0

    def _end_all(self) -> bytes:
        self.close()
        self._buffer.close()
        return bytes(self._out.data())

    def close(self) -> None:
        """Lets go of the painter."""
        if self._on_pages is not None:
            self._on_pages.end()
            self._on_pages = None


def make_sheet(target: ExportTarget, title: str, count: int) -> ContactSheet:
    """Begins a sheet of a kind."""
    kind = PdfSheet if target is ExportTarget.SHEET_PDF else PngSheet
    return kind(title, count)


def _smooth(painter: QPainter) -> None:
    painter.setRenderHints(_HINTS)


def _font(size_px: int, weight: QFont.Weight = _NORMAL) -> QFont:
    font = QFont()
    font.setPixelSize(size_px)
    font.setWeight(weight)
    return font


def _paint_words(painter: QPainter, words: str, at: QPointF, width: float) -> float:
    """Up to two lines; what does not fit ends in an ellipsis. Tells how high they are."""
    font = _font(_WORDS_PX)
    layout = QTextLayout(words[:400], font)
    option = QTextOption()
    option.setWrapMode(_WRAP)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[tuple[int, int]] = []
    while len(starts) < _WORDS_LINES + 1:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        starts.append((line.textStart(), line.textLength()))
    layout.endLayout()
    painter.setFont(font)
    lines = [words[start : start + length] for start, length in starts[:_WORDS_LINES]]
    if len(starts) > _WORDS_LINES:
        rest = words[starts[_WORDS_LINES - 1][0] :]
        lines[-1] = QFontMetricsF(font).elidedText(rest[:400], _ELIDE, width)
    for number, text in enumerate(lines):
        box = QRectF(at.x(), at.y() + number * _WORDS_LINE, width, _WORDS_LINE)
        painter.drawText(box, _LEFT, text)
    return len(lines) * _WORDS_LINE
