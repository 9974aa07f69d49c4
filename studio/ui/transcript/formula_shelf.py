"""`FormulaShelf`: formulas as images, drawn in the background and kept."""

import threading
from collections import OrderedDict, deque
from functools import lru_cache

from msgspec import Struct
from PySide6.QtCore import QByteArray, QCoreApplication, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from studio.ui.transcript.formula_drawing import Drawing, FormulaError, draw
from studio.ui.transcript.late_elements import late_news

_KEPT_CHARS = 6_000_000  # of SVG
_KEPT_IMAGE_BYTES = 32_000_000
_MOST_PIXELS = 8_000_000


class FormulaKey(Struct, frozen=True):
    """What a formula's picture depends on, its pixel ratio aside."""

    tex: str
    displayed: bool
    size_px: int
    color: str


class Formula(Struct, frozen=True):
    """A formula that was drawn, or could not be.

    Attributes:
        drawing: None when it can't be drawn.
        reason: why not, for people.
    """

    key: FormulaKey
    drawing: Drawing | None
    reason: str = ""


class FormulaShelf:
    """Formulas by what they depend on; what is not there is drawn in the background.

    `late_news().formulas_ready` is emitted after some were drawn. The methods are for the GUI
    thread.
    """

    def __init__(self) -> None:
        self._formulas: OrderedDict[FormulaKey, Formula] = OrderedDict()
        self._chars = 0
        self._images: OrderedDict[tuple[FormulaKey, int], QImage] = OrderedDict()
        self._bytes = 0
        self._wanted: deque[tuple[FormulaKey, float]] = deque()
        self._asked: set[tuple[FormulaKey, float]] = set()
        self._lock = threading.Lock()
        self._running = False
        self._dpr = 1.0

    @property
    def is_busy(self) -> bool:
        """Whether something is being drawn."""
        return self._running

    def find(self, key: FormulaKey) -> Formula | None:
        """The formula, or None while it is being drawn."""
        found = self._formulas.get(key)
        if found is None:
            self._ask(key, self._dpr)
        return found

    def known(self, key: FormulaKey) -> bool:
        """Whether a formula is there; nothing is asked for."""
        return key in self._formulas

    def image(self, formula: Formula, dpr: float) -> QImage | None:
        """Its picture; for another pixel ratio, or None, while the right one is drawn."""
        self._dpr = dpr
        found = self._images.get((formula.key, round(dpr * 100)))
        if found is not None:
            return found
        self._ask(formula.key, dpr)
        with self._lock:
            return next(
                (image for (key, _), image in self._images.items() if key == formula.key), None
            )

    def _ask(self, key: FormulaKey, dpr: float) -> None:
        with self._lock:
            if (key, dpr) in self._asked:
                return
            self._asked.add((key, dpr))
            self._wanted.append((key, dpr))
            if self._running:
                return
            self._running = True
        threading.Thread(target=self._work, name="formulas", daemon=True).start()

    # Thread: the worker's own.

    def _work(self) -> None:
        ended = False
        try:
            while not ended:
                ended = self._draw_next()
        finally:
            if not ended:  # a fault: the next formula is tried again
                self._running = False

    def _draw_next(self) -> bool:
        """Draws what was asked for first; True when there is nothing."""
        with self._lock:
            if not self._wanted:
                self._running = False
                return True
            key, dpr = self._wanted.popleft()
        formula = self._formulas.get(key) or _drawn(key)
        image = _painted(formula, dpr)
        if image is None and formula.drawing is not None:
            formula = Formula(key, None, _reason("large"))
        with self._lock:
            self._keep(formula, image, dpr)
            done = not self._wanted
        if done:
            late_news().formulas_ready.emit()
        return False

    def _keep(self, formula: Formula, image: QImage | None, dpr: float) -> None:
        key = formula.key
        self._asked.discard((key, dpr))
        if key not in self._formulas:
            self._chars += _weight(formula)
        self._formulas[key] = formula
        if image is not None and (key, round(dpr * 100)) not in self._images:
            self._images[key, round(dpr * 100)] = image
            self._bytes += image.sizeInBytes()
        while self._bytes > _KEPT_IMAGE_BYTES and len(self._images) > 1:
            self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()
        while self._chars > _KEPT_CHARS and len(self._formulas) > 1:
            self._chars -= _weight(self._formulas.popitem(last=False)[1])


def _weight(formula: Formula) -> int:
    return 200 + (len(formula.drawing.svg) if formula.drawing is not None else 0)


def _drawn(key: FormulaKey) -> Formula:
    try:
        return Formula(key, draw(key.tex, key.size_px, key.color, displayed=key.displayed))
    except FormulaError as exc:
        return Formula(key, None, _reason(str(exc)))


def _painted(formula: Formula, dpr: float) -> QImage | None:
    """The picture of a formula; None if there is none, or it would be too large."""
    drawing = formula.drawing
    if drawing is None:
        return None
    width, height = int(drawing.width * dpr) + 2, int(drawing.height * dpr) + 2
    if width * height > _MOST_PIXELS:
        return None
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0, 0, drawing.width * dpr, drawing.height * dpr)
    QSvgRenderer(QByteArray(drawing.svg.encode())).render(painter, area)
    painter.end()
    image.setDevicePixelRatio(dpr)
    return image


def _reason(code: str) -> str:
    kind, _, detail = code.partition(": ")
    if kind == "unknown":
        return _tr("Shown as source: {command} is not known").format(command=detail)
    if kind in ("long", "deep", "large"):
        return _tr("Shown as source: the formula is too large")
    return _tr("Shown as source: the formula is not complete, or not valid")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)


@lru_cache(maxsize=1)
def formulas() -> FormulaShelf:
    """The one shelf of this process."""
    return FormulaShelf()
