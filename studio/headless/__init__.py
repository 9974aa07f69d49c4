"""The studio without a window: one prompt, several models, or the list of models. No Qt."""

from studio.headless.ask import run_ask
from studio.headless.compare import run_compare
from studio.headless.models import run_models

__all__ = ["run_ask", "run_compare", "run_models"]
