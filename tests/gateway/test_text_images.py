"""Images in Markdown text: whole, cut anywhere, spelled in every way, and what is none."""

import base64
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.events import ImageProgress, RemoteImageFound, TextDelta
from studio.core.parts import ImageOrigin, ImagePart, Part, RemoteImagePart, TextPart
from studio.gateway.sink import RawEvent, RawImage, Sink
from studio.gateway.text_scanner import TextScanner
from tests.gateway.answers import Answer, chunk, picture, text_stream

PNG = picture("a.png")
JPG = picture("c.jpg")
B64 = base64.b64encode(PNG).decode()
URI = f"data:image/png;base64,{B64}"


def scan(*texts: str) -> list[object]:
    """Texts joined, images as bytes, addresses as events."""
    sink = Sink()
    scanner = TextScanner(0, sink)
    events: list[RawEvent] = []
    for text in texts:
        scanner.feed(text)
        events += sink.take()
    scanner.close()
    events += sink.take()
    found: list[object] = []
    for event in events:
        if isinstance(event, TextDelta):
            if found and isinstance(found[-1], str):
                found[-1] += event.text
            else:
                found.append(event.text)
        else:
            found.append(event.data if isinstance(event, RawImage) else event)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"![image]({URI})", [PNG]),
        (f"![]({URI})", [PNG]),
        (f"![a [nested] (alt)]({URI})", [PNG]),
        (f"![a\nb]({URI})", [PNG]),
        (f"x![i]({URI})y![j]({URI})z", ["x", PNG, "y", PNG, "z"]),
        (f"![i]( <{URI}> )", [PNG]),
        (f'![i]({URI} "a title")!', [PNG, "!"]),
        (f"![i]({URI} (a title) )!", [PNG, "!"]),
        (f"![i](DATA:Image/PNG;charset=x;BASE64,{B64})", [PNG]),
        (f"![i](data:image/png; base64, {B64[:20]}\n {B64[20:]})", [PNG]),
        (f"![i](data:;base64,{B64})", [PNG]),
        (f"![i]({URI.rstrip('=')})", [PNG]),
        ("![i](data:image/webp;base64," + base64.urlsafe_b64encode(JPG).decode() + ")", [JPG]),
        (f"[media]({URI})", [PNG]),
        (f"see [![b]({URI})](https://x.test)", ["see [", PNG, "](https://x.test)"]),
        (f"{URI}", [PNG]),
        (f"a {URI} b", ["a ", PNG, " b"]),
        (f'<img src="{URI}">', ['<img src="', PNG, '">']),
        (f"> ![i]({URI})\n- ![j]({URI})", ["> ", PNG, "\n- ", PNG]),
        (f"`a` ![i]({URI})", ["`a` ", PNG]),
        (
            f"| a | b |\n|---|---|\n| ![i\\|j]({URI}) | x |\n| ![]({URI}) | y |\n\nend",
            ["| a | b |\n|---|---|\n| i\\|j | x |\n|  | y |\n", PNG, PNG, "\nend"],
        ),
        (f"| ![i]({URI}) |", ["| i |", PNG]),
        (f"| ![i]({URI[:-1]}", ["| i", PNG]),
        (f"~~~\ncode\n~~~\n![i]({URI})", ["~~~\ncode\n~~~\n", PNG]),
        (f"```a```\n![i]({URI})", ["```a```\n", PNG]),
        (f"````\n```\n````\n![i]({URI})", ["````\n```\n````\n", PNG]),
        (f"```\n``` no end\n```  \n{URI}", ["```\n``` no end\n```  \n", PNG]),
        (f"1. ```sh\n   x\n   ```\n2. ![i]({URI})", ["1. ```sh\n   x\n   ```\n2. ", PNG]),
        (f"- ~~~\nx\n~~~\n![i]({URI})", ["- ~~~\nx\n~~~\n", PNG]),
        (f"> - ```\n>   x\n![i]({URI})", ["> - ```\n>   x\n", PNG]),
        (f"> ```\n> x\n\n```\n```\n![i]({URI})", ["> ```\n> x\n\n```\n```\n", PNG]),
        (f"2024. **1** -x\n-\n![i]({URI})", ["2024. **1** -x\n-\n", PNG]),
        (f"```json\n{{}}\n```![i]({URI}) x", ["```json\n{}\n```", PNG, " x"]),
        (
            f"![i]({URI})```sh\nls\n```\n![j]({URI})",
            [PNG, "```sh\nls\n```\n", PNG],
        ),
        (f"![i]({URI}) https://x.test/a.png", [PNG, " https://x.test/a.png"]),
        (f'![i](data:image/png;name="a b%20c.png";base64,{B64})', [PNG]),
        (f"a data:image/png;name=b%20c.png;base64,{B64} b", ["a ", PNG, " b"]),
    ],
)
def test_images(text: str, expected: list[object]) -> None:
    assert scan(text) == expected
    assert scan(*text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"```\n![i]({URI})\n```\n",
        f"~~~md\n{URI}\n~~~",
        f"  > ```\n  > ![i]({URI})\n  > ```\n",
        f"1. x\n    ```\n    ![i]({URI})\n    ```\n",
        f"1. ```md\n   ![i]({URI})\n   ```\n2. x",
        f"- * ~~~\n    ![i]({URI})\n    ~~~\n",
        f"> ```\n> ![i]({URI})\n> ```\n",
        f"```\n``` ![i]({URI})\n```![i](x)\n```!\n",
        "```\nnever closed\n",
        "The form is `![alt](data:image/png;base64,...)`, and `data:image/png;base64,` begins it.",
        "[a](b) ![](c) [1, 2] ![unclosed and [open",
        "data: no, data:text/plain,hello, metadata, ![x](data:text/plain,hello)",
        "wow! and d da dat data",
        "![x](data:image/svg+xml;utf8,<svg/>)",
        "[link](https://x.test/a.png) and https://x.test/a.png inline",
        "https://x.test/page\n",
        "https://x.test/a.png\nmore",
        "![a](https://x y)",
        "\\![x]",
        "!" * 50 + "[" * 50,
        "`![i](https://x.test/a.png)`",
    ],
)
def test_text_stays_as_it_is(text: str) -> None:
    assert scan(text) == [text]
    assert scan(*text) == [text]


