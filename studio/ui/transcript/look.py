"""`Look`: fonts, character formats and lengths of message text for one layout context."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextLayout

from studio.ui.transcript.element import LayoutContext
from studio.ui.transcript.label import Label
from studio.ui.transcript.leaves import Style

_SERIF = ["STIX Two Text", "Noto Serif", "Times New Roman", "DejaVu Serif"]
_KEPT_LOOKS, _KEPT_LABELS = 8, 500
_NOTE_SIZE = 1.1  # raised text is shown at two thirds of it
_looks: dict[tuple[int, float, bool], "Look"] = {}


def look_of(context: LayoutContext) -> "Look":
    """The look of a layout context; made once and shared by all elements."""
    key = (id(context.theme), context.zoom, context.compact)
    found = _looks.get(key)
    if found is None or found.context.theme is not context.theme:
        if len(_looks) >= _KEPT_LOOKS:
            _looks.pop(next(iter(_looks)))
        found = _looks[key] = Look(context)
    return found


class Look:
    """Everything text elements ask of the theme, at the context's zoom.

    Attributes:
        code_char_px: advance of one character of the code font.
    """

    def __init__(self, context: LayoutContext) -> None:
        self.context = context
        self._px: dict[float, int] = {}
        self._fonts: dict[tuple[str, int], QFont] = {}
        self._formats: dict[tuple[str, int, str, bool], QTextCharFormat] = {}
        self._code_formats: dict[str, QTextCharFormat] = {}
        self._weighted: dict[tuple[str, int], QFont] = {}
        self._labels: dict[tuple[str, str, int], Label] = {}
        self.code_metrics = QFontMetricsF(self.font("code"))
        self.code_char_px = self.code_metrics.horizontalAdvance("0" * 64) / 64

    def px(self, px: float) -> int:
        """A length of the 100 % design."""
        found = self._px.get(px)
        if found is None:
            found = self._px[px] = self.context.theme.scaled(px * self.context.zoom)
        return found

    def line_px(self, style: str) -> int:
        """The least line height of a type style."""
        return round(self.context.theme.line_px(self.context.style(style)) * self.context.zoom)

    def color(self, token: str) -> QColor:
        """A colour of the theme."""
        return self.context.theme.color(token)

    def font(self, style: str, run: int = Style.PLAIN) -> QFont:
        """The font of a run in a paragraph of a type style."""
        key = (style, run)
        found = self._fonts.get(key)
        if found is None:
            found = self._fonts[key] = self._make_font(style, run)
        return found

    def weighted(self, style: str, weight: int) -> QFont:
        """The font of a style in another weight."""
        found = self._weighted.get((style, weight))
        if found is None:
            found = self.context.theme.font(style, weight=weight)
            found.setPixelSize(max(1, round(found.pixelSize() * self.context.zoom)))
            self._weighted[style, weight] = found
        return found

    def label(self, style: str, text: str, weight: int = 0) -> Label:
        """A short line of text, such as a list number, in a style; laid out once.

        Args:
            weight: 0: the style's own.
        """
        key = (style, text, weight)
        found = self._labels.get(key)
        if found is None:
            if len(self._labels) >= _KEPT_LABELS:
                self._labels.clear()
            font = self.weighted(style, weight) if weight else self.font(style)
            found = self._labels[key] = Label(text, font)
        return found

    def code_format(self, token: str) -> QTextCharFormat:
        """The colour of a run of code."""
        found = self._code_formats.get(token)
        if found is None:
            found = self._code_formats[token] = QTextCharFormat()
            found.setForeground(self.color(token))
        return found

    def _make_font(self, style: str, run: int) -> QFont:
        theme = self.context.theme
        weight = 600 if run & Style.BOLD else None
        italic = bool(run & (Style.ITALIC | Style.MATHS))
        font = theme.font(self.context.style(style), weight=weight, italic=italic)
        size = font.pixelSize()
        if run & Style.CODE:
            code = theme.font("code_inline", weight=weight, italic=italic)
            ratio = code.pixelSize() / max(1, theme.font("body").pixelSize())
            font, size = code, round(size * ratio)
        elif run & Style.MATHS:
            font.setFamilies([*_SERIF, *font.families()])
        if run & Style.NOTE:
            size = round(size * _NOTE_SIZE)
        font.setPixelSize(max(1, round(size * self.context.zoom)))
        return font

    def format(self, style: str, run: int, token: str, *, spaced: bool = False) -> QTextCharFormat:
        """The format of a run.

        Args:
            token: colour of the paragraph; links have their own.
            spaced: the padding of inline code follows this run's glyphs.
        """
        key = (style, run, token, spaced)
        found = self._formats.get(key)
        if found is not None:
            return found
        font = QFont(self.font(style, run))
        if spaced:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, self.px(4))
        found = QTextCharFormat()
        found.setFont(font)
        link = run & (Style.LINK | Style.IMAGE | Style.NOTE)
        found.setForeground(self.color("accent" if link else token))
        if run & Style.STRIKE:
            found.setFontStrikeOut(True)
        if run & Style.NOTE:
            found.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        self._formats[key] = found
        return found


def format_range(start: int, length: int, value: QTextCharFormat) -> QTextLayout.FormatRange:
    """A run of a text layout; positions are in UTF-16 units."""
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, value
    return found


LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft
