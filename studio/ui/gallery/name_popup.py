"""Asking for one name: of a collection, a tag, a filter, an image."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup, PrimaryButton, SecondaryButton, TextField

_WIDTH_PX, _HEIGHT_PX = 320, 132


class NamePopup(Popup):
    """A field and two buttons. Enter takes the name, Esc leaves all as it was."""

    def __init__(self, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self.setObjectName("name_popup")
        self._take: Callable[[str], None] | None = None
        self._may_be_empty = False
        self.title = Label(theme, style="ui", weight=600)
        self.field = TextField(theme, self.tr("Name"), object_name="name_field")
        self.ok = PrimaryButton(theme, self.tr("Save"))
        self.ok.setObjectName("name_ok")
        self.cancel = SecondaryButton(theme, self.tr("Cancel"))
        self.cancel.setObjectName("name_cancel")
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
        may_be_empty: bool = False,
    ) -> None:
        """Asks.

        Args:
            take: gets the name; it is not called when the person thinks better of it.
            ok: label of the button; "": Save.
            known: names that are offered while one types.
        """
        self._take, self._may_be_empty = take, may_be_empty
        self.title.set_text(title)
        self.ok.setText(ok or self.tr("Save"))
        self.field.setAccessibleName(title)
        self.field.show_text(text)
        self.field.selectAll()
        self._on_text_changed(text)
        completer = QCompleter(list(known), self.field) if known else None
        if completer is not None:
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)  # type: ignore[arg-type]
        scaled = self.theme.scaled
        self.open_at(anchor, QSize(scaled(_WIDTH_PX), scaled(_HEIGHT_PX)), self.field)

    def _on_text_changed(self, text: str) -> None:
        self.ok.setEnabled(self._may_be_empty or bool(text.strip()))

    def _on_accepted(self) -> None:
        take, text = self._take, self.field.text().strip()
        if take is None or not (text or self._may_be_empty):
            return
        self._take = None
        self.close_popup()
        take(text)
