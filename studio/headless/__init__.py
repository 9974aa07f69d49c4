"""The studio without a window: one prompt, or the list of models. No Qt."""

from studio.headless.ask import run_ask
from studio.headless.models import run_models

__all__ = ["run_ask", "run_models"]
