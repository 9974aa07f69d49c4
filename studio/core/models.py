"""Models of a gateway, and what can be guessed from their ids.

Most gateways say nothing of what a model can do (wire reference, section 4), so some
skills are guessed from the id; a person can override the guess per model.
"""

import re

from msgspec import Struct, field

# Words, not regular expressions: compiling those would take 4 ms of the start.
_IMAGE_MODELS = ("dall-e", "dalle", "imagen", "wanx", "stable-diffusion", "sdxl")
_DRAWS = (
    *_IMAGE_MODELS, "image", "banana", "flux", "seedream", "seededit", "sd3", "midjourney",
    "ideogram", "recraft", "kolors", "hidream", "cogview", "firefly", "painter", "draw",
)  # fmt: skip
_ENDPOINT_ONLY = (*_IMAGE_MODELS, "gpt-image")
_SEES = (
    "vision", "gpt-4o", "gpt-4.1", "gpt-5", "gemini", "claude", "pixtral", "llava", "-vl", "vl-",
    "qvq", "omni", "grok-4", "llama-4", "llama-3.2-11b", "llama-3.2-90b", "image",
)  # fmt: skip
_REASONS = (
    "reason", "think", "/o1-", "/o3-", "/o4-", "/o5-", "-r1", "gpt-5", "qwq", "gemini-2.5",
    "gemini-3", "claude-opus-4", "claude-sonnet-4", "claude-haiku-4", "claude-3.7", "grok-3",
    "grok-4", "magistral", "qwen3", "deepseek-v4",
    *(f"deepseek-v3.{minor}" for minor in range(1, 10)),
)  # fmt: skip
_DRAFTS = r"gemini-3[^/]*image|nano-?banana-?(pro|2)|painter-drafts"


class ModelInfo(Struct, frozen=True):
    """One model as a gateway lists it.

    Attributes:
        endpoint_types: as listed, e.g. `openai`, `image-generation`; empty when unknown.
        sees_images, reasons, calls_tools: None when neither listed nor guessable.
        price_prompt_usd_per_token, price_completion_usd_per_token: decimal text or None.
    """

    id: str
    owned_by: str | None = None
    endpoint_types: tuple[str, ...] = ()
    context_tokens: int | None = None
    draws_images: bool = False
    sees_images: bool | None = None
    reasons: bool | None = None
    calls_tools: bool | None = None
    price_prompt_usd_per_token: str | None = None
    price_completion_usd_per_token: str | None = None
    supported_parameters: tuple[str, ...] = field(default_factory=tuple)

    @property
    def provider(self) -> str:
        """The part of the id before the first slash, or "" when there is none."""
        return self.id.partition("/")[0] if "/" in self.id else ""

    @property
    def short_name(self) -> str:
        """The part of the id after the first slash."""
        return short_model_name(self.id)


def short_model_name(model_id: str) -> str:
    """`claude-sonnet-4.5` of `anthropic/claude-sonnet-4.5`."""
    return model_id.partition("/")[2] or model_id


def guess_draws_images(model_id: str) -> bool:
    """Whether a model's id sounds like one that makes images."""
    return _has_any(_DRAWS, model_id)


def guess_endpoint_only(model_id: str) -> bool:
    """Whether a model's id sounds like one that serves the images endpoints only."""
    return _has_any(_ENDPOINT_ONLY, model_id) and "gemini" not in model_id.lower()


def guess_sees_images(model_id: str) -> bool | None:
    """True when a model's id sounds like one that takes images, else None (unknown)."""
    return True if _has_any(_SEES, model_id) else None


def guess_reasons(model_id: str) -> bool | None:
    """True when a model's id sounds like a reasoning model, else None (unknown)."""
    # With these around it, `/o1-` is the whole name or its beginning.
    return True if _has_any(_REASONS, f"/{model_id}-") else None


def sends_drafts(model_id: str) -> bool:
    """Whether a model sends interim images before the final one (Gemini 3 image models).

    Source: wire reference, section 7 "drafts".
    """
    return re.search(_DRAFTS, model_id, re.IGNORECASE) is not None


def _has_any(words: tuple[str, ...], model_id: str) -> bool:
    lowered = model_id.lower()
    return any(word in lowered for word in words)
