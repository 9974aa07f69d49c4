"""The one style sheet: fields, menus, scrollbars and tooltips. All else is painted."""

from studio.ui.theme.theme import Theme

_SHEET = """
QLineEdit, QPlainTextEdit[field="true"], QComboBox, QAbstractSpinBox {{
    background: {base}; color: {text}; border: 1px solid {control}; border-radius: {r6}px;
    padding: 0 {p9}px; selection-background-color: {selText}; selection-color: {text};
    placeholder-text-color: {text3};
}}
QLineEdit[kept="true"] {{ placeholder-text-color: {text}; }}
QPlainTextEdit[field="true"] {{ padding: {p6}px; }}
QPlainTextEdit[message="true"] {{ background: transparent; }}
QLineEdit:focus, QPlainTextEdit[field="true"]:focus, QComboBox:focus, QAbstractSpinBox:focus {{
    border: {ring}px solid {accent}; padding: 0 {p8}px;
}}
QPlainTextEdit[field="true"]:focus {{ padding: {p5}px; }}
QLineEdit[invalid="true"] {{ border-color: {danger}; }}
QLineEdit:disabled, QPlainTextEdit[field="true"]:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled {{ background: {sunken}; color: {disabled}; border-color: {line}; }}
QLineEdit[quiet="true"] {{ border: 0; background: transparent; padding: 0; }}
QLineEdit[search="true"] {{ background: {hoverSide}; border-color: {hoverSide}; }}
QLineEdit[search="true"]:focus {{ background: {base}; border-color: {accent}; }}

QComboBox::drop-down {{ border: 0; width: {p26}px; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QAbstractItemView {{
    background: {raised}; color: {text}; border: 1px solid {lineStrong}; padding: {p4}px;
    outline: 0; selection-background-color: {accentSoft}; selection-color: {text};
}}
QComboBox QAbstractItemView::item {{
    min-height: {p28}px; padding: 0 {p8}px; border: 0; border-radius: {r6}px; color: {text};
}}
QComboBox QAbstractItemView::item:selected {{ background: {accentSoft}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}

QMenu {{
    background: {raised}; color: {text}; border: 1px solid {lineStrong};
    padding: {p4}px; icon-size: {p16}px;
}}
QMenu[round="true"] {{ border-radius: {r10}px; }}
QMenu::indicator {{ width: {p16}px; height: {p16}px; }}
QMenu::item {{
    height: {p32}px; min-width: {p180}px; padding: 0 {p12}px 0 {p8}px;
    border-radius: {r6}px; background: transparent;
}}
QMenu::item:selected {{ background: {raisedHover}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::icon {{ padding-left: {p8}px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {p4}px 0; }}
QMenu::right-arrow {{ width: {p8}px; }}

QToolTip {{
    /* Qt adds the padding of a tooltip twice. */
    background: {tip}; color: {onTip}; border: 0; padding: 1px {p4}px; font-size: {f12}px;
}}

QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {thumb}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ margin: 0 3px; min-height: 32px; }}
QScrollBar::handle:horizontal {{ margin: 3px 0; min-width: 32px; }}
QScrollBar::handle:vertical:hover, QScrollBar::handle:vertical:pressed {{
    margin: 0 1px; border-radius: 5px;
}}
QScrollBar::handle:horizontal:hover, QScrollBar::handle:horizontal:pressed {{
    margin: 1px 0; border-radius: 5px;
}}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def make_stylesheet(theme: Theme) -> str:
    """The application's style sheet."""
    values = dict(theme.tokens.colors)
    lengths = {f"p{n}": theme.scaled(n) for n in (4, 5, 6, 8, 9, 12, 16, 26, 28, 32, 180)}
    control = theme.color("control")
    # High contrast wants the thumb itself to be seen, not a hint of it.
    alpha = 255 if theme.high_contrast else 102
    thumb = f"rgba({control.red()}, {control.green()}, {control.blue()}, {alpha})"
    return _SHEET.format(
        **values,
        **lengths,
        r6=theme.scaled(6),
        r10=theme.scaled(10),
        ring=theme.focus_ring_px,
        f12=theme.scaled(12),
        thumb=thumb,
    )
