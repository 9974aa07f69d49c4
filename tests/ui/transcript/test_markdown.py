"""What a block consists of: structure, links, and that no text gets lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.ui.transcript.blocks import Block, split_blocks
from studio.ui.transcript.leaves import (
    CodeLeaf,
    ImageLeaf,
    Leaf,
    Style,
    TableLeaf,
    TextLeaf,
)
from studio.ui.transcript.markdown import definitions_in, parse_block, plain
from studio.ui.transcript.placement import marker_text
from tests.ui.transcript.test_blocks import markdown


def leaves(text: str, **options: bool) -> list[Leaf]:
    blocks = split_blocks(text)
    references = {key: value for block in blocks for key, value in definitions_in(block).items()}
    return [x for block in blocks for x in parse_block(block, references=references, **options)]


def runs(text: str) -> list[tuple[str, int, str]]:
    [leaf] = leaves(text)
    assert isinstance(leaf, TextLeaf)
    shown = leaf.rich.text
    return [(shown[s.start : s.end], s.style, s.target) for s in leaf.rich.spans]


def outline(text: str) -> list[str]:
    """Each leaf as one line: kind, containers, markers and text."""
    found = []
    for leaf in leaves(text):
        kind = type(leaf).__name__.removesuffix("Leaf").lower()
        style = leaf.style if isinstance(leaf, TextLeaf) else kind
        inside = "/".join(leaf.frame.containers)
        found.append(f"{style} {inside}|{marker_text(leaf.frame)}{plain(leaf)}")
    return found


def test_golden_structure() -> None:
    assert outline(
        "# One\n\nTwo\n---\n\n- a\n- b\n  1. c\n\n     d\n\n     ```py\n     e\n     ```\n- [x] f\n"
        "\n> g\n> - h\n\n***\n\n100. i\n101. j\n"
    ) == [
        "h1 |One",
        "h2 |Two",
        "body item|• a",
        "body item|• b",
        "body item/item|  1. c",
        "body item/item|    d",
        "code item/item|    e",
        "body item|☑ f",
        "body quote|g",
        "body quote/item|• h",
        "rule |",
        "body wide|100. i",
        "body wide|101. j",
    ]


def test_items_are_numbered_through() -> None:
    assert [plain_marker(leaf) for leaf in leaves("7. a\n7. b\n\n7. c\n\ntext\n\n1. d")] == [
        "7.", "8.", "9.", "", "1.",
    ]  # fmt: skip


def plain_marker(leaf: Leaf) -> str:
    return leaf.frame.markers[0].label if leaf.frame.markers else ""


def test_inline_styles() -> None:
    assert runs("a **b *c*** ~~d~~ `e` [f **g**](https://x.y)[^1] \\*h\\*") == [
        ("b ", Style.BOLD, ""),
        ("c", Style.BOLD | Style.ITALIC, ""),
        ("d", Style.STRIKE, ""),
        ("e", Style.CODE, ""),
        ("f ", Style.LINK, "https://x.y"),
        ("g", Style.LINK | Style.BOLD, "https://x.y"),
        ("1", Style.NOTE, ""),
    ]


def test_maths_keeps_its_source() -> None:
    assert runs(r"so $a_1*b_2*c$ and \(x_1\) and $$\frac12$$") == [
        ("a_1*b_2*c", Style.MATHS, ""),
        ("x_1", Style.MATHS, ""),
        (r"\frac12", Style.MATHS | Style.DISPLAY, ""),
    ]
    assert runs("it costs $5 or $6 in all") == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "ftp://a.b",
        "./relative",
        "//host/path",
        "java&#10;script:alert(1)",
        "\x01javascript:alert(1)",
        "intent://x",
    ],
)
def test_only_safe_schemes_are_links(address: str) -> None:
    for text in (f"[click]({address})", f"<{address}>", f"[click]\n\n[click]: {address}\n"):
        for leaf in leaves(text):
            assert isinstance(leaf, TextLeaf)
            assert all(not span.target for span in leaf.rich.spans)
        assert "click" in "".join(map(plain, leaves(text))) or text.startswith("<")


def test_safe_and_bare_addresses_are_links() -> None:
    assert runs("[m](mailto:a@b.c) (https://x.y/a_(b)). <http://z.q>") == [
        ("m", Style.LINK, "mailto:a@b.c"),
        ("https://x.y/a_(b)", Style.LINK, "https://x.y/a_(b)"),
        ("http://z.q", Style.LINK, "http://z.q"),
    ]


def test_definitions_reach_the_whole_text_and_stay_visible() -> None:
    [first, second] = leaves("See [the page].\n\n[The Page]: https://x.y/z")
    assert isinstance(first, TextLeaf)
    assert first.rich.spans[0].target == "https://x.y/z"
    assert "https://x.y/z" in plain(second)


def test_html_is_text() -> None:
    assert plain(leaves("<b onclick=x>hi</b> <!-- c --> &amp; &lt;")[0]) == (
        "<b onclick=x>hi</b> <!-- c --> & <"
    )
    assert outline("<script>\nalert(1)\n</script>") == ["body |<script> alert(1) </script>"]


def test_hidden_characters_are_visible() -> None:
    assert plain(leaves("a\u202eb\u2066c\x07d\x7f")[0]) == "a⟨U+202E⟩b⟨U+2066⟩c␇d␡"
    assert plain(leaves("pay\u200bpal.com\ufeff")[0]) == "pay⟨U+200B⟩pal.com⟨U+FEFF⟩"
    joined = "👨\u200d👩\u200d👧 می\u200cخواهم ខ្មែរ\u200bភាសា"
    assert plain(leaves(joined)[0]) == joined


def test_remote_images_are_never_more_than_an_address() -> None:
    [leaf] = leaves("![alt *x*](https://a.b/c.png)")
    assert isinstance(leaf, ImageLeaf)
    assert (leaf.address, leaf.alt) == ("https://a.b/c.png", "alt x")
    assert runs("see ![alt](https://a.b/c.png) here") == [
        ("alt (https://a.b/c.png)", Style.IMAGE, "https://a.b/c.png")
    ]


def test_tables() -> None:
    [leaf] = leaves("| a | b |\n|:-:|--:|\n| 1 \\| 2 | `x` | surplus |\n| short |\n")
    assert isinstance(leaf, TableLeaf)
    assert leaf.header == ("a", "b")
    assert leaf.aligns == ("center", "right")
    assert leaf.rows == [["1 | 2", "`x` | surplus"], ["short", ""]]
    [text, table] = leaves("intro\na | b\n--- | ---\n1 | 2")
    assert plain(text) == "intro"
    assert isinstance(table, TableLeaf)
    [nested] = leaves("- x\n\n  | a |\n  |--:|\n  | 1 |")[1:]
    assert isinstance(nested, TableLeaf)
    assert nested.aligns == ("right",)


@pytest.mark.parametrize(
    ("text", "code", "language"),
    [
        ("```py x=1\na\n\n  b\n```", "a\n\n  b", "py"),
        ("~~~\na\n```\n~~~", "a\n```", ""),
        ("````md\n```\nx\n```\n````", "```\nx\n```", "md"),
        ("```\nopen", "open", ""),
        ("```", "", ""),
        ("```\n```", "", ""),
        ("  ```\n    a\n  b\n ```", "  a\nb", ""),
        ("    indented\n\n    more", "indented\n\nmore", ""),
        ("```{.python}\nx\n```", "x", "python"),
        ("```\r\na\r\nb\r\n```\r\n", "a\nb", ""),
    ],
)
def test_code(text: str, code: str, language: str) -> None:
    [leaf] = leaves(text)
    assert isinstance(leaf, CodeLeaf)
    assert (leaf.code, leaf.language) == (code, language)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("some **bo", ["some bo"]),
        ("some **bold*", ["some bold"]),
        ("some **", ["some"]),
        ("a `co", ["a co"]),
        ("a `", ["a"]),
        ("a [li", ["a [li"]),
        ("a [link](htt", ["a link"]),
        ("a [link](https://x.y/", ["a link"]),
        ("a ![pic](https://x.", ["a"]),
        ("text\n-", ["text"]),
        ("text\n- ", ["text"]),
        ("text\n1.", ["text"]),
        ("text\n#", ["text"]),
        ("- a\n-", ["a"]),
        ("```py\nx = 1\n``", ["x = 1"]),
        ("```py\nx = 1\n", ["x = 1"]),
        ("| a | b |\n|--", ["a\tb"]),
        ("| a | b |\n|---|---|\n| 1 | 2", ["a\tb"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", ["a\tb\n1\t2"]),
        ("2 * 3 * 4 and x", ["2 * 3 * 4 and x"]),
        ("snake_case and *it* a", ["snake_case and it a"]),
    ],
)
def test_half_written_signs_are_hidden(text: str, shown: list[str]) -> None:
    block = split_blocks(text)[0]
    live = Block(block.kind, text, 0)
    assert [plain(leaf) for leaf in parse_block(live, live=True)] == shown


ENDS = st.sampled_from(["\n", "\n\n", " "])
words = st.lists(
    st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), min_size=1, max_size=8, unique=True
)
pieces = st.sampled_from(
    ["{}", "**{}**", "*{}", "`{}", "`{}`", "[{}](x)", "[{}](https://x.y)", "- {}", "> {}", "# {}",
     "1. {}", "| {} |", "```{}", "~~{}~~", "<{}>", "![{}](https://x.y)", "[{}]: z", "[^{}]: z",
     "    {}", "\t{}", "{}\\", "${}$", "\\({}\\)", "{}  ", "|---|", "[x] {}", "&{};", "![{}](x"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(words, st.lists(pieces, min_size=8, max_size=8), st.lists(ENDS, min_size=8, max_size=8))
def test_no_word_is_lost(names: list[str], shapes: list[str], ends: list[str]) -> None:
    names = [f"w{index}{name}" for index, name in enumerate(names)]
    text = "".join(
        shape.format(name) + end for name, shape, end in zip(names, shapes, ends, strict=False)
    )
    shown = " ".join(plain(leaf) for leaf in leaves(text))
    shown += " ".join(leaf.info for leaf in leaves(text) if isinstance(leaf, CodeLeaf))
    for name in names:
        assert name in shown or name not in text


@settings(deadline=None, max_examples=300)
@given(markdown, st.integers(0, 300))
def test_live_tails_never_fail(text: str, cut: int) -> None:
    for block in split_blocks(text[:cut]):
        for leaf in parse_block(block, live=True):
            assert isinstance(leaf, Leaf)


def test_a_table_with_a_huge_cell_is_shown_as_text() -> None:
    """A table shows whole rows: laying such a cell out would hold the window."""
    text = f"|a|b|\n|-|-|\n|{'x' * 6_100}|the end|"
    [leaf] = leaves(text)
    assert isinstance(leaf, TextLeaf)
    assert plain(leaf) == text
    [table] = leaves(f"|a|b|\n|-|-|\n|{'x' * 5_000}|{'y' * 5_000}|")
    assert isinstance(table, TableLeaf)
