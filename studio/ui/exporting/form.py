"""`ExportForm`: what comes out, how, under which names, and where."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.exporting import (
    NAME_FIELDS,
    ExportFormat,
    ExportOptions,
    ExportTarget,
    PictureToExport,
)
from studio.services.exporting.names import first_names, unknown_fields
from studio.services.preferences import Preferences
from studio.ui.exporting.contact_sheet import pages_for
from studio.ui.theme import ThemeStore
from studio.ui.transcript.parts.formats import count
from studio.ui.widgets import (
    Choice,
    FieldRow,
    IconButton,
    Label,
    Menu,
    SecondaryButton,
    Segmented,
    Switch,
    TextField,
    Themed,
    set_names,
)
from studio.ui.widgets.file_dialogs import choose_folder

_QUALITIES = (60, 70, 80, 90, 95, 100)
_SIDES_PX = (4096, 2048, 1536, 1024, 512)
_SHOWN_NAMES = 3
_LABEL_PX = 168


class ExportForm(Themed, QWidget):
    """The choices of an export. Each is kept as it is made: the next export begins with it.

    Signals:
        changed: something else is chosen, or it can (or can't) be exported so now.
    """

    changed = Signal()

    def __init__(
        self,
        theme_store: ThemeStore,
        *,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures: Sequence[PictureToExport] = ()
        self._preferences = preferences
        self._title = ""
        self._first: tuple[PictureToExport, ...] = ()
        self._build(theme_store)
        self._connect()
        self._use_theme(theme_store)

    def show_pictures(self, pictures: Sequence[PictureToExport], title: str) -> None:
        """Shows what exporting some pictures would make.

        Args:
            title: what folders, archives and sheets are called.
        """
        self._pictures, self._title = pictures, title
        self._first = tuple(pictures[index] for index in range(min(_SHOWN_NAMES, len(pictures))))
        self._show_kept()
        self._show_state()

    def _build(self, store: ThemeStore) -> None:
        tr = self.tr
        targets = (
            (ExportTarget.FOLDER, tr("Files in a folder")),
            (ExportTarget.ZIP, tr("A ZIP archive")),
            (ExportTarget.SHEET_PNG, tr("Contact sheet (PNG)")),
            (ExportTarget.SHEET_PDF, tr("Contact sheet (PDF)")),
        )
        self.target = Choice(store, tr("Export as"), targets, object_name="export_target")
        formats = (
            (ExportFormat.ORIGINAL, tr("Original"), ""),
            (ExportFormat.PNG, "PNG", ""),
            (ExportFormat.JPEG, "JPEG", ""),
            (ExportFormat.WEBP, "WebP", ""),
        )
        self.format = Segmented(store, tr("Format"), formats, object_name="export_format")
        sides = ((0, tr("As it is")), *((side, tr("{0} px").format(side)) for side in _SIDES_PX))
        self.side = Choice(store, tr("Longest edge"), sides, object_name="export_side")
        qualities = tuple((value, tr("{0} %").format(value)) for value in _QUALITIES)
        self.quality = Choice(store, tr("Quality"), qualities, object_name="export_quality")
        self.names = TextField(store, tr("File names"), object_name="export_names")
        self.fields = IconButton(
            store, "plus", tr("Insert a field"), object_name="export_fields", parent=self
        )
        self.metadata = Switch(store, tr("Prompt in the files"), object_name="export_metadata")
        self.folder = TextField(store, tr("Folder"), object_name="export_folder")
        self.choose = SecondaryButton(store, tr("Choose"))
        set_names(self.choose, tr("Choose a folder"), object_name="export_choose")
        self._lay_out(store)

    def _lay_out(self, store: ThemeStore) -> None:
        tr = self.tr
        self._quality_label = Label(store, tr("Quality"), token="text2")
        self._rows = {
            "target": FieldRow(store, tr("Export as"), self.target),
            "format": FieldRow(store, tr("Format"), self.format),
            "size": FieldRow(store, tr("Longest edge"), self.side),
            "names": FieldRow(store, tr("File names"), self.names),
            "metadata": FieldRow(store, tr("Prompt in the files"), self.metadata),
            "folder": FieldRow(store, tr("Save in"), self.folder),
        }
        self._rows["size"].content.addWidget(self._quality_label)
        self._rows["size"].content.addWidget(self.quality)
        self._rows["names"].content.addWidget(self.fields)
        self._rows["folder"].content.addWidget(self.choose)
        for name in ("target", "format", "size", "metadata"):
            self._rows[name].content.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in self._rows.values():
            column.addWidget(row)
        column.addStretch(1)

    def _show_kept(self) -> None:
        kept = self._preferences.values
        self.target.set_value(ExportTarget(kept.export_target))
        self.format.set_value(ExportFormat(kept.export_format))
        self.side.set_value(kept.export_max_side_px)
        self.quality.set_value(kept.export_quality)
        self.metadata.setChecked(kept.export_metadata)
        self.names.show_text(kept.export_name_template)
        self.folder.show_text(str(_kept_folder(kept.export_folder)))

    def _connect(self) -> None:
        for choice in (self.target, self.side, self.quality, self.format):
            choice.chosen.connect(self._on_chosen)
        self.metadata.clicked.connect(self._on_chosen)
        self.names.textChanged.connect(self._on_chosen)
        self.folder.textChanged.connect(self._on_chosen)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.fields.clicked.connect(self._on_fields_clicked)

    # What is chosen

    def options(self) -> ExportOptions:
        """The choices as they are shown now."""
        side, quality = self.side.value, self.quality.value
        return ExportOptions(
            folder=Path(self.folder.text().strip()).expanduser(),
            target=ExportTarget(str(self.target.value)),
            title=self._title,
            format=ExportFormat(self.format.value),
            quality=quality if isinstance(quality, int) else 90,
            max_side_px=side if isinstance(side, int) else 0,
            metadata=self.metadata.isChecked(),
            name_template=self.names.text(),
        )

    @property
    def is_ready(self) -> bool:
        """Whether it can be exported so."""
        return not self._names_problem() and not self._folder_problem()

    def _names_problem(self) -> str:
        unknown = unknown_fields(self.names.text())
        if not unknown or self.options().target.is_sheet:
            return ""
        return self.tr("There is no field {0}").format(f"{{{unknown[0]}}}")

    def _folder_problem(self) -> str:
        folder = self.options().folder
        if not self.folder.text().strip() or not folder.is_absolute():
            return self.tr("Choose a folder")
        return self.tr("This is a file, not a folder") if folder.is_file() else ""

    # What is shown

    def _show_state(self) -> None:
        """Shows what the choices mean, and hides those that mean nothing now."""
        options = self.options()
        sheet, original = options.target.is_sheet, options.format is ExportFormat.ORIGINAL
        for name in ("format", "names", "metadata"):
            self._rows[name].setVisible(not sheet)
        self._rows["size"].setVisible(not sheet and not original)
        lossy = options.format in {ExportFormat.JPEG, ExportFormat.WEBP}
        self._quality_label.setVisible(lossy)
        self.quality.setVisible(lossy)
        self._rows["target"].show_help(self._sheet_help() if sheet else "")
        self._show_names(options)
        self._rows["metadata"].show_help(self._metadata_help(options))
        problem = self._folder_problem()
        self.folder.set_invalid(bool(problem))
        self._rows["folder"].show_help(self._file_of(options))
        self._rows["folder"].show_error(problem)
        self.changed.emit()

    def _show_names(self, options: ExportOptions) -> None:
        total = len(self._pictures)
        names = first_names(self._first, options, total)
        more = "\n…" if total > len(names) else ""
        problem = self._names_problem()
        self.names.set_invalid(bool(problem))
        self._rows["names"].show_help("\n".join(names) + more)
        self._rows["names"].show_error(problem)

    def _sheet_help(self) -> str:
        pages = pages_for(len(self._pictures))
        if pages == 1:
            return self.tr("One page, with prompt and model under each image.")
        text = self.tr("{pages} pages, with prompt and model under each image.")
        return text.format(pages=count(pages))

    def _metadata_help(self, options: ExportOptions) -> str:
        if options.metadata:
            return self.tr("Prompt, model, parameters and date travel inside each file.")
        if options.format is ExportFormat.ORIGINAL:
            return self.tr("Each file goes byte for byte, with what is in it already.")
        return self.tr("The files say nothing about how they were made.")

    def _file_of(self, options: ExportOptions) -> str:
        """The file that will be there, when it is one."""
        ending = {
            ExportTarget.ZIP: ".zip",
            ExportTarget.SHEET_PNG: ".png",
            ExportTarget.SHEET_PDF: ".pdf",
        }
        return options.title + ending[options.target] if options.target in ending else ""

    # Slots

    def _on_chosen(self, *_: object) -> None:
        self._show_state()
        options = self.options()
        self._preferences.set(
            export_target=options.target.value,
            export_format=options.format.value,
            export_quality=options.quality,
            export_max_side_px=options.max_side_px,
            export_metadata=options.metadata,
        )
        if not self._names_problem():
            self._preferences.set(export_name_template=options.name_template)
        if not self._folder_problem():
            self._preferences.set(export_folder=str(options.folder))

    def _on_choose_clicked(self) -> None:
        def take(paths: tuple[Path, ...]) -> None:
            self.folder.show_text(str(paths[0]))

        choose_folder(self, self.tr("Choose a folder"), take, folder=self.options().folder)

    def _on_fields_clicked(self) -> None:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, words in zip(NAME_FIELDS, self._field_words(), strict=True):
            action = menu.addAction(f"{words}\t{{{name}}}")
            action.setData(f"{{{name}}}")
        menu.triggered.connect(self._on_field_chosen)
        menu.popup_under(self.fields)

    def _on_field_chosen(self, action: object) -> None:
        self.names.insert(action.data())  # type: ignore[attr-defined]
        self.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def _field_words(self) -> tuple[str, ...]:
        """What the fields of a name are, in the order of `NAME_FIELDS`."""
        tr = self.tr
        return (
            tr("Date"), tr("Time"), tr("Beginning of the prompt"), tr("Model"), tr("Number"),
            tr("Seed"), tr("Fingerprint of the file"),
        )  # fmt: skip

    def _show_theme(self) -> None:
        scaled = self.theme.scaled
        for row in self._rows.values():
            row.label.setFixedWidth(scaled(_LABEL_PX))
        self.target.setMinimumWidth(scaled(220))
        self.side.setMinimumWidth(scaled(132))
        self.quality.setMinimumWidth(scaled(88))


def _kept_folder(kept: str) -> Path:
    """The folder of the last export, or the one for pictures."""
    if kept and Path(kept).is_dir():
        return Path(kept)
    place = QStandardPaths.StandardLocation
    pictures = QStandardPaths.writableLocation(place.PicturesLocation)
    return Path(pictures or QStandardPaths.writableLocation(place.HomeLocation))
