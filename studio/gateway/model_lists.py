"""Lists of models, in every shape that servers send them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from studio.core.errors import BadReply
from studio.core.models import (
    ModelInfo,
    guess_draws_images,
    guess_reasons,
    guess_sees_images,
)
from studio.gateway.failures import error_from_object, error_from_text
from studio.gateway.json_values import count_of, decimal_text, load_json

_CONTEXT_FIELDS = (
    *("context_length", "context_window", "max_model_len", "max_context_length"),
    *("context_tokens", "max_input_tokens", "inputTokenLimit", "n_ctx", "n_ctx_train"),
)


def parse_models(text: str, *, request_id: str | None = None) -> tuple[ModelInfo, ...]:
    """The models in a body, in its order, each id once.

    Takes `{"data": [...]}` (or null), `{"models": [...]}` and a plain list.

    Raises:
        GatewayError: the body is an error (new-api says `success: false` with status 200),
            a web page, or no list of models.

    Source: wire reference, sections 4 and 8.
    """
    try:
        payload = load_json(text, exact=True)
    except (ValueError, RecursionError):
        raise error_from_text(text, status=200, request_id=request_id) from None
    if isinstance(payload, Mapping):
        if payload.get("success") is False or payload.get("error"):
            raise error_from_object(payload, status=200, request_id=request_id)
        entries = payload.get("data", payload.get("models", payload.get("result", payload)))
        if isinstance(entries, Mapping):
            entries = entries.get("data", entries.get("models", entries))
    else:
        entries = payload
    if entries is None:
        return ()
    if not isinstance(entries, list):
        if isinstance(payload, Mapping) and ("message" in payload or "detail" in payload):
            raise error_from_object(payload, status=200, request_id=request_id)
        raise BadReply("no list of models", code="no_list", status=200, request_id=request_id)
    return tuple(_unique(_model(entry) for entry in entries))


def _unique(models: Iterable[ModelInfo | None]) -> Iterable[ModelInfo]:
    seen: set[str] = set()
    for model in models:
        if model is not None and model.id not in seen:
            seen.add(model.id)
            yield model


def _model(entry: object) -> ModelInfo | None:
    if isinstance(entry, str):
        entry = {"id": entry}
    if not isinstance(entry, Mapping):
        return None
    model_id = next(
        (v for name in ("id", "model", "name", "key") if isinstance(v := entry.get(name), str)), ""
    ).removeprefix("models/")
    if not model_id.strip():
        return None
    endpoints = _texts(entry.get("supported_endpoint_types"))
    supported = _texts(entry.get("supported_parameters"))
    capabilities = _names(entry.get("capabilities"))
    takes, makes = _modalities(entry)
    prices = entry.get("pricing")
    prices = prices if isinstance(prices, Mapping) else {}
    return ModelInfo(
        id=model_id,
        owned_by=_text(entry.get("owned_by")) or _text(entry.get("owner")),
        endpoint_types=endpoints,
        context_tokens=_context(entry),
        draws_images=_draws(model_id, endpoints, makes, entry),
        sees_images=_sees(model_id, takes, capabilities, entry),
        reasons=_reasons(model_id, supported),
        calls_tools=_calls_tools(supported, capabilities),
        price_prompt_usd_per_token=_price(prices.get("prompt")),
        price_completion_usd_per_token=_price(prices.get("completion")),
        supported_parameters=supported,
    )


def _draws(
    model_id: str, endpoints: tuple[str, ...], makes: set[str], entry: Mapping[str, Any]
) -> bool:
    if makes:
        return "image" in makes
    kind = _text(entry.get("type"))
    if "image-generation" in endpoints or kind == "image":
        return True
    return kind not in {"embedding", "embeddings"} and guess_draws_images(model_id)


def _sees(
    model_id: str, takes: set[str], capabilities: set[str], entry: Mapping[str, Any]
) -> bool | None:
    if takes:
        return "image" in takes
    if {"vision", "image_input"} & capabilities or entry.get("type") == "vlm":
        return True
    return guess_sees_images(model_id)


def _reasons(model_id: str, supported: tuple[str, ...]) -> bool | None:
    if supported:
        return bool({"reasoning", "include_reasoning"} & set(supported))
    return guess_reasons(model_id)


def _calls_tools(supported: tuple[str, ...], capabilities: set[str]) -> bool | None:
    if {"tool_use", "tools", "function_calling"} & capabilities:
        return True
    return "tools" in supported if supported else None


def _modalities(entry: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    architecture = entry.get("architecture")
    source = architecture if isinstance(architecture, Mapping) else entry
    takes, makes = _texts(source.get("input_modalities")), _texts(source.get("output_modalities"))
    modality = source.get("modality")
    if not takes and not makes and isinstance(modality, str) and "->" in modality:
        left, _, right = modality.partition("->")
        return set(left.split("+")), set(right.split("+"))
    return set(takes), set(makes)


def _context(entry: Mapping[str, Any]) -> int | None:
    top = entry.get("top_provider")
    meta = entry.get("meta")
    for source in (entry, top, meta):
        if not isinstance(source, Mapping):
            continue
        for name in _CONTEXT_FIELDS:
            value = count_of(source.get(name))
            if value:
                return value
    return None


def _price(value: object) -> str | None:
    """A price as plain decimal text, exactly as listed; None when there is none."""
    text = decimal_text(value)
    if text is None or Decimal(text) < 0:  # OpenRouter's routers list -1
        return None
    return text


def _names(value: object) -> set[str]:
    if isinstance(value, Mapping):
        return {str(name) for name, on in value.items() if on}
    return set(_texts(value))


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(each for each in value if isinstance(each, str))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
