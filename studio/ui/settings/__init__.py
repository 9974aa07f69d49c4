"""The settings page, the first-run page, and keeping the look as the settings say."""
