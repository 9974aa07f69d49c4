"""A library of very many made-up pictures: `python -m tests.benchmarks.pictures FOLDER COUNT`.

Records alone: no image file is written.
"""

import hashlib
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.core.gallery import AlbumId, PictureKey, PictureKind
from studio.core.parts import BlobRef
from studio.core.picture_acts import AddToAlbum, Favour, PutAlbum, Rate, Tag
from studio.core.records import NewPicture
from studio.services.clock import SystemClock
from studio.storage.library import Library

LAST = datetime(2026, 11, 22, 21, 4, tzinfo=UTC)
TAGS = ("landscape", "night", "paper cut", "pattern", "日落")
ALBUMS = ("Poster series", "Lighthouses", "Dunes", "Logo marks")
_TEXT = (
    "mountain ridges after sunset violet haze between the layers low sun half behind range "
    "soft grain no people lighthouse cliff storm dune shadow flower vase table window city "
    "neon night rain planet rings fractal spiral engraved paper cut geometric poster logo mark "
    "日落 山脉 灯塔 猫 城市夜景"
)
_WORDS = _TEXT.split()
_SIZES = ((1024, 1024), (1344, 768), (768, 1344), (1536, 1024), (832, 1248), (2048, 2048))
_AT_ONCE = 2_000


def main(folder: Path, count: int) -> None:
    """Makes the library."""
    library = Library.open(folder / "library.db", folder / "backups", SystemClock())
    while library.fill_gallery():
        pass  # else the studio takes it for an older one, and works out all pictures anew
    chance = random.Random(1)
    pictures = _pictures(count, chance)
    keys: list[PictureKey] = []
    while some := [next(pictures) for _ in range(min(_AT_ONCE, count - len(keys)))]:
        keys += [key for key, _ in library.gallery.add(some)]
    for rating in range(1, 6):
        library.gallery.act([Rate(tuple(chance.sample(keys, count // 14)), rating)], LAST)
    library.gallery.act([Favour(tuple(chance.sample(keys, count // 80)))], LAST)
    for at, tag in enumerate(TAGS):
        library.gallery.act([Tag(tuple(chance.sample(keys, count // (12 * (at + 1)))), tag)], LAST)
    for at, name in enumerate(ALBUMS):
        some_keys = tuple(chance.sample(keys, count // (100 * (at + 1))))
        album = AlbumId(f"{at:032x}")
        library.gallery.act([PutAlbum(album, name), AddToAlbum(some_keys, album)], LAST)
    bits = ((key, chance.getrandbits(64)) for key in keys)
    library.gallery.put_hashes(bits)
    library.close()


def _pictures(count: int, chance: random.Random) -> Iterator[NewPicture]:
    moment = LAST - timedelta(minutes=6.5 * count)
    for number in range(count):
        moment += timedelta(minutes=chance.randrange(14))
        width, height = chance.choice(_SIZES)
        sha256 = hashlib.sha256(b"%d" % number).hexdigest()
        blob = BlobRef(sha256, "image/png", chance.randrange(200_000, 4_000_000), width, height)
        yield NewPicture(
            blob,
            chance.choice((PictureKind.MADE, PictureKind.MADE, PictureKind.IMPORTED)),
            moment,
            prompt=" ".join(chance.choices(_WORDS, k=24)) + f" number{number}",
            model_id=f"lab-{chance.randrange(4)}/painter-{chance.randrange(3)}",
            parameters={"seed": number},
            cost_usd="0.039",
            took_s=6.4,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
