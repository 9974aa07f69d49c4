"""Appearance, Chat and About."""

from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from studio.core.requests import ImagePolicy
from studio.services.preferences import Preferences
from studio.ui.settings.section import SettingsSection
from studio.ui.theme import ThemeStore
from studio.ui.widgets import (
    Choice,
    FieldRow,
    HLine,
    Label,
    SecondaryButton,
    Segmented,
    Switch,
)

_SCALES = (90, 100, 110, 125, 150, 175, 200)
_ZOOMS = (85, 90, 100, 110, 125, 140)
_SIDES_PX = (1024, 1536, 2048, 4096)
_BUDGETS_MB = (2, 4, 8, 16, 32)
_MB = 1024 * 1024
_CHOICE_PX = 144


class _PreferenceSection(SettingsSection):
    """Rows whose change is kept at once."""

    def __init__(
        self,
        theme_store: ThemeStore,
        title: str,
        *,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme_store, title, parent=parent)
        self.preferences = preferences
        self._build()
        self._show_values()
        preferences.changed.connect(self._on_preference_changed)

    def _build(self) -> None:
        """Makes the rows."""

    def _show_values(self) -> None:
        """Shows what is kept."""

    def _row(self, label: str, control: QWidget, help_text: str = "") -> None:
        row = FieldRow(self.theme_store, label, control, help_text=help_text)
        row.content.addStretch(1)
        self.column.addWidget(row)

    def _on_preference_changed(self, _name: str) -> None:
        self._show_values()


