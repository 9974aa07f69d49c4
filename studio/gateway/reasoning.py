"""Reasoning text of a delta or message, in all spellings, counted once."""

from typing import Any

from studio.gateway.json_values import dict_of, list_of, text_of


def reasoning_text(delta: dict[str, Any]) -> str:
    """The reasoning that a delta holds; servers repeat it under several names.

    Source: wire reference, section 10.
    """
    for name in ("reasoning_content", "reasoning", "thinking"):
        value = delta.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, dict):
            text = text_of(value.get("content") or value.get("text"))
            if text:
                return text
    for name in ("reasoning_details", "thinking_blocks"):
        text = "".join(_of_detail(dict_of(detail)) for detail in list_of(delta.get(name)))
        if text:
            return text
    return ""


def part_reasoning(part: dict[str, Any]) -> str:
    """The reasoning of one content part of type `thinking` or `reasoning`."""
    for name in ("thinking", "reasoning", "text", "summary", "content"):
        value = part.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list):
            return "".join(_of_detail(dict_of(each)) for each in value)
    return ""


def _of_detail(detail: dict[str, Any]) -> str:
    for name in ("text", "summary", "thinking"):
        text = text_of(detail.get(name))
        if text:
            return text
    return ""
