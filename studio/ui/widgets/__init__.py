"""Controls painted from theme tokens, each with an accessible name and a keyboard.

The names of this package are imported from their modules when they are first asked for: the
first window needs a third of them.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from studio.ui.widgets.popup import Menu, Popup
    from studio.ui.widgets.provider_tile import ProviderTile, paint_provider_tile
    from studio.ui.widgets.segmented import Segmented
    from studio.ui.widgets.spinner import Spinner, SpinnerTicker, paint_spinner
    from studio.ui.widgets.themed import (
        POPUP_HOST,
        POPUP_OPEN,
        FocusRinged,
        Themed,
        key_text,
        set_names,
    )
    from studio.ui.widgets.toast import Toast
    from studio.ui.widgets.toasts import ToastStack

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

_HOMES = {
    "Badge": "labels",
    "Banner": "banner",
    "Button": "buttons",
    "Caret": "caret",
    "Chip": "choices",
    "Choice": "choices",
    "DangerButton": "buttons",
    "EmptyState": "empty_state",
    "Fader": "fading",
    "FieldRow": "form_row",
    "FocusRinged": "themed",
    "HLine": "labels",
    "IconButton": "icon_button",
    "KeyCap": "labels",
    "Label": "labels",
    "Menu": "popup",
    "POPUP_HOST": "themed",
    "POPUP_OPEN": "themed",
    "PasswordField": "fields",
    "Popup": "popup",
    "PrimaryButton": "buttons",
    "ProviderTile": "provider_tile",
    "ResultPanel": "banner",
    "SearchField": "fields",
    "SecondaryButton": "buttons",
    "SectionLabel": "labels",
    "Segmented": "segmented",
    "Spinner": "spinner",
    "SpinnerTicker": "spinner",
    "Surface": "labels",
    "Switch": "choices",
    "TextButton": "buttons",
    "TextField": "fields",
    "Themed": "themed",
    "Toast": "toast",
    "ToastStack": "toasts",
    "key_text": "themed",
    "paint_provider_tile": "provider_tile",
    "paint_spinner": "spinner",
    "set_names": "themed",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
