"""Where other programs leave the prompt of a picture.

Sources (read 2026-11): AUTOMATIC1111 `parameters` (PNG text, or EXIF user comment), InvokeAI
`invokeai_metadata` and `sd-metadata`, ComfyUI `prompt` (the graph as it ran), IPTC's field.
"""

import json
import re
from typing import Any

from studio.storage.picture_metadata.exif import user_comment
from studio.storage.picture_metadata.parts import MAX_PACKET_BYTES, FoundTexts
from studio.storage.picture_metadata.texts import clean
from studio.storage.picture_metadata.xmp import foreign_prompt

Prompts = tuple[str, str]
_NONE: Prompts = "", ""
_NEGATIVE = "Negative prompt:"
_SETTINGS = re.compile(r"(Steps|Seed|Size|Sampler|Model|CFG scale|Version): ")
_MOST_LINKS = 64
_TEXT_INPUTS = ("text", "prompt", "value", "string", "text_g", "text_positive", "populated_text")


def prompt_of_others(found: FoundTexts) -> Prompts:
    """Prompt and negative prompt, "" when unknown."""
    comment = user_comment(found.exif) if found.exif else ""
    for text in (found.texts.get("parameters", ""), comment):
        prompts = _from_settings(text) if _SETTINGS.search(text) else _NONE
        if prompts[0]:
            return prompts
    for keyword, read in (
        ("invokeai_metadata", _from_invoke),
        ("sd-metadata", _from_old_invoke),
        ("prompt", _from_graph),
    ):
        prompts = read(_json(found.texts.get(keyword, "")))
        if prompts[0]:
            return prompts
    return clean(foreign_prompt(found.xmp)), ""


def _from_settings(text: str) -> Prompts:
    """Lines of the prompt, lines of the negative one, one line of settings."""
    lines = clean(text).strip().split("\n")
    if _SETTINGS.match(lines[-1]):
        lines.pop()
    at = next((n for n, line in enumerate(lines) if line.startswith(_NEGATIVE)), len(lines))
    negative = "\n".join(lines[at:]).removeprefix(_NEGATIVE)
    return "\n".join(lines[:at]).strip(), negative.strip()


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if 0 < len(text) <= MAX_PACKET_BYTES else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> str:
    return clean(value).strip() if isinstance(value, str) else ""


def _from_invoke(said: dict[str, Any]) -> Prompts:
    return _words(said.get("positive_prompt")), _words(said.get("negative_prompt"))


def _from_old_invoke(said: dict[str, Any]) -> Prompts:
    image = said.get("image")
    prompt = image.get("prompt") if isinstance(image, dict) else None
    if isinstance(prompt, list):
        prompt = prompt[0].get("prompt") if prompt and isinstance(prompt[0], dict) else None
    return _words(prompt), ""


def _from_graph(graph: dict[str, Any]) -> Prompts:
    """The texts that the links `positive` and `negative` of a sampler lead to."""
    nodes = {name: node for name, node in graph.items() if isinstance(node, dict)}
    found = _NONE
    for node in nodes.values():
        inputs = node.get("inputs")
        if isinstance(inputs, dict) and isinstance(inputs.get("positive"), list):
            found = (
                _text_behind(nodes, inputs["positive"]),
                _text_behind(nodes, inputs.get("negative")),
            )
            if found[0] and "sampler" in str(node.get("class_type", "")).lower():
                break
    return found


def _text_behind(nodes: dict[str, Any], link: Any) -> str:
    """The first text met when links are followed, nearest first."""
    waiting: list[Any] = [link]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_LINKS:
        link = waiting.pop(0)
        name = str(link[0]) if isinstance(link, list) and link else ""
        inputs = nodes.get(name, {}).get("inputs")
        if name in seen or not isinstance(inputs, dict):
            continue
        seen.add(name)
        for key in _TEXT_INPUTS:
            if _words(inputs.get(key)):
                return _words(inputs[key])
        waiting += [each for each in inputs.values() if isinstance(each, list)]
    return ""
