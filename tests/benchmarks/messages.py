"""A library of very many messages: `python -m tests.benchmarks.messages FOLDER COUNT`.

English of the Python manual (words, their frequencies, whole sentences), a long tail of rare
words made of pieces of those, German compounds, Russian, Chinese, Japanese and Korean words of
their real alphabets with the frequencies of a language. Rows are written as `Library` writes
them, but thousands at once; the last ones one by one, so that the index is in the state that
daily use leaves.
"""

import random
import re
import sqlite3
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from pydoc_data.topics import topics

from studio.core.ids import ConversationId, MessageId
from studio.core.messages import Conversation, Message, MessageState, Role
from studio.core.parts import TextPart
from studio.services.clock import SystemClock
from studio.storage.connecting import connect
from studio.storage.library import Library
from studio.storage.search_index import SearchIndex
from studio.storage.texts import to_us

LAST = datetime(2026, 11, 22, 21, 4, tzinfo=UTC)
IN_ONE_CHAT = 50
ONE_BY_ONE = 2_000
RARE_WORD, RARE_HAN, RARE_PHRASE = "quillworthiness", "龘鱻", "lanterns over the estuary"
"""Each stands in a few messages alone, the oldest among them."""

_STEMS = (
    "haus tür schlüssel über straße bahn hof fluss schiff fahrt gesell schaft zeit punkt "
    "wissen frei heit größe maß stab buch druck sache licht bild schirm spiel zeug kraft "
    "werk rechnung lauf zahl grund satz wort frage ant geber nehmer führung entwick lung "
    "möglich keit ver ge be aus ein unter vor nach ab an zu der die das und ist nicht mit"
)
_AT_ONCE = 5_000
_KANA = [chr(code) for code in range(0x3042, 0x3094)]
_HAN = [chr(0x4E00 + at * 7) for at in range(2_500)]
_HANGUL = [chr(0xAC00 + at * 11) for at in range(900)]
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ"
_SHARES = (("english", 50), ("german", 14), ("chinese", 14), ("japanese", 8), ("russian", 8),
           ("korean", 6))  # fmt: skip


