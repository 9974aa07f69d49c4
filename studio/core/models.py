"""Models of a gateway, and what can be guessed from their ids.

Most gateways say nothing of what a model can do (wire reference, section 4), so some
skills are guessed from the id; a person can override the guess per model.
"""

import re

from msgspec import Struct, field

_DRAWS = (
    r"image|banana|imagen|dall-?e|flux|seedream|seededit|stable-diffusion|sdxl|sd3|wanx|"
    r"midjourney|ideogram|recraft|kolors|hidream|cogview|firefly|grok-2-image|painter|draw"
)
_ENDPOINT_ONLY = r"dall-?e|gpt-image|imagen|wanx|stable-diffusion|sdxl"
_SEES = (
    r"vision|gpt-4o|gpt-4\.1|gpt-5|gemini|claude|pixtral|llava|-vl|vl-|qvq|omni|grok-4|llama-4|"
    r"llama-3\.2-(11|90)b|image"
)
_REASONS = (
    r"reason|think|(^|/)o[1345](-|$)|-r1|gpt-5|qwq|gemini-(2\.5|3)|claude-(opus|sonnet|haiku)-4|"
    r"claude-3\.7|deepseek-v(3\.[1-9]|4)|grok-[34]|magistral|qwen3"
)
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
    return _sounds_like(_DRAWS, model_id)


def guess_endpoint_only(model_id: str) -> bool:
    """Whether a model's id sounds like one that serves the images endpoints only."""
    return _sounds_like(_ENDPOINT_ONLY, model_id) and "gemini" not in model_id.lower()


def guess_sees_images(model_id: str) -> bool | None:
    """True when a model's id sounds like one that takes images, else None (unknown)."""
    return True if _sounds_like(_SEES, model_id) else None


def guess_reasons(model_id: str) -> bool | None:
    """True when a model's id sounds like a reasoning model, else None (unknown)."""
    return True if _sounds_like(_REASONS, model_id) else None


def sends_drafts(model_id: str) -> bool:
    """Whether a model sends interim images before the final one (Gemini 3 image models).

    Source: wire reference, section 7 "drafts".
    """
    return _sounds_like(_DRAFTS, model_id)


def _sounds_like(words: str, model_id: str) -> bool:
    # `re` compiles them with the first list of models: at a start that would take 3 ms.
    return re.search(words, model_id, re.IGNORECASE) is not None