TABLE = (
    "| logo | name |\n|---|---|\n| ![a](https://x.test/a.png) | A |\n"
    "> | `![c](https://x.test/c.png)` ![](https://x.test/b.png) | B |"
)


def remote(url: str, alt: str = "") -> RemoteImageFound:
    return RemoteImageFound(0, url, ImageOrigin.CONTENT, alt)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](https://x.test/a_(1).png)", [remote("https://x.test/a_(1).png", "a")]),
        ("![a](<http://x.test/a b> 'T')", [remote("http://x.test/a b", "a")]),
        ("![a](http://x.test/q?s=1#f)!", [remote("http://x.test/q?s=1#f", "a"), "!"]),
        (
            f"{TABLE}\nafter",
            [
                TABLE + "\n",
                remote("https://x.test/a.png", "a"),
                remote("https://x.test/b.png"),
                "after",
            ],
        ),
        (TABLE, [TABLE, remote("https://x.test/a.png", "a"), remote("https://x.test/b.png")]),
        ("ok\n  https://x.test/A.JPEG?x=1 \n\n", ["ok\n  ", remote("https://x.test/A.JPEG?x=1")]),
        (
            "https://x.test/1.png\nhttps://x.test/2.png",
            ["https://x.test/1.png\n", remote("https://x.test/2.png")],
        ),
    ],
)
def test_addresses(text: str, expected: list[object]) -> None:
    assert scan(text) == expected
    assert scan(*text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a ![cat](data:image/png;base64,@@!!) b",
            "a [cat: image could not be read (image/png, 0 characters)] b",
        ),
        ("![](data:image/png;base64,AAAA)", "[image could not be read (image/png, 4 characters)]"),
        (
            "![x](data:image/png;base64,AAAAA) b",
            "[x: image could not be read (image/png, 5 characters)] b",
        ),
        (
            f"[media](data:audio/mp3;base64,{'AAAA' * 20})",
            "[media: data could not be read (audio/mp3, 80 characters)]",
        ),
        (
            "write ![x](data:image/png;base64, then the data.\nNext",
            "write [x: image could not be read (image/png, 14 characters)] then the data.\nNext",
        ),
    ],
)
def test_what_is_no_image_becomes_a_note(text: str, expected: str) -> None:
    assert scan(text) == [expected]
    assert scan(*text) == [expected]


