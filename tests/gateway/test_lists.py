"""Lists of models and billing records, in every shape."""

import json
from typing import Any

import pytest

from studio.core.errors import BadReply, GatewayError, ServerFailed, WrongAddress
from studio.core.models import ModelInfo
from studio.gateway.billing_records import has_billing, parse_billing
from studio.gateway.model_lists import parse_models
from tests.gateway.fakes import connection


def ids(payload: Any) -> list[str]:
    return [model.id for model in parse_models(json.dumps(payload))]


def test_dgrid_list() -> None:
    models = parse_models(
        json.dumps(
            {
                "object": "list",
                "success": True,
                "data": [
                    {
                        "id": "openai/gpt-4o",
                        "object": "model",
                        "created": 1626777600,
                        "owned_by": "custom",
                        "supported_endpoint_types": ["openai", "openai-response"],
                    },
                    {"id": "dall-e-3", "supported_endpoint_types": ["image-generation"]},
                    {"id": "google/nano-banana", "supported_endpoint_types": ["openai"]},
                    {"id": "openai/gpt-4o"},
                    {"no": "id"},
                    None,
                ],
            }
        )
    )
    assert [m.id for m in models] == ["openai/gpt-4o", "dall-e-3", "google/nano-banana"]
    assert [m.draws_images for m in models] == [False, True, True]
    assert models[0] == ModelInfo(
        "openai/gpt-4o",
        owned_by="custom",
        endpoint_types=("openai", "openai-response"),
        sees_images=True,
    )


def test_openrouter_list() -> None:
    text = """{"data": [{
        "id": "google/gemini-2.5-flash-image", "context_length": 32768,
        "architecture": {"modality": "text+image->text+image",
            "input_modalities": ["image", "text"], "output_modalities": ["image", "text"]},
        "pricing": {"prompt": "0.0000003", "completion": "0.0000025", "image": "0.00124"},
        "supported_parameters": ["max_tokens", "tools"]},
       {"id": "x/text", "architecture": {"modality": "text->text"},
        "pricing": {"prompt": 0.00000015, "completion": 1e-7},
        "top_provider": {"context_length": 8192}, "supported_parameters": ["reasoning"]},
       {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}}]}"""
    first, second, third = parse_models(text)
    assert (first.draws_images, first.sees_images, first.calls_tools) == (True, True, True)
    assert first.context_tokens == 32768
    assert first.price_prompt_usd_per_token == "0.0000003"
    assert first.price_completion_usd_per_token == "0.0000025"
    assert first.supported_parameters == ("max_tokens", "tools")
    assert (second.draws_images, second.sees_images, second.reasons) == (False, False, True)
    assert second.context_tokens == 8192
    assert second.price_prompt_usd_per_token == "0.00000015"
    assert second.price_completion_usd_per_token == "0.0000001"
    assert third.price_prompt_usd_per_token is None


def test_other_shapes() -> None:
    assert ids({"object": "list", "data": None}) == []
    assert ids([{"id": "a"}, "b"]) == ["a", "b"]
    assert ids({"models": [{"name": "llama3:8b", "model": "llama3:8b"}]}) == ["llama3:8b"]
    assert ids({"models": [{"name": "models/gemini-2.5-pro"}]}) == ["gemini-2.5-pro"]
    lm_studio = {"data": [{"id": "q", "type": "vlm", "max_context_length": 4096}]}
    (model,) = parse_models(json.dumps(lm_studio))
    assert (model.sees_images, model.context_tokens) == (True, 4096)
    llama_cpp = {"data": [{"id": "l", "meta": {"n_ctx_train": 2048}}]}
    assert parse_models(json.dumps(llama_cpp))[0].context_tokens == 2048


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"success": false, "message": "no group"}', ServerFailed),
        ("<html><title>x</title></html>", WrongAddress),
        ('{"hello": 1}', BadReply),
        ("nonsense", BadReply),
        ("", BadReply),
        ('{"error": {"message": "x"}}', ServerFailed),
        ('"text"', BadReply),
    ],
)
def test_no_lists(text: str, kind: type[GatewayError]) -> None:
    with pytest.raises(kind):
        parse_models(text)


def test_billing_record() -> None:
    text = """{"code": 200, "message": "ok", "data": {"request_id": "req_1", "billing_json": {
        "model": "m", "input_tokens": 14, "output_tokens": 31, "input_cost": 0.0000021,
        "output_cost": "0.0000310", "total_cost": 0.03915270000000001}}}"""
    record = parse_billing(text, "req_1")
    assert record is not None
    assert record.total_cost_usd == "0.03915270000000001"
    assert (record.input_cost_usd, record.output_cost_usd) == ("0.0000021", "0.0000310")
    assert (record.input_tokens, record.output_tokens, record.model_id) == (14, 31, "m")
    assert parse_billing('{"code": 40401, "message": "not found", "data": null}', "x") is None
    for bad in ("{}", "<html></html>", '{"code":200,"data":{"billing_json":{}}}'):
        with pytest.raises(GatewayError):
            parse_billing(bad, "x")


def test_who_keeps_billing_records() -> None:
    assert has_billing(connection("https://api.dgrid.ai/v1"))
    assert has_billing(connection(preset="demo"))
    assert not has_billing(connection("https://notdgrid.ai/v1", preset="openai"))
