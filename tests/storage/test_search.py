import random

import pytest
from msgspec.structs import replace

from studio.core.messages import MessageState, Role
from studio.core.parts import ReasoningPart, TextPart
from studio.storage import search_index
from studio.storage.library import Library
from tests.storage.library_kit import FixedClock, conversation, message

TEXTS = {
    1: "The quick brown fox jumps over the lazy dog",
    2: "全文検索は日本語でも動くべきです。Python3で書く",
    3: "中文搜索引擎必须找到每一个词",
    4: "Straße, Привет мир, ΑΘΗΝΑ",
    5: 'She said "the brown bear" and 100% of foo_bar \\ left',
    6: "short: 搜索",
}


@pytest.fixture
def filled(library: Library) -> Library:
    library.put_messages([message(number, text) for number, text in TEXTS.items()])
    return library


def numbers(library: Library, text: str, limit: int = 50) -> list[int]:
    return [int(hit.message_id[1:], 16) for hit in library.search(text, limit) if hit.message_id]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("brown", [5, 1]),
        ("BROWN", [5, 1]),
        ("row", [5, 1]),
        ("brown dog", [1]),
        ("dog brown", [1]),
        ('"brown fox"', [1]),
        ('"brown dog"', []),
        ('say"', []),
        ("搜索引擎", [3]),
        ("搜索", [6, 3]),
        ("索", [6, 3, 2]),
        ("日本語", [2]),
        ("検索", [2]),
        ("で", [2]),
        ("3で", [2]),
        ("привет", [4]),
        ("МИР", [4]),
        ("ми", [4]),
        ("МИ", [4]),
        ("αθηνα", [4]),
        ("100%", [5]),
        ("0%", [5]),
        ("foo_bar", [5]),
        ("o_", [5]),
        ("\\", [5]),
        ("brown of", [5]),
        ("fo br", [5, 1]),
        ("", []),
        ("  ", []),
        ('""', []),
        ('"', []),
        ("AND OR NOT", []),
        ("nothing* like: (this", []),
    ],
)
def test_words_are_found_wherever_they_stand(filled: Library, text: str, found: list[int]) -> None:
    assert numbers(filled, text) == found


def test_the_limit_keeps_the_newest(filled: Library) -> None:
    assert numbers(filled, "brown", 1) == [5]
    assert numbers(filled, "索", 1) == [6]
    assert numbers(filled, "索", 0) == []


def test_a_hit_tells_where_it_is(library: Library) -> None:
    text = "x" * 300 + "\n\n  before the\tNeedle after\nit " + "y" * 300
    library.put_messages([message(1, text, role=Role.ASSISTANT)])
    (hit,) = library.search("needle")
    assert hit.excerpt[hit.match_start : hit.match_start + hit.match_length] == "Needle"
    assert "before the Needle after it" in hit.excerpt
    assert "\n" not in hit.excerpt
    assert len(hit.excerpt) < 200
    assert (hit.role, hit.title, hit.conversation_id) == (
        Role.ASSISTANT,
        "Chat 1",
        conversation(1).id,
    )


def test_a_hit_is_read_without_signs_of_markdown(library: Library) -> None:
    text = "# Hay\n\nIn the **Needle** is `a_b`\n\n| One | Two |\n|---|---|\n| 1 | 2 |"
    library.put_messages([message(1, text, role=Role.ASSISTANT)])
    (hit,) = library.search("needle")
    assert hit.excerpt == "Hay In the Needle is a_b One | Two 1 | 2"
    assert hit.excerpt[hit.match_start : hit.match_start + hit.match_length] == "Needle"


def test_rare_short_words_are_found_in_old_messages(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "_SCANNED_MESSAGES", 2)
    monkeypatch.setattr(search_index, "_TERMS_AT_ONCE", 1)
    assert numbers(filled, "搜索") == [6, 3]
    assert numbers(filled, "词") == [3]
    assert numbers(filled, "書く") == [2]
    assert numbers(filled, "Fo") == [5, 1]
    assert numbers(filled, "МИ") == [4]


