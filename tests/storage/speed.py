"""Times what a person waits for: `python -m tests.storage.speed [FOLDER] [MESSAGES]`.

Prints medians; not a test. The folder is made and removed (default: a temporary one).
"""

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from studio.core.gallery import GalleryFilter, GallerySort
from studio.core.messages import Conversation, Draft, Message, MessageState, Role
from studio.core.parts import ImageOrigin, ImagePart, ReasoningPart, TextPart
from studio.storage.blobs import BlobStore
from studio.storage.library import Library
from tests.storage.library_kit import START, FixedClock, blob, conversation, message, png

RANDOM = random.Random(1)
LETTERS = "eeeeetttaaoooiinnssrrhhlldduucmfywgpbvk"
WORDS = ["".join(RANDOM.choices(LETTERS, k=RANDOM.randint(2, 9))) for _ in range(20_000)]
HAN = [chr(0x4E00 + n) for n in range(3_000)]
RANKS = [1 / (n + 5) for n in range(len(WORDS))]
HAN_RANKS = [1 / (n + 5) for n in range(len(HAN))]


def prose(chars: int) -> str:
    text = " ".join(RANDOM.choices(WORDS, RANKS, k=chars // 5))
    return text[:chars]


def timed(name: str, work: Callable[[], object], repeats: int = 7) -> None:
    durations_ms = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        durations_ms.append((time.perf_counter() - start) * 1000)
    print(f"{name:<58}{statistics.median(durations_ms):9.2f} ms  (max {max(durations_ms):.2f})")


def conversation_of_10_mb(home: Path) -> None:
    library = open_in(home)
    library.put_conversation(conversation(1))
    messages = [
        message(
            n,
            (ReasoningPart("why", 1.0), TextPart(prose(33_000))) if n % 2 else prose(400),
            role=Role.ASSISTANT if n % 2 else Role.USER,
            parameters={"temperature": 1.0} if n % 2 else {},
        )
        for n in range(600)
    ]
    start = time.perf_counter()
    library.put_messages(messages)
    print(f"{'keeping 600 messages, 10 MB, with index':<58}{time.perf_counter() - start:9.2f} s")
    own_id = messages[0].conversation_id
    timed("10 MB conversation in 600 messages from disk", lambda: library.messages(own_id))
    library.close()

    def cold() -> None:
        again = open_in(home)
        again.messages(own_id)
        again.close()

    timed("the same with opening and closing the library", cold)


def listing(home: Path) -> None:
    library = open_in(home)
    for n in range(5_000):
        draft = Draft("half a thought") if n % 20 == 0 else Draft()
        values = {"model_id": "anthropic/claude-sonnet-4.5", "connection_id": "k" * 32}
        library.put_conversation(
            conversation(n, title=prose(40), leaf_id="m" * 32, draft=draft, **values)
        )
    timed("list of 5,000 conversations", library.conversations)
    timed("search in their titles", lambda: library.search_titles("tion"))
    library.close()
    timed("opening a library", lambda: open_in(home).close())


def streaming(home: Path) -> None:
    library = open_in(home)
    library.put_conversation(conversation(1))
    reply = message(1, "", state=MessageState.STREAMING, role=Role.ASSISTANT)
    text = prose(1_900_000)
    library.put_messages([replace(reply, parts=(TextPart(text),))])
    pieces = iter(prose(600) for _ in range(1000))
    grown = [text]

    def save() -> None:
        grown[0] += next(pieces)
        library.put_messages([replace(reply, parts=(ReasoningPart("x"), TextPart(grown[0]))[1:])])

    timed("saving 600 more characters of a 2 MB reply", save, 60)
    final = replace(reply, parts=(TextPart(grown[0]),), state=MessageState.COMPLETE)
    timed("ending it (adds 2 MB to the index)", lambda: library.put_messages([final]), 1)
    timed("saving it again unchanged", lambda: library.put_messages([final]))
    library.close()


def some_messages(count: int, each: int) -> Iterator[list[Message]]:
    for start in range(0, count, 2000):
        batch = []
        for n in range(start, min(start + 2000, count)):
            if n % 4 == 0:
                text = "".join(RANDOM.choices(HAN, HAN_RANKS, k=each // 3))
            else:
                text = prose(each)
            if n == 50:
                text += " onlyonehere 龘鱻 "
            own: Conversation = conversation(1 + n // 200)
            batch.append(message(n, text, conversation_id=own.id))
        yield batch


def searching(home: Path, count: int) -> None:
    library = open_in(home)
    for n in range(1, count // 200 + 2):
        library.put_conversation(conversation(n))
    start = time.perf_counter()
    for batch in some_messages(count, 400):
        library.put_messages(batch)
    spent = time.perf_counter() - start
    size = (home / "library.db").stat().st_size / 1e6
    print(f"{count:,} messages kept in {spent:.0f} s, {size:.0f} MB on disk")
    common = next(word for word in WORDS if len(word) > 4)
    middle = next(word for word in WORDS[3000:] if len(word) > 5)
    pairs = {
        "a common word": common,
        "a rarer word": middle,
        "two words": f"{common} {middle}",
        "a word that stands once": "onlyonehere",
        "a word that is nowhere": "xyzzyplugh",
        "four common Han characters": "".join(HAN[:4]),
        "two common Han characters": HAN[0] + HAN[1],
        "two rare Han characters, there once": "龘鱻",
        "one rare Han character": HAN[-1],
        "two letters": "th",
        "two letters that are rare": "zq",
    }
    for name, text in pairs.items():
        hits = len(library.search(text, 50))
        timed(f"search for {name}: {hits} hits", lambda text=text: library.search(text, 50), 5)
    library.close()


def images(home: Path) -> None:
    store = BlobStore(home / "images")
    data = png() + bytes(20 * 1024 * 1024)
    kept = store.put(data)

    def fresh() -> None:
        store.path(kept).unlink()
        store.put(data)

    timed("keeping 20 MB of image (hash, write, fsync)", fresh, 5)
    timed("keeping it once more", lambda: store.put(data), 5)
    timed("reading it with its check", lambda: store.read(kept), 5)
    small = png(64)
    count = iter(range(1000))
    timed("keeping a small image", lambda: store.put(small + bytes([next(count)])), 20)
    library = open_in(home)
    library.put_conversation(conversation(1))
    parts = [ImagePart(blob(n), ImageOrigin.CONTENT) for n in range(20_000)]
    library.put_messages([message(n, (part,)) for n, part in enumerate(parts)])
    find, everything = library.gallery.find, GalleryFilter()
    timed("all of 20,000 pictures", lambda: find(everything, GallerySort.NEWEST, START))
    library.close()


def open_in(home: Path) -> Library:
    return Library.open(home / "library.db", home / "backups", FixedClock())


def main() -> None:
    root = sys.argv[1] if len(sys.argv) > 1 else None
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    print(f"Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(dir=root) as folder:
        for work in (conversation_of_10_mb, listing, streaming, images):
            work(Path(folder) / work.__name__)
        if count:
            searching(Path(folder) / "searching", count)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
