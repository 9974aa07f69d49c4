"""Exports of comparisons and runs, read back by independent readers."""

import base64
import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace
from PIL import Image

from studio.core.comparing_figures import Figures
from studio.core.errors import BlobMissing
from studio.core.exported import Exported, ExportedAnswer, ExportedTurn
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.core.prompt_lists import ListKind, read_prompts
from studio.services.exporting_answers.html import html_of
from studio.services.exporting_answers.markdown import markdown_of
from studio.services.exporting_answers.tables import csv_of, jsonl_of, preferences_of
from studio.services.exporting_answers.writing import AnswerFormat, write_answers

HOSTILE = (
    "=HYPERLINK(1)\n</article><script>alert(1)</script> ![x](http://evil.test/p.png) "
    "[link](javascript:alert(1)) <img src=x onerror=alert(1)>\n```\nnever closed"
)


def png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (3, 2), (1, 2, 3)).save(target, "PNG")
    return target.getvalue()


BLOB = BlobRef("ab" * 32, "image/png", 80, 3, 2)
GONE = BlobRef("cd" * 32, "image/png", 80)


def read_blob(blob: BlobRef) -> bytes:
    if blob == GONE:
        raise BlobMissing("", code="missing")
    return png()


def exported() -> Exported:
    figures = Figures(
        is_over=True, first_token_s=0.5, total_s=2.5, tokens_per_s=10.0, tokens_in=5, tokens_out=20,
        cost_usd=Decimal("0.00012"), finish_reason="stop",
    )  # fmt: skip
    good = ExportedAnswer(
        "a/one", "a/one", "**Four**, of course. äöü", figures=figures, is_picked=True,
        images=(BLOB, GONE), reasoning="2 + 2",
    )  # fmt: skip
    bad = ExportedAnswer("b/two", "b/two", HOSTILE, is_rejected=True)
    failed = ExportedAnswer("c/<b>", "c/<b>", "", failure="rate_limited")
    turn = ExportedTurn(
        "What is\n2 + 2? <b>", (good, bad, failed), history=(("user", "Hi"), ("assistant", "Ho")),
        expected="4", verdict="better", note="=note", tags=("sums", "x"),
    )  # fmt: skip
    passed = ExportedAnswer("a/one", "a/one", "5", passed=True, system_prompt="Be brief.")
    wrong = ExportedAnswer("b/two", "b/two", "6", passed=False, system_prompt="Be brief.")
    other = ExportedAnswer("c/three", "c/three", "7", passed=False, system_prompt="Be long.")
    second = ExportedTurn("2 + 3?", (passed, wrong, other), repeat=2)
    return Exported(
        "Sums <&>", datetime(2026, 11, 1, 9, 30, tzinfo=UTC), ("a/one", "b/two"), (turn, second)
    )


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_html_has_everything_inside_and_nothing_that_acts() -> None:
    page = Page("".join(html_of(exported(), read_blob)))
    assert not page.of("script")
    assert not page.of("iframe")
    assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)
    (image,) = page.of("img")
    kind, _, data = (image["src"] or "").partition(";base64,")
    assert kind == "data:image/png"
    assert base64.b64decode(data) == png()
    assert [a["href"] for a in page.of("a")] == ["http://evil.test/p.png"]
    policy = next(a["content"] or "" for a in page.of("meta") if "http-equiv" in a)
    assert "default-src 'none'" in policy
    assert len(page.of("article")) == 6
    for text in ("What is\n2 + 2? <b>", "<script>alert(1)</script>", "c/<b>", f"{GONE.sha256}"):
        assert text in page.text
    assert page.of("strong")


