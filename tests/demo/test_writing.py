"""What the demo's writers say to simple wishes."""

import json

import pytest

from studio.demo.script import Script, Text, split_tokens, timeline
from studio.demo.writing import answer, json_answer, long_text, subject, thoughts


def test_the_same_prompt_gets_the_same_answer():
    assert answer("What is love?") == answer("What is love?")
    assert answer("What is love?") != answer("What is love?", variant=1)
    assert answer("What is love?") != answer("What is law?")


@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("hello", ["demo/painter"]),
        ("What can you do?", ["| Model |"]),
        ("make a table of dunes", ["|---|", "Sahara"]),
        ("make a table about my week", ["|---|", "| 1 |"]),
        ("write code in Rust and Go", ["```rust", "```go"]),
        ("a Python function please", ["```python"]),
        ("draw a fox", ["demo/painter"]),
        ("a poem about snow", ["## "]),
        ("what is 17 * 23?", ["391"]),
        ("what is (2+3)/4", ["1.25"]),
        ("show me all markdown", ["- [x]", "```", "> "]),
        ("tell me about lighthouses", ["## ", "- **", "](https://"]),
        ("how do I find a flat in Berlin?", ["1. **", "   - ", "> "]),
        ("", ["empty message"]),
    ],
)
def test_wishes(prompt, parts):
    text = answer(prompt)
    for part in parts:
        assert part in text
    assert "demo" in text


def test_long_answers_have_the_length_asked_for():
    text = answer("write 20 KB about the sea")
    assert 20 * 1024 <= len(text.encode()) <= 20 * 1024 + 400
    assert 2500 <= len(answer("write 500 words about rain").encode()) <= 4000
    assert len(long_text("x", 100_000).encode()) == 100_000
    assert text.count("\n## ") > 5


def test_hostile_prompts_do_no_harm():
    for prompt in ("9**9**9**9", "1/0", "((((", "|||", "\x00\x1b", "[a](b)" * 50, "1" * 5000):
        assert answer(prompt)


def test_json_and_thoughts():
    assert json.loads(json_answer("the moon"))["topic"] == "The moon"
    assert "**Reading the question**" in thoughts("Why is the sky blue?")
    assert subject("Please tell me about the old harbour of Genoa!") == "old harbour of Genoa"


@pytest.mark.parametrize(
    "text", ["", " a  b\n\n", "日本語テキスト", "```\nx\n```\n", "a" * 999, "🌊🗼"]
)
def test_tokens_lose_nothing(text):
    assert "".join(split_tokens(text)) == text
    pieces = timeline(Script((Text(text, 10.0),)))
    assert "".join(piece.text for _, piece in pieces) == text
