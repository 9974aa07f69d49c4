"""DGrid Studio: a desktop chat and image studio for OpenAI-compatible gateways."""

__version__ = "0.1.0"
