"""Asking for one line: the name of a collection, a line-up, a tag, a filter; a limit."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup, PrimaryButton, SecondaryButton, TextField

_WIDTH_PX, _HEIGHT_PX = 320, 132


class AskPopup(Popup):
    """A field and two buttons. Enter takes what is typed, Esc leaves all as it was."""

    def __init__(self, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("ask_popup")
        self._take: Callable[[str], None] | None = None
        self._fits: Callable[[str], bool] = bool
        self.title = Label(theme, style="ui", weight=600, wrap=True)
        self.field = TextField(theme, self.tr("Name"), object_name="ask_field")
        self.ok = PrimaryButton(theme, self.tr("Save"))
        self.ok.setObjectName("ask_ok")
        self.cancel = SecondaryButton(theme, self.tr("Cancel"))
        self.cancel.setObjectName("ask_cancel")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        inner = QWidget()
        column = QVBoxLayout(inner)
        scaled = theme.current.scaled
        column.setContentsMargins(scaled(16), scaled(12), scaled(16), scaled(12))
        column.setSpacing(scaled(8))
        column.addWidget(self.title)
        column.addWidget(self.field)
        column.addLayout(buttons)
        self.body.addWidget(inner)
        self.field.returnPressed.connect(self._on_accepted)
        self.ok.clicked.connect(self._on_accepted)
        self.cancel.clicked.connect(self.close_popup)
        self.field.textChanged.connect(self._on_text_changed)

    def ask(
        self,
        anchor: QWidget,
        title: str,
        take: Callable[[str], None],
        *,
        text: str = "",
        ok: str = "",
        known: Sequence[str] = (),
        fits: Callable[[str], bool] = bool,
        placeholder: str = "",
    ) -> None:
        """Asks.

        Args:
            take: gets the text without space around it; it is not called when the person
                thinks better of it.
            ok: label of the button; "": Save.
            known: texts that are offered while one types.
            fits: whether such a text can be taken; as it is, any but an empty one.
        """
        self._take, self._fits = take, fits
        self.title.set_text(title)
        self.ok.setText(ok or self.tr("Save"))
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(placeholder)
        self.field.show_text(text)
        self.field.selectAll()
        self._on_text_changed(text)
        completer = QCompleter(list(known), self.field) if known else None
        if completer is not None:
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)  # type: ignore[arg-type]
        scaled = self.theme.scaled
        lines = self.title.heightForWidth(scaled(_WIDTH_PX - 32))  # a long title takes more of them
        more = max(0, lines - self.theme.line_px("ui"))
        self.open_at(anchor, QSize(scaled(_WIDTH_PX), scaled(_HEIGHT_PX) + more), self.field)

    def _on_text_changed(self, text: str) -> None:
        fits = self._fits(text.strip())
        self.ok.setEnabled(fits)
        self.field.set_invalid(bool(text) and not fits)

    def _on_accepted(self) -> None:
        take, text = self._take, self.field.text().strip()
        if take is None or not self._fits(text):
            return
        self._take = None
        self.close_popup()
        take(text)
