"""A naive gallery, to hold the real one against: plain values in a list, one `if` per rule."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from studio.core.gallery import Aspect, GalleryFilter, GallerySort, PictureKind


@dataclass(slots=True)
class Picture:
    """All that a filter can ask of one picture."""

    number: int
    made_at: datetime
    width: int
    height: int
    kind: PictureKind
    model: str | None
    prompt: str
    note: str = ""
    rating: int = 0
    favourite: bool = False
    draft: bool = False
    tags: set[str] = field(default_factory=set)
    album: int | None = None
    deleted: bool = False
    cost: str | None = None

    @property
    def curated(self) -> bool:
        return bool(
            self.rating or self.favourite or self.tags or self.note or self.album is not None
        )

    @property
    def text(self) -> str:
        parts = (self.prompt, self.note, self.model or "", *sorted(self.tags))
        return "\n".join(part.lower() for part in parts)

    @property
    def aspect(self) -> Aspect:
        if abs(self.width - self.height) * 50 <= max(self.width, self.height):
            return Aspect.SQUARE
        return Aspect.LANDSCAPE if self.width > self.height else Aspect.PORTRAIT

    def is_shown(self, wanted: GalleryFilter, now: datetime) -> bool:
        day = self.made_at.astimezone().date()
        first = now.astimezone().date() - timedelta(days=wanted.last_days - 1)
        words = wanted.text.lower().split()
        return all(
            (
                self.deleted == wanted.trash,
                wanted.trash or wanted.drafts or not self.draft or self.curated,
                self.rating >= wanted.rating_at_least,
                not wanted.not_rated or self.rating == 0,
                not wanted.favourites or self.favourite,
                not wanted.kinds or self.kind in wanted.kinds,
                not wanted.models or self.model in wanted.models,
                float(self.cost or 0) >= wanted.cost_at_least_usd,
                not wanted.cost_unknown or self.cost is None,
                not wanted.aspects or self.aspect in wanted.aspects,
                wanted.since is None or day >= wanted.since,
                wanted.until is None or day <= wanted.until,
                not wanted.last_days or day >= first,
                {tag.casefold() for tag in wanted.tags} <= {tag.casefold() for tag in self.tags},
                wanted.album is None or wanted.album == f"album{self.album}",
                all(word in self.text for word in words),
            )
        )


def expected(
    pictures: list[Picture], wanted: GalleryFilter, sort: GallerySort, now: datetime
) -> list[int]:
    """Numbers of the pictures that a filter shows, in order."""
    found = [each for each in pictures if each.is_shown(wanted, now)]
    found.sort(key=lambda each: (each.made_at, each.number), reverse=sort != GallerySort.OLDEST)
    if sort is GallerySort.RATING:
        found.sort(key=lambda each: -each.rating)
    return [each.number for each in found]


EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