class AppearanceSection(_PreferenceSection):
    """Theme, sizes, contrast, motion."""

    def __init__(
        self, theme_store: ThemeStore, *, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Appearance")
        super().__init__(theme_store, title, preferences=preferences, parent=parent)

    def _build(self) -> None:
        store = self.theme_store
        modes = (
            ("light", self.tr("Light"), "sun"),
            ("dark", self.tr("Dark"), "moon"),
            ("system", self.tr("System"), "monitor"),
        )
        self.theme_group = Segmented(store, self.tr("Theme"), modes, object_name="theme")
        percent = self.tr("{0} %")
        self.scale = Choice(
            store, self.tr("Interface size"),
            tuple((n, percent.format(n)) for n in _SCALES),
            width_px=_CHOICE_PX, object_name="interface_size",
        )  # fmt: skip
        self.zoom = Choice(
            store, self.tr("Text size in chats"),
            tuple((n, percent.format(n)) for n in _ZOOMS),
            width_px=_CHOICE_PX, object_name="text_size",
        )  # fmt: skip
        self.contrast = Switch(store, self.tr("High contrast"), object_name="high_contrast")
        self.motion = Switch(store, self.tr("Reduced motion"), object_name="reduced_motion")
        self._row(self.tr("Theme"), self.theme_group)
        self._row(self.tr("Interface size"), self.scale)
        self._row(self.tr("Text size in chats"), self.zoom)
        self._row(self.tr("High contrast"), self.contrast, self.tr("Stronger lines, no grey text."))
        self._row(
            self.tr("Reduced motion"), self.motion, self.tr("Nothing fades, slides or turns.")
        )
        self.theme_group.chosen.connect(self._on_theme_chosen)
        self.scale.chosen.connect(self._on_scale_chosen)
        self.zoom.chosen.connect(self._on_zoom_chosen)
        self.contrast.clicked.connect(self._on_contrast_clicked)
        self.motion.clicked.connect(self._on_motion_clicked)

    def _show_values(self) -> None:
        values = self.preferences.values
        self.theme_group.set_value(values.theme)
        self.scale.set_value(values.interface_scale_percent)
        self.zoom.set_value(values.text_zoom_percent)
        self.contrast.setChecked(values.high_contrast)
        self.motion.setChecked(values.reduced_motion)

    def _on_theme_chosen(self, mode: str) -> None:
        self.preferences.set(theme=mode)

    def _on_scale_chosen(self, percent: object) -> None:
        self.preferences.set(interface_scale_percent=percent)

    def _on_zoom_chosen(self, percent: object) -> None:
        self.preferences.set(text_zoom_percent=percent)

    def _on_contrast_clicked(self, on: bool) -> None:
        self.preferences.set(high_contrast=on)

    def _on_motion_clicked(self, on: bool) -> None:
        self.preferences.set(reduced_motion=on)


class ChatSection(_PreferenceSection):
    """Sending, and which pictures of a chat go along."""

    def __init__(
        self, theme_store: ThemeStore, *, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme_store, self.tr("Chat"), preferences=preferences, parent=parent)

    def _build(self) -> None:
        store = self.theme_store
        keys = (
            ("enter", self.tr("Enter"), ""),
            ("ctrl_enter", self.tr("Ctrl Enter"), ""),
        )
        self.send_with = Segmented(store, self.tr("Send with"), keys, object_name="send_with")
        policies = (
            (ImagePolicy.NONE, self.tr("None")),
            (ImagePolicy.LAST, self.tr("The latest")),
            (ImagePolicy.ALL, self.tr("All that fit")),
        )
        self.policy = Choice(
            store, self.tr("Earlier images to send"), policies,
            width_px=_CHOICE_PX, object_name="image_policy",
        )  # fmt: skip
        self.budget = Choice(
            store, self.tr("Images per request"),
            tuple((n * _MB, self.tr("{0} MB").format(n)) for n in _BUDGETS_MB),
            width_px=_CHOICE_PX, object_name="image_budget",
        )  # fmt: skip
        self.side = Choice(
            store, self.tr("Longest side"),
            tuple((n, self.tr("{0} px").format(n)) for n in _SIDES_PX),
            width_px=_CHOICE_PX, object_name="image_side",
        )  # fmt: skip
        self.share = Switch(store, self.tr("Prompt in copied images"), object_name="share_metadata")
        self._row(
            self.tr("Send with"), self.send_with,
            self.tr("Shift Enter always makes a new line."),
        )  # fmt: skip
        self._row(
            self.tr("Earlier images to send"), self.policy,
            self.tr("Pictures of your newest message always go along."),
        )  # fmt: skip
        self._row(self.tr("Images per request"), self.budget, self.tr("At most, all together."))
        self._row(self.tr("Longest side"), self.side, self.tr("Larger pictures are scaled down."))
        self._row(
            self.tr("Prompt in copied images"), self.share,
            self.tr("What you copy, save or drag out carries prompt, model and parameters."),
        )  # fmt: skip
        self.send_with.chosen.connect(self._on_send_with_chosen)
        self.policy.chosen.connect(self._on_policy_chosen)
        self.budget.chosen.connect(self._on_budget_chosen)
        self.side.chosen.connect(self._on_side_chosen)
        self.share.clicked.connect(self._on_share_clicked)

    def _show_values(self) -> None:
        values = self.preferences.values
        self.send_with.set_value(values.send_with)
        self.policy.set_value(values.image_policy)
        self.budget.set_value(values.image_budget_bytes)
        self.side.set_value(values.image_max_side_px)
        self.share.setChecked(values.share_metadata)

    def _on_send_with_chosen(self, keys: str) -> None:
        self.preferences.set(send_with=keys)

    def _on_policy_chosen(self, policy: object) -> None:
        self.preferences.set(image_policy=ImagePolicy(str(policy)))

    def _on_budget_chosen(self, size_bytes: object) -> None:
        self.preferences.set(image_budget_bytes=size_bytes)

    def _on_side_chosen(self, side_px: object) -> None:
        self.preferences.set(image_max_side_px=side_px)

    def _on_share_clicked(self, on: bool) -> None:
        self.preferences.set(share_metadata=on)


class AboutFacts(Struct, frozen=True):
    """What the About section tells."""

    version: str
    data_folder: Path
    logs_folder: Path


class AboutSection(SettingsSection):
    """Version, where things are, licences."""

    def __init__(
        self, theme_store: ThemeStore, *, facts: AboutFacts, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme_store, self.tr("About"), parent=parent)
        self._facts = facts
        name = self.tr("DGrid Studio {0}").format(facts.version)
        self.column.addWidget(Label(theme_store, name, style="title", selectable=True))
        note = self.tr("A desktop chat and image studio for OpenAI-compatible gateways.")
        self.column.addWidget(Label(theme_store, note, token="text2", wrap=True))
        self.column.addSpacing(theme_store.current.scaled(12))
        self.column.addWidget(HLine(theme_store))
        self._folder_row(
            self.tr("Data folder"), facts.data_folder, self._on_open_data, "open_data",
            self.tr("Chats, images and settings. Keys are in the system keychain."),
        )  # fmt: skip
        self._folder_row(
            self.tr("Logs"), facts.logs_folder, self._on_open_logs, "open_logs",
            self.tr("No prompt, no answer and no key is written there."),
        )  # fmt: skip
        licence = self.tr("MIT. Icons: Lucide, ISC. Qt and PySide6: LGPL 3.")
        words = Label(theme_store, licence, wrap=True, selectable=True)
        row = FieldRow(theme_store, self.tr("Licences"), words)
        row.content.setStretch(0, 1)
        self.column.addWidget(row)

    def _folder_row(
        self, label: str, folder: Path, slot: object, name: str, help_text: str
    ) -> None:
        store = self.theme_store
        path = Label(store, str(folder), style="code_small", wrap=True, selectable=True)
        button = SecondaryButton(store, self.tr("Open folder"), icon="folder-open")
        button.setObjectName(name)
        button.setAccessibleName(f"{self.tr('Open folder')}: {label}")
        button.clicked.connect(slot)
        row = FieldRow(store, label, path, help_text=help_text)
        row.content.setStretch(0, 1)
        row.content.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(row)

    def _on_open_data(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._facts.data_folder)))

    def _on_open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._facts.logs_folder)))
