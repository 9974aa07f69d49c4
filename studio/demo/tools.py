"""The model that calls tools: the ones that are offered, or a weather service of its own."""

import json
import re
import zlib
from typing import Any

from studio.demo.chat_call import ChatCall
from studio.demo.script import Pause, Script, Step, Text, ToolCall
from studio.demo.writing import subject

_RATE = 120.0
_CITY = re.compile(r"\b(?:in|at|for|of)\s+([A-ZÄÖÜÉ][\w'’-]+(?:\s[A-Z][\w'’-]+)?)")
_OWN_TOOL: dict[str, Any] = {
    "name": "get_weather",
    "parameters": {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["city", "unit"],
    },
}


def tool_script(call: ChatCall) -> Script:
    """Calls a tool; when results have come, says what they are."""
    results = []
    for turn in reversed(call.turns):
        if turn.role != "tool":
            break
        results.append(turn.text)
    if results:
        return _say_results(list(reversed(results)))
    offered = [
        tool["function"]
        for tool in call.tools
        if isinstance(tool.get("function"), dict) and tool["function"].get("name")
    ]
    chosen = _choose(offered, call.prompt) if offered else _OWN_TOOL
    steps: list[Step] = [
        Pause(0.25),
        Text(f"I will ask `{chosen['name']}` for that.", _RATE),
    ]
    call_id = f"call_{zlib.crc32(call.prompt.encode()):08x}"
    arguments = json.dumps(_arguments(chosen.get("parameters"), call.prompt), ensure_ascii=False)
    steps.append(ToolCall(0, call_id, chosen["name"], arguments, _RATE))
    return Script(tuple(steps), "tool_calls")


def _say_results(results: list[str]) -> Script:
    quoted = "\n\n".join(f"```\n{result.strip()[:2000]}\n```" for result in results)
    return Script(
        (
            Pause(0.25),
            Text(
                f"The tool answered:\n\n{quoted}\n\n*That is all the demo can do with it: it "
                "calls tools and shows what they say.*",
                _RATE,
            ),
        )
    )


def _choose(offered: list[dict[str, Any]], prompt: str) -> dict[str, Any]:
    words = set(re.findall(r"[a-z]{3,}", prompt.lower()))

    def hits(tool: dict[str, Any]) -> int:
        text = f"{tool['name']} {tool.get('description', '')}".lower().replace("_", " ")
        return len(words & set(re.findall(r"[a-z]{3,}", text)))

    return max(offered, key=hits)


def _arguments(schema: Any, prompt: str) -> dict[str, Any]:
    if not isinstance(schema, dict):
        return {}
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return {}
    wanted = schema.get("required") or list(properties)
    return {
        name: _value(name, properties[name], prompt)
        for name in wanted
        if isinstance(properties.get(name), dict)
    }


def _value(name: str, schema: dict[str, Any], prompt: str) -> Any:
    if schema.get("enum"):
        return schema["enum"][0]
    numbers = re.findall(r"\d+", prompt)
    kind = schema.get("type")
    if kind in {"integer", "number"}:
        return int(numbers[0]) if numbers else 1
    if kind == "boolean":
        return True
    if kind == "array":
        return [_value(name, schema.get("items") or {}, prompt)]
    if kind == "object":
        return _arguments(schema, prompt)
    if name.lower() in {"city", "location", "place", "town"}:
        match = _CITY.search(prompt)
        return match[1] if match else "Paris"
    return subject(prompt)
