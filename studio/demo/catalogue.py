"""The models that the demo gateway lists."""

from typing import Any

from studio.demo.failures import FAILING_MODELS

FAST_WRITER = "demo/fast-writer"
SLOW_WRITER = "demo/slow-writer"
REASONER = "demo/reasoner"
PAINTER = "demo/painter"
PAINTER_DRAFTS = "demo/painter-drafts"
TOOL_CALLER = "demo/tool-caller"
VISION = "demo/vision"

WORKING_MODELS = (
    FAST_WRITER,
    PAINTER,
    REASONER,
    SLOW_WRITER,
    PAINTER_DRAFTS,
    TOOL_CALLER,
    VISION,
)
GPT_4O = "openai/gpt-4o"
GEMINI_IMAGE = "gemini-2.0-flash-preview-image-generation"
DOCUMENTED_MODELS = (GPT_4O, GEMINI_IMAGE)
"""Of the examples in DGrid's documentation: they work here as they stand, but are not listed."""
MODEL_IDS = WORKING_MODELS + FAILING_MODELS
PAINTERS = frozenset({PAINTER, PAINTER_DRAFTS})

_CREATED = 1626777600


def models_body() -> dict[str, Any]:
    """The answer of `GET /v1/models`, in DGrid's shape."""
    return {
        "object": "list",
        "success": True,
        "data": [
            {
                "id": model_id,
                "object": "model",
                "created": _CREATED,
                "owned_by": "demo",
                "supported_endpoint_types": (
                    ["openai", "image-generation"] if model_id in PAINTERS else ["openai"]
                ),
            }
            for model_id in MODEL_IDS
        ],
    }
