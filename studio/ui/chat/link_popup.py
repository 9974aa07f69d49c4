"""Shows where a link leads before anything is opened outside."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.theme import ThemeStore
from studio.ui.widgets import Label, Popup, PrimaryButton, SecondaryButton

OPENED_SCHEMES = frozenset({"http", "https", "mailto"})
_WIDTH_PX, _HEIGHT_PX = 400, 132
_LONGEST = 300


class LinkPopup(Popup):
    """The whole address, Open and Copy."""

    def __init__(self, *, theme: ThemeStore, window: QWidget) -> None:
        super().__init__(theme, theme.app, window)
        self._address = ""
        self.setObjectName("link_popup")
        self.setAccessibleName(self.tr("Open link"))
        self._title = Label(theme, self.tr("This opens outside the studio"), weight=500)
        self._text = Label(theme, style="small", token="text2", wrap=True, selectable=True)
        self._text.setObjectName("link_address")
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._open_button = PrimaryButton(
            theme, self.tr("Open"), icon="external-link", compact=True
        )
        self._open_button.setObjectName("link_open")
        self._copy = SecondaryButton(theme, self.tr("Copy address"), icon="copy", compact=True)
        self._copy.setObjectName("link_copy")
        row = QHBoxLayout()
        row.setSpacing(theme.current.scaled(8))
        row.addWidget(self._open_button)
        row.addWidget(self._copy)
        row.addStretch(1)
        column = QVBoxLayout()
        pad = theme.current.scaled(12)
        column.setContentsMargins(pad, pad, pad, pad)
        column.addWidget(self._title)
        column.addWidget(self._text, 1)
        column.addLayout(row)
        self.body.addLayout(column)
        self._open_button.clicked.connect(self._on_open_clicked)
        self._copy.clicked.connect(self._on_copy_clicked)

    def ask(self, address: str, anchor: QWidget, at: QPoint | None = None) -> None:
        """Shows an address; it is opened only when a person says so.

        Args:
            at: the lower left corner of the link, in global coordinates.
        """
        self._address = address
        shown = address if len(address) <= _LONGEST else address[:_LONGEST] + "…"
        # Zero-width spaces let a long address break anywhere.
        self._text.set_text("\u200b".join(shown))
        self._text.setAccessibleName(shown)
        allowed = QUrl(address).scheme().lower() in OPENED_SCHEMES
        self._open_button.setEnabled(allowed)
        self._open_button.setToolTip(
            self.tr("Open")
            if allowed
            else self.tr("Only web and mail addresses are opened from here")
        )
        scaled = self.theme.scaled
        lines = self._text.fontMetrics().horizontalAdvance(shown) // scaled(_WIDTH_PX - 40)
        height = scaled(_HEIGHT_PX) + lines * self.theme.line_px("small")
        focus = self._open_button if allowed else self._copy
        spot = None
        if at is not None:
            line = self.theme.line_px("body")
            spot = QRect(anchor.mapFromGlobal(at) - QPoint(0, line), QSize(1, line))
        self.open_at(anchor, QSize(scaled(_WIDTH_PX), height), focus, spot=spot)

    def _on_open_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl(self._address))
        self.close_popup()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.close_popup()
