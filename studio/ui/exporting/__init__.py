"""Exporting images: the dialog, its progress and report, and contact sheets.

A window asks `desk.ExportDesk` with a list of `core.exporting.PictureToExport`; the work itself is
in `services/exporting`.
"""
