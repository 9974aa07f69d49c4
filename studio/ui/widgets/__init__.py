"""Controls painted from theme tokens, each with an accessible name and a keyboard."""

from studio.ui.widgets.banner import Banner, ResultPanel
from studio.ui.widgets.buttons import (
    Button,
    DangerButton,
    PrimaryButton,
    SecondaryButton,
    TextButton,
)
from studio.ui.widgets.caret import Caret
from studio.ui.widgets.choices import Chip, Choice, Switch
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.fading import Fader
from studio.ui.widgets.fields import PasswordField, SearchField, TextField
from studio.ui.widgets.form_row import FieldRow
from studio.ui.widgets.icon_button import IconButton
from studio.ui.widgets.labels import Badge, HLine, KeyCap, Label, SectionLabel, Surface
from studio.ui.widgets.popup import POPUP_HOST, POPUP_OPEN, Menu, Popup
from studio.ui.widgets.provider_tile import ProviderTile, paint_provider_tile
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.spinner import Spinner, SpinnerTicker, paint_spinner
from studio.ui.widgets.themed import FocusRinged, Themed, key_text, set_names
from studio.ui.widgets.toasts import Toast, ToastStack

__all__ = [
    "POPUP_HOST",
    "POPUP_OPEN",
    "Badge",
    "Banner",
    "Button",
    "Caret",
    "Chip",
    "Choice",
    "DangerButton",
    "EmptyState",
    "Fader",
    "FieldRow",
    "FocusRinged",
    "HLine",
    "IconButton",
    "KeyCap",
    "Label",
    "Menu",
    "PasswordField",
    "Popup",
    "PrimaryButton",
    "ProviderTile",
    "ResultPanel",
    "SearchField",
    "SecondaryButton",
    "SectionLabel",
    "Segmented",
    "Spinner",
    "SpinnerTicker",
    "Surface",
    "Switch",
    "TextButton",
    "TextField",
    "Themed",
    "Toast",
    "ToastStack",
    "key_text",
    "paint_provider_tile",
    "paint_spinner",
    "set_names",
]