def test_an_image_that_breaks_off_becomes_a_note_unless_it_is_whole() -> None:
    assert scan(f"a ![i]({URI}") == ["a ", PNG]
    found = scan(f"a ![i]({URI[:90]}")
    assert found == ["a [i: image is incomplete (image/png, 68 characters)]"]
    long = f"![i](data:image/png;base64,{'iVBORw0KGgo' * 9000}"
    note = "[i: image is incomplete (image/png, 99,000 characters)]"
    assert scan(long, "@" + "A" * 5000) == [note]


def test_nothing_of_an_image_shows_while_it_arrives() -> None:
    sink = Sink()
    scanner = TextScanner(0, sink)
    for char in f"Look: ![alt text]({URI}":
        scanner.feed(char)
    assert sink.take() == [TextDelta(0, "Look: ")]


def test_progress_while_an_image_is_spread_over_deltas() -> None:
    text = f"Look: ![alt]({URI}) end"
    deltas = ({"content": text[at : at + 9]} for at in range(0, len(text), 9))
    answer = Answer().read([*(chunk(delta) for delta in deltas), chunk({}, "stop")])
    sizes = [e.received_bytes for e in answer.events if isinstance(e, ImageProgress)]
    assert sizes == sorted(sizes)
    assert len(sizes) > 10
    assert sizes[-1] <= len(B64)


IMAGES = st.sampled_from(["a.png", "b.png", "c.jpg", "d.webp", "e.png"])
WORDS = st.text(
    st.sampled_from("ab d!`[]()~>\n\\:/htps.\u2028é😀") | st.characters(exclude_categories=["Cs"]),
    max_size=30,
)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(["```", "\n```\n", "\n~~~x\n", "data:", "![", "](", "https://x.test/a.png"]),
    st.builds(
        lambda name, alt, head, fold: _markdown(name, alt, head, fold),
        IMAGES,
        st.text(st.sampled_from("ab [(\n"), max_size=6),
        st.sampled_from(["data:image/png;base64,", "DATA:;Base64,", "data:x/y; base64, "]),
        st.integers(20, 90),
    ),
)


def _markdown(name: str, alt: str, head: str, fold: int) -> str:
    data = base64.b64encode(picture(name)).decode()
    folded = "\n".join(data[at : at + fold] for at in range(0, len(data), fold))
    return f"![{alt}]({head}{folded})"


@given(pieces=st.lists(PIECES, max_size=8), data=st.data())
@settings(max_examples=300, deadline=None)
def test_cut_anywhere_equals_whole(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    bounds = [0, *places, len(text)]
    cuts = [text[a:b] for a, b in pairwise(bounds)]
    assert scan(*cuts) == scan(text)
    assert scan(*text) == scan(text)


@given(words=st.lists(st.text(st.sampled_from("abc .,\n"), max_size=20), min_size=1, max_size=6))
def test_text_around_images_is_never_lost(words: list[str]) -> None:
    parts = scan(f"![i]({URI})".join(words))
    assert "".join(p for p in parts if isinstance(p, str)) == "".join(words)
    assert [p for p in parts if isinstance(p, bytes)] == [PNG] * (len(words) - 1)


@given(text=st.text(st.sampled_from("ab d!`[]()~>\n\\:/,;=@ht"), max_size=200))
def test_text_without_images_is_never_changed(text: str) -> None:
    assert scan(*text) == ([text] if text else [])


def test_folded_parts_stand_in_order() -> None:
    body = text_stream(f"one ![i]({URI}) two ![k](https://x.test/k.png) three")
    parts: tuple[Part, ...] = Answer().read([body]).parts()
    kinds = [type(part) for part in parts]
    assert kinds == [TextPart, ImagePart, TextPart, RemoteImagePart, TextPart]