def test_csv_runs_nothing_and_comes_back() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(exported()), newline="")))
    assert len(rows) == 6
    assert rows[0]["text"] == "**Four**, of course. äöü"
    assert (rows[0]["cost_usd"], rows[0]["tokens_out"], rows[0]["picked"]) == (
        "0.00012", "20", "true",
    )  # fmt: skip
    assert rows[1]["text"] == "'" + HOSTILE
    assert rows[1]["note"] == "'=note"
    assert [row["failure"] for row in rows[:3]] == ["", "", "rate_limited"]
    assert [row["passed"] for row in rows[3:]] == ["true", "false", "false"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_json_lines_have_all_answers() -> None:
    first, second = map(json.loads, jsonl_of(exported(), read_blob))
    assert first["prompt"] == "What is\n2 + 2? <b>"
    assert [each["text"] for each in first["answers"]] == ["**Four**, of course. äöü", HOSTILE, ""]
    assert first["answers"][0]["images"] == [BLOB.sha256, GONE.sha256]
    assert first["history"] == [
        {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"},
    ]  # fmt: skip
    told = first["answers"][0]
    assert (told["tokens_per_s"], told["tokens_cached"], told["tokens_reasoning"]) == (
        10.0, None, None,
    )  # fmt: skip
    assert (told["cost_usd"], told["cost_is_listed"]) == ("0.00012", False)
    assert (first["verdict"], first["tags"], second["repeat"]) == ("better", ["sums", "x"], 2)


def test_preference_pairs_are_what_trainers_take() -> None:
    pairs = [json.loads(line) for line in preferences_of(exported(), read_blob)]
    assert len(pairs) == 2
    vote, checks = pairs
    assert vote["prompt"] == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Ho"},
        {"role": "user", "content": "What is\n2 + 2? <b>"},
    ]
    assert vote["chosen"] == [{"role": "assistant", "content": "**Four**, of course. äöü"}]
    assert vote["rejected"] == [{"role": "assistant", "content": HOSTILE}]
    assert vote["source"] == "vote"
    # Answers to different system prompts are no pair.
    assert checks["prompt"][0] == {"role": "system", "content": "Be brief."}
    assert (checks["chosen"][0]["content"], checks["rejected"][0]["content"]) == ("5", "6")
    assert checks["source"] == "checks"


def test_markdown_keeps_answers_and_its_own_headings() -> None:
    text = markdown_of(exported(), "images")
    tokens = MarkdownIt("commonmark").parse(text)
    headings = [
        tokens[at + 1].content for at, each in enumerate(tokens) if each.type == "heading_open"
    ]
    assert headings == [
        r"Sums \<&\>", "Prompt", "a/one", "b/two", r"c/\<b\>",
        "Prompt (2)", "a/one", "b/two", "c/three",
    ]  # fmt: skip
    assert "**Four**, of course. äöü" in text
    assert HOSTILE in text
    assert "![abababababababab.png](images/abababababababab.png)" in text


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    for kind in AnswerFormat:
        target = tmp_path / f"sums.{kind.value}"
        target.write_text("old")
        count = write_answers(exported(), kind, target, read_blob)
        assert count == {"csv": 6}.get(kind.value, 2)
        assert target.read_text(encoding="utf-8") != "old"
    assert (tmp_path / "sums-images" / "abababababababab.png").read_bytes() == png()
    target = tmp_path / "broken.html"
    target.write_text("old")

    def breaks(blob: BlobRef) -> bytes:
        raise MemoryError

    with pytest.raises(MemoryError):
        write_answers(exported(), AnswerFormat.HTML, target, breaks)
    assert target.read_text() == "old"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_without_pairs_nothing_is_written(tmp_path: Path) -> None:
    whole = exported()
    turns = tuple(replace(turn, answers=turn.answers[:1]) for turn in whole.turns)
    target = tmp_path / "pairs.jsonl"
    for old in (False, True):
        if old:
            target.write_text("old")
        count = write_answers(
            replace(whole, turns=turns), AnswerFormat.PREFERENCES, target, read_blob
        )
        assert count == 0
        assert target.exists() is old
    assert target.read_text() == "old"


def test_images_beside_markdown_are_found_whatever_the_file_is_called(tmp_path: Path) -> None:
    target = tmp_path / "Why (100 %) is it “red” #1?.md"
    write_answers(exported(), AnswerFormat.MARKDOWN, target, read_blob)
    tokens = MarkdownIt("commonmark").parse(target.read_text(encoding="utf-8"))
    found = [
        str(child.attrs["src"])
        for token in tokens
        for child in token.children or ()
        if child.type == "image" and not str(child.attrs["src"]).startswith("http")
    ]
    assert len(found) == 2
    assert (tmp_path / unquote(found[0])).read_bytes() == png()
    assert urlsplit(found[0]).path == found[0]


@pytest.mark.parametrize(
    "answer",
    [
        "<!-- never closed",
        "so:\n\n  <pre>\nx",
        "<script>\n\na",
        "<?php",
        "<![CDATA[",
        "<!X\n",
        "~~~~",
    ],
)
def test_an_answer_does_not_swallow_what_follows_it(answer: str) -> None:
    turn = ExportedTurn("Hi", (ExportedAnswer("a", "a", answer), ExportedAnswer("b", "b", "fine")))
    whole = Exported("T", datetime(2026, 11, 1, tzinfo=UTC), ("a", "b"), (turn,))
    text = markdown_of(whole)
    tokens = MarkdownIt("commonmark").parse(text)
    headings = [tokens[at + 1].content for at, t in enumerate(tokens) if t.type == "heading_open"]
    assert headings == ["T", "Prompt", "a", "b"]
    assert answer.strip() in text


def test_ten_thousand_answers_are_no_trouble() -> None:
    turn = exported().turns[1]

    def many() -> Iterator[ExportedTurn]:
        for _ in range(3_334):
            yield turn

    large = Exported("x", datetime(2026, 1, 1, tzinfo=UTC), ("a",), tuple(many()))
    assert csv_of(large).count("\r\n") == 3 * 3_334 + 1
    assert sum(line.count("\n") for line in jsonl_of(large, read_blob)) == 3_334


def with_attachments() -> Exported:
    files = (
        Attachment(BLOB, "cat & <dog>.png"),
        Attachment(BlobRef("ef" * 32, "application/pdf", 4), "a.pdf"),
        Attachment(GONE, "gone.png"),
    )
    good = ExportedAnswer("a/one", "a/one", "A cat", is_picked=True)
    bad = ExportedAnswer("b/two", "b/two", "A dog", is_rejected=True)
    turn = ExportedTurn("What is\nthis?", (good, bad), attachments=files)
    return Exported("Cats", datetime(2026, 11, 1, tzinfo=UTC), ("a/one", "b/two"), (turn,))


def test_prompts_with_images_leave_as_content_parts_and_are_read_again() -> None:
    (line,) = jsonl_of(with_attachments(), read_blob)
    (message,) = json.loads(line)["messages"]
    assert [part["type"] for part in message["content"]] == ["text", "image_url", "file", "text"]
    assert message["content"][3]["text"] == "[gone.png is missing]"
    (pair,) = preferences_of(with_attachments(), read_blob)
    assert json.loads(pair)["prompt"] == [message]
    taken: list[tuple[str, bytes]] = []

    class Taker:
        def named(self, path: str) -> Attachment:
            raise AssertionError(path)

        def inline(self, data: bytes, name: str) -> Attachment:
            taken.append((name, data))
            return Attachment(BLOB, name)

    (prompt,) = read_prompts(line, ListKind.JSONL, take=Taker())
    assert prompt.text.startswith("What is\nthis?")
    assert taken == [("attached.png", png()), ("a.pdf", png())]


def test_images_of_prompts_are_in_the_page_the_text_and_the_table(tmp_path: Path) -> None:
    page = Page("".join(html_of(with_attachments(), read_blob)))
    (image,) = page.of("img")
    assert image["alt"] == "cat & <dog>.png"
    assert "File: a.pdf" in page.text
    assert GONE.sha256 in page.text
    (row, _) = csv.DictReader(io.StringIO(csv_of(with_attachments()), newline=""))
    assert row["attached"] == "cat & <dog>.png; a.pdf; gone.png"
    target = tmp_path / "cats.md"
    write_answers(with_attachments(), AnswerFormat.MARKDOWN, target, read_blob)
    text = target.read_text()
    assert "![abababababababab.png](cats-images/abababababababab.png)" in text
    assert "File: a.pdf" in text
