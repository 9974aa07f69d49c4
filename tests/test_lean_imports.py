"""Modules that another can do without are hidden from it, and from nobody else."""

import importlib
import sys

import pytest

from studio.lean_imports import without


def test_a_hidden_module_seems_not_to_be_installed_and_comes_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without("colorsys"), pytest.raises(ImportError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys").rgb_to_hls(0, 0, 0) == (0, 0, 0)


def test_what_is_there_already_stays_there() -> None:
    before = sys.modules["pytest"]
    with without("pytest"):
        assert importlib.import_module("pytest") is before
    assert sys.modules["pytest"] is before