@pytest.mark.parametrize("seed", range(4))
def test_any_words_are_found_wherever_plain_reading_finds_them(
    library: Library, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(search_index, "_SCANNED_MESSAGES", 12)
    monkeypatch.setattr(search_index, "_LOOKED_MATCHES", 4)
    monkeypatch.setattr(search_index, "_TERMS_AT_ONCE", 3)
    chance = random.Random(seed)
    texts = ["".join(chance.choices("aAbc一ä %", k=chance.randint(1, 160))) for _ in range(150)]
    library.put_messages([message(number, text) for number, text in enumerate(texts)])
    for _ in range(120):
        words = []
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(texts)
            at, length = chance.randrange(len(text)), chance.choice((1, 2, 2, 3, 8, 9, 14, 30))
            word = text[at : at + length]
            words.append(word.swapcase() if chance.random() < 0.3 else word)
        words = [word for word in words if word.strip()]
        asked = " ".join(f'"{word}"' for word in words)
        wanted = [
            number
            for number, text in enumerate(texts)
            if words and all(word.lower() in text.lower() for word in words)
        ]
        limit = chance.choice((1, 5, 500))
        assert numbers(library, asked, limit) == wanted[::-1][:limit], asked


def test_a_message_that_only_has_the_pieces_of_a_long_word_is_none_of_its_hits(
    library: Library,
) -> None:
    library.put_messages(
        [
            message(1, "worthiness of a quill, quillwo, lworthi, illwort"),
            message(2, "of quillworthiness alone"),
            message(3, "quil llwo rthi ines ess"),
        ]
    )
    assert numbers(library, "quillworthiness") == [2]
    assert numbers(library, '"worthiness of a quill"') == [1]


def test_short_words_beside_others_are_found_however_old(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "_SCANNED_MESSAGES", 5)
    monkeypatch.setattr(search_index, "_LOOKED_MATCHES", 5)
    texts = ["this function has zq in it and 龘", *["another function, th"] * 200]
    library.put_messages([message(number, text) for number, text in enumerate(texts)])
    for asked in ("zq function", "function zq 龘", "th 龘", "龘 th", "zq 龘", "zq is"):
        assert numbers(library, asked, 3) == [0], asked


def test_long_texts_are_found_across_their_pieces(library: Library) -> None:
    long = "a" * 15_998 + "needle" + "b" * 40_000 + "tail"
    library.put_messages([message(1, (ReasoningPart("hidden thought"), TextPart(long)))])
    assert numbers(library, "needle") == [1]
    assert numbers(library, "tail") == [1]
    assert numbers(library, "hidden") == []


def test_the_index_follows_every_change(library: Library) -> None:
    value = message(1, "alpha")
    library.put_messages([value])
    library.put_messages([replace(value, parts=(TextPart("beta"),))])
    assert numbers(library, "alpha") == []
    assert numbers(library, "beta") == [1]
    library.put_messages(
        [replace(value, parts=(TextPart("beta gamma"),), state=MessageState.STREAMING)]
    )
    library.put_messages([replace(value, parts=(TextPart("delta"),), state=MessageState.STREAMING)])
    assert numbers(library, "beta") == []
    library.put_messages([replace(value, parts=(TextPart("epsilon"),))])
    assert numbers(library, "epsilon") == [1]
    assert library._db.execute(
        "SELECT count(*) FROM message_terms WHERE term IN ('alp', 'bet', 'gam', 'del')"
    ).fetchone() == (0,)


def test_a_damaged_index_is_made_anew(filled: Library) -> None:
    filled._db.execute("DELETE FROM message_index_data WHERE id > 10")
    assert numbers(filled, "brown") == [5, 1]
    filled._db.execute("DELETE FROM message_index_data WHERE id > 10")
    filled.put_messages([message(1, "something else")])
    assert numbers(filled, "brown") == [5]
    assert numbers(filled, "something") == [1]


def test_titles(library: Library, clock: FixedClock) -> None:
    library.put_conversation(conversation(2, title="猫の絵 and dogs"))
    library.put_conversation(conversation(3, title="Dogs only"))

    def found(text: str) -> list[str]:
        return [hit.title for hit in library.search_titles(text)]

    assert found("dogs") == ["Dogs only", "猫の絵 and dogs"]
    assert found("猫") == ["猫の絵 and dogs"]
    assert found("dogs an") == ["猫の絵 and dogs"]
    assert found("") == []
    (hit,) = library.search_titles("only")
    assert hit.excerpt[hit.match_start :] == "only"
    library.put_conversation(conversation(3, title="Cats"))
    assert found("dogs") == ["猫の絵 and dogs"]
    library.delete_conversation(conversation(2).id, clock.now())
    assert found("dogs") == []
    clock.go_on(days=1)
    library.purge_trash(clock.now())
    assert library._db.execute(
        "SELECT count(*) FROM title_index WHERE title_index MATCH 'dogs'"
    ).fetchone() == (0,)


def test_a_search_can_be_cancelled(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "_STEPS_BETWEEN_QUESTIONS", 10)
    library.put_messages([message(number, f"word {number}") for number in range(300)])
    assert library.search("zz", is_cancelled=lambda: True) == []
    assert library.search("word", is_cancelled=lambda: True) == []
    asked = iter([False] * 20)
    some = library.search("word", 1000, is_cancelled=lambda: next(asked, True))
    assert 0 < len(some) < 20
    assert len(library.search("word", 1000, is_cancelled=lambda: False)) == 300
    assert len(library.search("word", 1000)) == 300
