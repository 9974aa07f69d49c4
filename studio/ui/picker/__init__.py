"""The model picker popup."""

from studio.ui.picker.picker import ModelPicker

__all__ = ["ModelPicker"]
