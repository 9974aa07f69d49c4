"""What selections put on the clipboard: markdown, HTML and plain text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.core.parts import ImageOrigin, ImagePart, ReasoningPart, TextPart
from studio.ui.transcript.copying.as_html import html_of
from studio.ui.transcript.copying.as_markdown import fenced, markdown_of
from studio.ui.transcript.copying.as_plain import plain_of
from studio.ui.transcript.copying.clips import MarkdownClip
from studio.ui.transcript.copying.gather import clips_of
from studio.ui.transcript.copying.tables import table_tsv
from studio.ui.transcript.kinds import selectable_text
from studio.ui.transcript.leaves import TextLeaf
from studio.ui.transcript.selection import Cursor, Selection
from studio.ui.transcript.tables import parse_table
from studio.ui.transcript.view import TranscriptView

from .conftest import click
from .samples import Blobs, reply, rows, user
from .selecting import (
    CONTROL,
    LEFT,
    SHIFT,
    check_harmless,
    copied,
    copy,
    key,
    place_of,
    select,
)

_Key = Qt.Key
TEXT = """## Title with `code`

Plain, **bold**, *italic*, ~~gone~~ and [a link](https://example.org/a).
Second line of it.

1. first item
2. second item
   - nested one
   - nested two

   A paragraph inside.
3. third item

> A quote with **bold**.
>
> - listed in it
>
> Its end.

- [x] done
- [ ] open

```python
def f(a):
    return a < 1
```

| Name | Count |
|:-----|------:|
| `a|b` | 1 |
| two | 22 |

---

Last 2 * 3 words_with_signs."""


def test_all_three_formats_lie_on_the_clipboard_at_once(view: TranscriptView) -> None:
    view.set_path(rows(user("u", "Is 1 < 2?\nYes <b>"), reply("a", TextPart(TEXT))))
    key(view, _Key.Key_A, mods=CONTROL)
    copy(view)
    assert copied("text/markdown") == f"Is 1 < 2?\nYes <b>\n\n{TEXT}"
    assert copied("text/plain") == copied("text/markdown")
    page = check_harmless(copied("text/html"))
    for tag in ("h2", "strong", "em", "s", "ol", "ul", "blockquote", "pre", "table", "th", "hr"):
        assert tag in page.tags, tag
    assert "Is 1 < 2?" in page.text
    assert "def f(a):\n    return a < 1\n" in page.text
    assert ("href", "https://example.org/a") in page.attributes
    assert ("class", "language-python") in page.attributes
    assert ("style", "text-align: right") in page.attributes


def test_lists_are_nested_in_html_as_they_are_on_the_screen() -> None:
    html = html_of([MarkdownClip(TEXT)])
    assert html.count("<ol>") == 1, "one list of three items"
    inner = html[html.index("<ol>") : html.index("</ol>")]
    assert inner.count("<li>") == 5
    assert "second item<ul><li>nested one</li><li>nested two</li></ul><p>A paragraph" in inner
    assert "<li>☑ done</li><li>☐ open</li>" in html


def test_a_list_that_begins_in_its_middle_keeps_its_numbers(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("1. one\n2. two\n3. three\n\nEnd."))))
    select(view, "two", "End.")
    assert copy(view) == "2. two\n3. three\n\nEnd."
    assert '<ol start="2"><li>two</li><li>three</li></ol><p>End.</p>' in copied("text/html")


def test_cut_ends_keep_their_styles_and_whole_items_their_signs(view: TranscriptView) -> None:
    view.set_path(
        rows(reply("a", TextPart("- **bold** and more\n- whole\n- last one here\n\nEnd.")))
    )
    select(view, "ld and", "last")
    assert copy(view) == "**ld** and more\n\n- whole\n- last"
    assert "<li>whole</li><li>last</li>" in copied("text/html")
    check_harmless(copied("text/html"))


def test_a_part_of_one_paragraph_is_its_characters(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("Use `#5B2F22` on **haze** now.\n\nEnd."))))
    select(view, "#5B", "5B2F22")
    assert copy(view) == "#5B2F22"
    assert copied("text/html") == "<p><code>#5B2F22</code></p>"
    select(view, "on haze", "now")
    assert copy(view) == "on haze now"


def test_a_cut_code_block_is_the_cut_code(view: TranscriptView) -> None:
    view.set_path(rows(reply("a", TextPart("Look:\n\n```python\nab = 1\ncd = 2\n```\n\nEnd."))))
    select(view, "= 1", "cd =")
    assert copy(view) == "= 1\ncd ="
    assert copied("text/html") == '<pre><code class="language-python">= 1\ncd =\n</code></pre>'
    select(view, "Look", "cd =")
    assert copy(view) == "Look:\n\n```python\nab = 1\ncd =\n```"


def test_cut_tables_stay_tables(view: TranscriptView) -> None:
    view.set_path(
        rows(reply("a", TextPart("Top\n\n| a | b |\n|---|--:|\n| c1 | x\\|y |\n| d1 | d2 |")))
    )
    select(view, "Top", "c1")
    assert copy(view) == "Top\n\n| a | b |\n| --- | ---: |\n| c1 |  |"
    select(view, "c1", "d1")
    assert copied_after_copy(view) == "<tr><td>c1</td>"


def copied_after_copy(view: TranscriptView) -> str:
    copy(view)
    found = re.search(r"<tr><td>c1</td>", copied("text/html"))
    return found[0] if found else ""


def test_nothing_hostile_gets_into_html(view: TranscriptView) -> None:
    evil = (
        '<script>alert(1)</script> <img src="https://track.example/x.png" onerror="x()">\n\n'
        "![pixel](https://track.example/p.png) [go](javascript:alert(1)) "
        '[q](https://e.org/"onclick="x) <https://e.org/&"\'>\n\n'
        "![alone](https://track.example/q.png)\n\n"
        '```"><script>\n</code></pre><script>x()</script>\n```\n\n'
        "| <b>x</b> | ![i](https://track.example/t.png) |\n|---|---|\n| &lt; | `</td>` |"
    )
    view.set_path(rows(user("u", evil), reply("a", ReasoningPart(evil), TextPart(evil))))
    view.item_of("a").state.open_parts.add("reasoning0")  # type: ignore[union-attr]
    key(view, _Key.Key_A, mods=CONTROL)
    copy(view)
    page = check_harmless(copied("text/html"))
    assert "<script>alert(1)</script>" in page.text
    assert "img" not in page.tags


def test_images_are_named_and_never_carried(view: TranscriptView, blobs: Blobs) -> None:
    picture = blobs.picture(30, 20, "#334455", "#aabbcc")
    text = "See ![x](data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==) here"
    chat = rows(
        user("u", "Paint a dune"), reply("a", TextPart(text), ImagePart(picture, ImageOrigin.PART))
    )
    view.set_path(chat)
    key(view, _Key.Key_A, mods=CONTROL)
    copy(view)
    name = f"paint-a-dune-{picture.sha256[:6]}.png"
    for kind in ("text/markdown", "text/plain", "text/html"):
        assert name in copied(kind)
        assert "iVBOR" not in copied(kind)


def test_cells_can_not_break_out_of_a_spreadsheet_row() -> None:
    table = parse_table("| a | b |\n|---|---|\n| x<br>y | `p\tq` |\n| **z** | [l](https://e.org) |")
    assert table is not None
    assert table_tsv(table) == "a\tb\nx y\tp q\nz\tl"


def test_plain_text_reads_as_on_the_screen() -> None:
    plain = plain_of([MarkdownClip(TEXT)])
    assert plain.startswith("Title with code\n\nPlain, bold, italic, gone and a link. Second")
    assert "1. first item\n2. second item\n  • nested one\n  • nested two" in plain
    assert "☑ done\n☐ open" in plain
    assert "Name\tCount\n" in plain


def test_cut_text_means_the_same_as_markdown() -> None:
    source = "\n\n".join(
        ["- 2 * 3 and \\*starred\\* and a_b_c and `x`", "> \\# no heading", "\\- no item \\[x](y)"]
    )
    from studio.ui.transcript.blocks import split_blocks
    from studio.ui.transcript.copying.clips import LeavesClip
    from studio.ui.transcript.markdown import parse_block

    clips = [LeavesClip(tuple(parse_block(block))) for block in split_blocks(source)]
    again = markdown_of(clips)
    assert html_of([MarkdownClip(again)]) == html_of([MarkdownClip(source)])
    assert "2 * 3" in again
    assert "a_b_c" in again


def test_links_by_reference_lead_where_they_lead_on_the_screen(view: TranscriptView) -> None:
    text = "See [the notes][n] now.\n\nMore.\n\n[n]: https://example.org/n"
    view.set_path(rows(reply("a", TextPart(text))))
    for chosen in ("More.", "org/n"):  # a part of the text, and all of it
        select(view, "See", chosen)
        copy(view)
        assert '<a href="https://example.org/n">the notes</a>' in copied("text/html")


# Long conversations.


def test_parts_of_a_very_long_text_are_copied(view: TranscriptView) -> None:
    """A text in slabs, from its first slab to its last one."""
    text = "\n\n".join(f"Paragraph {i} with **bold** words." for i in range(12_000))
    view.set_path(rows(user("u", "Go"), reply("a", TextPart(text)), user("v", "Next?")))
    view.flow.scroll_to(0)
    view.user_moved()
    start = place_of(view, "Paragraph 3")
    QTest.mouseClick(view.viewport(), LEFT, pos=start)
    view.jump_to_latest(animated=False)
    end = place_of(view, "Paragraph 11998", end=True)
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, pos=end)
    lines = text.split("\n\n")
    assert copy(view).split("\n\n") == [*lines[3:11_998], "Paragraph 11998"]


def test_parts_of_a_very_long_question_are_copied(view: TranscriptView) -> None:
    text = "\n".join(f"Line {i} as typed" for i in range(30_000))
    view.set_path(rows(user("u", text), reply("a", TextPart("Yes."))))
    view.flow.scroll_to(0)
    view.user_moved()
    QTest.mouseClick(view.viewport(), LEFT, pos=place_of(view, "Line 3 as"))
    view.jump_to_latest(animated=False)
    end = place_of(view, "Yes.", end=True)
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, pos=end)
    assert copy(view) == "\n".join(text.split("\n")[3:]) + "\n\nYes."


def test_open_reasoning_of_any_length_is_selected(view: TranscriptView) -> None:
    thoughts = "\n".join(f"Thought {i} of many" for i in range(20_000))
    view.set_path(rows(reply("a", ReasoningPart(thoughts, 9.0), TextPart("So."))))
    click(view, "a", "toggle_part")
    view.grab()
    select(view, "Thought 2 of", "Thought 4")
    assert copy(view) == "Thought 2 of many\nThought 3 of many\nThought 4"
    key(view, _Key.Key_A, mods=CONTROL)
    view.grab()
    assert copy(view).endswith("> Thought 19999 of many\n\nSo.")


def test_selecting_and_copying_ten_megabytes_holds_nothing_up(
    view: TranscriptView, qtbot: QtBot
) -> None:
    paragraph = "A line of some **length** with words in it, as answers have them. " * 8
    text = (paragraph + "\n\n") * 180
    chat = [reply(f"a{i}", TextPart(text)) for i in range(10_000_000 // len(text))]
    view.set_path(rows(*chat))
    view.grab()
    QApplication.clipboard().clear()

    def took_ms(*pressed: _Key) -> float:
        began = time.thread_time()
        key(view, *pressed, mods=CONTROL)
        return (time.thread_time() - began) * 1000

    assert min(took_ms(_Key.Key_A) for _ in range(3)) < 10
    assert min(took_ms(_Key.Key_C) for _ in range(3)) < 50
    assert len(QApplication.clipboard().mimeData().data("text/markdown")) > 9_500_000
    shown = sum(len(item.sections or ()) > 0 for item in view.items())
    assert shown < 20, "nothing was opened for it"


def test_html_of_a_long_selection_is_made_in_slices(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart("Some **bold** words.\n\n" * 4000))))
    key(view, _Key.Key_A, mods=CONTROL)
    copy(view)
    assert copied("text/plain").startswith("Some **bold**")
    copier = view.acts.copier
    assert copier.is_working
    steps: list[float] = []

    def slice_() -> None:
        began = time.thread_time()
        copier._on_timer()
        steps.append((time.thread_time() - began) * 1000)

    for _ in range(5):
        slice_()
    assert sorted(steps)[2] < 12
    qtbot.waitUntil(lambda: not copier.is_working)
    assert check_harmless(copied("text/html")).tags.count("strong") == 4000


def test_what_was_copied_later_is_not_touched(view: TranscriptView, qtbot: QtBot) -> None:
    view.set_path(rows(reply("a", TextPart("Some **bold** words.\n\n" * 4000))))
    key(view, _Key.Key_A, mods=CONTROL)
    copy(view)
    QApplication.clipboard().setText("mine")
    qtbot.waitUntil(lambda: not view.acts.copier.is_working)
    assert QApplication.clipboard().text() == "mine"
    assert not QApplication.clipboard().mimeData().hasHtml()


# Anything selected anywhere.


def _places(view: TranscriptView) -> list[Cursor]:
    """Every place between two characters of the view."""
    found: list[Cursor] = []
    for item in view.items():
        view.flow.open(item)
        for spot in item.spots():
            for number, element in enumerate(item.section(spot).piece(spot[1]).elements):
                text = selectable_text(element)
                leaf = getattr(element, "leaf", None)
                sign = len(text) - len(leaf.rich.text) if isinstance(leaf, TextLeaf) else 0
                if text:
                    found.extend(
                        Cursor(item, spot, number, at) for at in range(sign, len(text) + 1)
                    )
    return found


def _bare(text: str) -> str:
    """Letters and digits alone: signs of markdown and of lists are no text."""
    return "".join(letter for letter in re.sub(r"(?m)^\s*\d+\. ", "", text) if letter.isalnum())


def _seen(view: TranscriptView, start: Cursor, end: Cursor) -> str:
    """What stands on the screen between two places."""
    selection = Selection()
    selection.select(start, end)
    found = []
    for item in view.items():
        for spot in item.spots():
            for number, element in enumerate(item.section(spot).piece(spot[1]).elements):
                chosen = selection.range_in(item, spot, number)
                if chosen is not None:
                    text = selectable_text(element)[slice(*chosen)]
                    text = element.plain_text() if text == "\ufffc" else text
                    found.append(text)
    return "\n".join(found)


def _copied_parts(view: TranscriptView, start: Cursor, end: Cursor) -> tuple[str, str, str]:
    selection = Selection()
    selection.select(start, end)
    clips = clips_of(selection, view.flow)
    html = html_of(clips)
    page = check_harmless(html)
    markdown = markdown_of(clips)
    again = check_harmless(html_of([MarkdownClip(markdown)])).text
    return _bare(plain_of(clips)), _bare(page.text), _bare(again)


@pytest.fixture
def full_view(view: TranscriptView) -> TranscriptView:
    first = user("u", "Question *as typed*\n\nwith lines")
    sample = (Path(__file__).parent.parent / "transcript" / "sample.md").read_text("utf-8")
    answers = reply("a", TextPart(TEXT)), user("v", "Next?"), reply("b", TextPart(sample))
    view.set_path(rows(first, *answers))
    return view


def test_a_number_that_looks_like_that_of_an_item_stays_readable_as_markdown(
    view: TranscriptView,
) -> None:
    view.set_path(rows(reply("a", TextPart("```py\nf(k=5) - x\n```"))))
    places = _places(view)
    assert _copied_parts(view, places[-7], places[-5]) == ("5", "5", "5")
    assert _copied_parts(view, places[-7], places[-1]) == ("5x", "5x", "5x")


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_two_neighbouring_selections_lose_no_text(
    full_view: TranscriptView, data: st.DataObject
) -> None:
    places = _places(full_view)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(places) - 1), min_size=3, max_size=3)))
    a, b, c = (places[cut] for cut in cuts)
    left, right = _copied_parts(full_view, a, b), _copied_parts(full_view, b, c)
    whole = _copied_parts(full_view, a, c)
    for one, other, both in zip(left, right, whole, strict=True):
        assert one + other == both
    assert whole[0] == _bare(_seen(full_view, a, c))


def test_a_fence_of_fences_is_found_at_once() -> None:
    began_s = time.thread_time()
    for ticks in (0, 2, 3, 7, 200_000):
        code = f"a\n{'`' * ticks}\nb"
        made = fenced(code, "md")
        fence = made[: made.index("md")]
        assert len(fence) == (ticks + 1 if ticks > 2 else 3)
        assert made == f"{fence}md\n{code}\n{fence}"
    assert time.thread_time() - began_s < 1.0