class Texts:
    """Made-up messages, the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        manual = " ".join(topics.values())
        found = Counter(re.findall(r"[A-Za-z]{2,}", manual))
        self._english = [word for word, _ in found.most_common(6_000)]
        self._weights = [float(count) for _, count in found.most_common(6_000)]
        rare = self._rare_words(60_000)
        self._english += rare
        self._weights += [400 / (at + 500) for at in range(len(rare))]
        said = [" ".join(each.split()) for each in re.split(r"(?<=[.:])\s+", manual)]
        self._pools = {
            "english": [each for each in said if 20 < len(each) < 400]
            + self._sentences(self._english, self._weights, 40_000, " ", "."),
            "german": self._made(self._compounds(), 15_000, " ", "."),
            "russian": self._made(self._words(_CYRILLIC, 8_000, 2, 11), 10_000, " ", "."),
            "chinese": self._made(self._words(_HAN, 12_000, 1, 3), 15_000, "", "。"),
            "japanese": self._made(self._japanese(), 12_000, "", "。"),
            "korean": self._made(self._words(_HANGUL, 8_000, 1, 4), 8_000, " ", "."),
        }
        self._languages = [name for name, share in _SHARES for _ in range(share)]

    def message(self, number: int, of: int) -> str:
        """The text of a message."""
        chance = self._chance
        # By chat: who writes Chinese does so all along.
        pool = self._pools[self._languages[(number // IN_ONE_CHAT * 37) % len(self._languages)]]
        asks = number % 2 == 0
        sentences = min(60, 1 + int(chance.lognormvariate(0.2 if asks else 1.7, 0.8)))
        text = " ".join(chance.choices(pool, k=sentences))
        if number % 11 == 0:
            text += f"\n\n```python\nresult_{number} = run(0x{chance.getrandbits(64):016x})\n```"
        if number in (7, of // 2, of - of // 10):
            text += f" {RARE_WORD} {RARE_HAN} {RARE_PHRASE}"
        return text

    def title(self, chat: int) -> str:
        """The title of a chat."""
        pool = self._pools[self._languages[(chat * 37) % len(self._languages)]]
        return pool[chat * 7919 % len(pool)][:60]

    def _made(self, words: list[str], count: int, gap: str, end: str) -> list[str]:
        weights = [1 / (at + 6) for at in range(len(words))]
        return self._sentences(words, weights, count, gap, end)

    def _sentences(
        self, words: list[str], weights: list[float], count: int, gap: str, end: str
    ) -> list[str]:
        chance, summed = self._chance, list(accumulate(weights))
        found = []
        for _ in range(count):
            some = chance.choices(words, cum_weights=summed, k=chance.randint(4, 22))
            found.append(gap.join(some).capitalize() + end)
        return found

    def _rare_words(self, count: int) -> list[str]:
        chance, words = self._chance, [word.lower() for word in self._english if len(word) > 5]
        pairs = (chance.sample(words, 2) for _ in range(count))
        return [one[: chance.randint(3, 5)] + other[chance.randint(1, 4) :] for one, other in pairs]

    def _compounds(self) -> list[str]:
        stems = _STEMS.split()
        chance = self._chance
        return ["".join(chance.choices(stems, k=chance.randint(1, 4))) for _ in range(12_000)]

    def _words(self, letters: "str | list[str]", count: int, least: int, most: int) -> list[str]:
        chance, summed = self._chance, list(accumulate(1 / (n + 4) for n in range(len(letters))))
        lengths = (chance.randint(least, most) for _ in range(count))
        return ["".join(chance.choices(letters, cum_weights=summed, k=each)) for each in lengths]

    def _japanese(self) -> list[str]:
        kana, kanji = self._words(_KANA, 4_000, 1, 3), self._words(_HAN, 6_000, 1, 2)
        return [word for pair in zip(kana, kanji[: len(kana)], strict=True) for word in pair]


def main(folder: Path, count: int) -> None:
    """Makes the library."""
    library = Library.open(folder / "library.db", folder / "backups", SystemClock())
    while library.fill_gallery():
        pass
    library.close()
    texts = Texts()
    single = min(ONE_BY_ONE, count // 5)
    db = connect(folder / "library.db")
    db.execute("PRAGMA synchronous = OFF").fetchall()
    db.execute("PRAGMA cache_size = -200000").fetchall()
    for first in range(0, count - single, _AT_ONCE):
        db.execute("BEGIN")
        _add(db, texts, range(first, min(first + _AT_ONCE, count - single)), count)
        db.execute("COMMIT")
    db.close()
    library = Library.open(folder / "library.db", folder / "backups", SystemClock())
    for number in range(count - single, count):
        chat = _chat(number // IN_ONE_CHAT, count, texts)
        library.put_messages([_message(number, count, texts)], conversation=chat)
    library.close()


def _add(db: sqlite3.Connection, texts: Texts, numbers: range, count: int) -> None:
    index = SearchIndex(db)
    chats = sorted({number // IN_ONE_CHAT for number in numbers})
    db.executemany(
        "INSERT OR IGNORE INTO conversations (seq, id, created_at_us, updated_at_us, title, "
        "title_is_manual, pinned, unread, leaf_id, model_id, connection_id, system_prompt, "
        "scroll_anchor, draft_text, deleted_at_us, last_failed) "
        "VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, '', '', '', ?, 0)",
        (_chat_row(_chat(chat, count, texts)) for chat in chats),
    )
    rows, parts = [], []
    for message in (_message(number, count, texts) for number in numbers):
        seq = int(message.id, 16) + 1
        rows.append((seq, *_message_row(message)))
        parts.append((seq, message.text))
        index.add(seq, message.text)
    db.executemany(
        "INSERT INTO messages (seq, id, conversation_seq, parent_id, role, state, created_at_us, "
        "model_id, choice_index, indexed, deleted_at_us) "
        "VALUES (?, ?, ?, ?, ?, 'complete', ?, ?, 0, 1, ?)",
        rows,
    )
    db.executemany(
        "INSERT INTO parts (message_seq, position, kind, text) VALUES (?, 0, 'text', ?)", parts
    )


def _chat_row(chat: Conversation) -> tuple[object, ...]:
    number = int(chat.id, 16) + 1
    gone = None if chat.deleted_at is None else to_us(chat.deleted_at)
    moments = to_us(chat.created_at), to_us(chat.updated_at)
    return number, chat.id, *moments, chat.title, chat.leaf_id, chat.model_id, "k" * 32, gone


def _message_row(message: Message) -> tuple[object, ...]:
    number = int(message.id, 16)
    at = to_us(message.created_at)
    chat = number // IN_ONE_CHAT + 1
    gone = at if number % 997 == 3 else None
    return message.id, chat, message.parent_id, message.role, at, message.model_id, gone


def _chat(chat: int, count: int, texts: Texts) -> Conversation:
    first = chat * IN_ONE_CHAT
    last = min(first + IN_ONE_CHAT, count) - 1
    return Conversation(
        ConversationId(f"{chat:032x}"),
        _moment(first, count),
        _moment(last, count),
        title=texts.title(chat),
        leaf_id=MessageId(f"{last:032x}"),
        model_id="anthropic/claude-sonnet-4.5",
        connection_id=None,
        deleted_at=_moment(last, count) if chat % 50 == 7 else None,
    )


def _message(number: int, count: int, texts: Texts) -> Message:
    parent = MessageId(f"{number - 1:032x}") if number % IN_ONE_CHAT else None
    return Message(
        id=MessageId(f"{number:032x}"),
        conversation_id=ConversationId(f"{number // IN_ONE_CHAT:032x}"),
        parent_id=parent,
        role=Role.ASSISTANT if number % 2 else Role.USER,
        created_at=_moment(number, count),
        state=MessageState.COMPLETE,
        parts=(TextPart(texts.message(number, count)),),
        model_id="anthropic/claude-sonnet-4.5" if number % 2 else None,
    )


def _moment(number: int, count: int) -> datetime:
    return LAST - timedelta(minutes=3 * (count - number))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
