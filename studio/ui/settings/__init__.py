"""The settings page, the first-run page, and keeping the look as the settings say."""

from studio.ui.settings.other_sections import AboutFacts
from studio.ui.settings.page import SettingsPage
from studio.ui.settings.theme_follower import ThemeFollower
from studio.ui.settings.welcome import WelcomePage

__all__ = ["AboutFacts", "SettingsPage", "ThemeFollower", "WelcomePage"]
