"""The strip of tools at the left: brush, eraser, crop, hand; undo, redo, invert, clear."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout

from studio.ui.editing_images.tools import Tool
from studio.ui.theme import ThemeStore
from studio.ui.widgets import HLine, IconButton, Surface

_WIDTH_PX, _TOOL_PX = 56, 36


class ToolStrip(Surface):
    """36 px tools.

    Signals:
        tool_chosen: a `Tool`.
        act_requested: `undo`, `redo`, `invert` or `clear`.
    """

    tool_chosen = Signal(object)
    act_requested = Signal(str)

    def __init__(self, theme: ThemeStore) -> None:
        super().__init__(theme, "viewer", lines=("right",))
        self.setObjectName("edit_tools")
        self.setAccessibleName(self.tr("Tools"))
        self.setFixedWidth(theme.current.scaled(_WIDTH_PX))
        self._column = QVBoxLayout(self)
        gap = theme.current.scaled(10)
        self._column.setContentsMargins(gap, gap, gap, gap)
        self._column.setSpacing(theme.current.scaled(4))
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._group = QButtonGroup(self)
        self.tools: dict[Tool, IconButton] = {}
        tools = (
            (Tool.BRUSH, "brush", self.tr("Brush: mark what changes"), "B"),
            (Tool.ERASER, "eraser", self.tr("Eraser: mark less"), "E"),
            (Tool.CROP, "scan", self.tr("Crop or extend"), "C"),
            (Tool.HAND, "hand", self.tr("Move the picture"), "H"),
        )
        for tool, icon, name, key in tools:
            button = self._button(icon, name, key, f"tool_{tool.value}", checkable=True)
            self.tools[tool] = button
            self._group.addButton(button)
        self._column.addWidget(HLine(theme))
        self.acts: dict[str, IconButton] = {}
        acts = (
            ("undo", "undo-2", self.tr("Undo"), "Ctrl+Z"),
            ("redo", "redo-2", self.tr("Redo"), "Ctrl+Shift+Z"),
            ("invert", "contrast", self.tr("Invert the mask"), "I"),
            ("clear", "trash-2", self.tr("Clear the mask"), "Del"),
        )
        for act, icon, name, key in acts:
            self.acts[act] = self._button(icon, name, key, f"mask_{act}")
            self.acts[act].clicked.connect(self._on_act_clicked)
        self.tools[Tool.BRUSH].setChecked(True)
        self._group.buttonClicked.connect(self._on_group_clicked)

    def show_tool(self, tool: Tool) -> None:
        """Shows which tool is in use."""
        self.tools[tool].setChecked(True)

    def show_acts(self, *, undo: bool, redo: bool, marked: bool, usable: bool) -> None:
        """Shows what can be done to the mask."""
        self.acts["undo"].setEnabled(undo)
        self.acts["redo"].setEnabled(redo)
        self.acts["invert"].setEnabled(usable)
        self.acts["clear"].setEnabled(marked)

    def _button(
        self, icon: str, name: str, key: str, object_name: str, *, checkable: bool = False
    ) -> IconButton:
        button = IconButton(
            self.theme_store, icon, name, key, size_px=_TOOL_PX, icon_px=18,
            checkable=checkable, object_name=object_name,
        )  # fmt: skip
        self._column.addWidget(button)
        return button

    def _on_group_clicked(self, button: IconButton) -> None:
        self.tool_chosen.emit(next(t for t, each in self.tools.items() if each is button))

    def _on_act_clicked(self) -> None:
        sender = self.sender()
        self.act_requested.emit(next(a for a, each in self.acts.items() if each is sender))
