"""The main window: rail, pages, shortcuts, notices."""
