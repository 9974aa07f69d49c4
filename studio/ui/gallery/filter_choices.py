"""What each chip of the filter bar offers: one table of values, words, and how they are set."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from studio.core.gallery import AlbumId, Aspect, GalleryCounts, GalleryFilter, PictureKind
from studio.ui.gallery.texts import aspect_text, kind_text, tr
from studio.ui.transcript.parts.formats import count

_MOST_OFFERED = 60
"""Models and tags in a menu; the rest is found by typing."""


class FilterChoice(Struct, frozen=True):
    """One row of a chip's menu.

    Attributes:
        value: what it stands for; None: no filter.
        many: several of the chip's rows may be on.
    """

    value: object
    text: str
    many: bool = False


class FilterKind(Struct, frozen=True):
    """One chip.

    Attributes:
        rest: its text while it filters nothing.
        choices: its rows, from the numbers of the library.
        get: the values that are on.
        put: a filter with other values on.
        tell: its text while it filters.
    """

    name: str
    rest: Callable[[], str]
    choices: Callable[[GalleryCounts], list[FilterChoice]]
    get: Callable[[GalleryFilter], tuple[object, ...]]
    put: Callable[[GalleryFilter, tuple[object, ...]], GalleryFilter]
    tell: Callable[[GalleryFilter, GalleryCounts], str]


# Models


def _model_choices(counts: GalleryCounts) -> list[FilterChoice]:
    most = sorted(counts.models, key=lambda each: -each[1])[:_MOST_OFFERED]
    return [FilterChoice(name, f"{name}   {count(number)}", many=True) for name, number in most]


def _put_models(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    return replace(wanted, models=tuple(str(each) for each in on))


def _tell_models(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    models = wanted.models
    if len(models) == 1:
        return models[0].rpartition("/")[2]
    return tr("{0} models").format(len(models)) if models else ""


# Dates


def _days() -> dict[int, str]:
    return {
        1: tr("Today"),
        7: tr("Last 7 days"),
        30: tr("Last 30 days"),
        365: tr("Last 12 months"),
    }


def _date_choices(_counts: GalleryCounts) -> list[FilterChoice]:
    rows = [FilterChoice(None, tr("Any date"))]
    rows += [FilterChoice(days, text) for days, text in _days().items()]
    return [*rows, FilterChoice("range", tr("From … to …"))]


def _get_date(wanted: GalleryFilter) -> tuple[object, ...]:
    if wanted.since or wanted.until:
        return ("range",)
    return (wanted.last_days or None,)


def _put_date(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    days = on[0] if on and isinstance(on[0], int) else 0
    return replace(wanted, last_days=days, since=None, until=None)


def _tell_date(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    if wanted.last_days:
        known = _days().get(wanted.last_days)
        return known or tr("Last {0} days").format(wanted.last_days)
    if not (wanted.since or wanted.until):
        return ""
    return f"{_day(wanted.since)} – {_day(wanted.until)}"


def _day(day: date | None) -> str:
    if day is None:
        return "…"
    month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
    return f"{day.day} {month} {day.year}"


# Rating


def _rating_choices(_counts: GalleryCounts) -> list[FilterChoice]:
    rows = [FilterChoice(None, tr("Any rating"))]
    rows += [
        FilterChoice(n, "★" * n + (f" {tr('or more')}" if n < 5 else "")) for n in range(5, 0, -1)
    ]
    return [*rows, FilterChoice("none", tr("Not rated"))]


def _get_rating(wanted: GalleryFilter) -> tuple[object, ...]:
    return ("none",) if wanted.not_rated else (wanted.rating_at_least or None,)


def _put_rating(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    value = on[0] if on else None
    least = value if isinstance(value, int) else 0
    return replace(wanted, rating_at_least=least, not_rated=value == "none")


def _tell_rating(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    if wanted.not_rated:
        return tr("Not rated")
    least = wanted.rating_at_least
    return "★" * least + ("+" if least < 5 else "") if least else ""


# Cost


_COSTS_USD = (0.01, 0.05, 0.1, 0.5, 1.0)


def _cost_choices(_counts: GalleryCounts) -> list[FilterChoice]:
    rows = [FilterChoice(None, tr("Any cost"))]
    rows += [FilterChoice(each, _from_cost(each)) for each in _COSTS_USD]
    return [*rows, FilterChoice("unknown", tr("No known cost"))]


def _from_cost(usd: float) -> str:
    return tr("{0} or more").format(f"${usd:.2f}")


def _get_cost(wanted: GalleryFilter) -> tuple[object, ...]:
    return ("unknown",) if wanted.cost_unknown else (wanted.cost_at_least_usd or None,)


def _put_cost(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    value = on[0] if on else None
    least = value if isinstance(value, float) else 0.0
    return replace(wanted, cost_at_least_usd=least, cost_unknown=value == "unknown")


def _tell_cost(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    if wanted.cost_unknown:
        return tr("No known cost")
    return _from_cost(wanted.cost_at_least_usd) if wanted.cost_at_least_usd else ""


# Shape, origin, tags, collection


def _aspect_choices(_counts: GalleryCounts) -> list[FilterChoice]:
    return [FilterChoice(aspect, aspect_text(aspect), many=True) for aspect in Aspect]


def _put_aspects(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    return replace(wanted, aspects=tuple(each for each in on if isinstance(each, Aspect)))


def _tell_aspects(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    return ", ".join(aspect_text(each) for each in wanted.aspects)


def _kind_choices(_counts: GalleryCounts) -> list[FilterChoice]:
    rows = [FilterChoice(kind, kind_text(kind), many=True) for kind in PictureKind]
    return [
        *rows,
        FilterChoice("comparisons", tr("From comparisons"), many=True),
        FilterChoice("drafts", tr("Drafts as well"), many=True),
    ]


def _get_kinds(wanted: GalleryFilter) -> tuple[object, ...]:
    more = (("comparisons", wanted.comparisons), ("drafts", wanted.drafts))
    return (*wanted.kinds, *(name for name, on in more if on))


def _put_kinds(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    kinds = tuple(each for each in on if isinstance(each, PictureKind))
    return replace(wanted, kinds=kinds, drafts="drafts" in on, comparisons="comparisons" in on)


def _tell_kinds(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    words = [kind_text(each) for each in wanted.kinds]
    words += [tr("From comparisons")] if wanted.comparisons else []
    return ", ".join([*words, *([tr("with drafts")] if wanted.drafts else [])])


def _tag_choices(counts: GalleryCounts) -> list[FilterChoice]:
    most = sorted(counts.tags, key=lambda each: -each[1])[:_MOST_OFFERED]
    return [FilterChoice(name, f"{name}   {count(number)}", many=True) for name, number in most]


def _put_tags(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    return replace(wanted, tags=tuple(str(each) for each in on))


def _tell_tags(wanted: GalleryFilter, _counts: GalleryCounts) -> str:
    return (
        ", ".join(wanted.tags) if len(wanted.tags) < 3 else tr("{0} tags").format(len(wanted.tags))
    )


def _album_choices(counts: GalleryCounts) -> list[FilterChoice]:
    rows = [FilterChoice(None, tr("Any collection"))]
    return rows + [FilterChoice(each.id, each.name) for each in counts.albums]


def _put_album(wanted: GalleryFilter, on: tuple[object, ...]) -> GalleryFilter:
    return replace(wanted, album=AlbumId(str(on[0])) if on and on[0] else None)


def _tell_album(wanted: GalleryFilter, counts: GalleryCounts) -> str:
    names = {each.id: each.name for each in counts.albums}
    return names.get(wanted.album, "…") if wanted.album is not None else ""


KINDS: tuple[FilterKind, ...] = (
    FilterKind(
        "model",
        lambda: tr("Any model"),
        _model_choices,
        lambda f: f.models,
        _put_models,
        _tell_models,
    ),
    FilterKind(
        "date",
        lambda: tr("Any date"),
        _date_choices,
        _get_date,
        _put_date,
        _tell_date,
    ),
    FilterKind(
        "rating", lambda: tr("Any rating"), _rating_choices, _get_rating, _put_rating, _tell_rating
    ),
    FilterKind(
        "aspect",
        lambda: tr("Any aspect"),
        _aspect_choices,
        lambda f: f.aspects,
        _put_aspects,
        _tell_aspects,
    ),
    FilterKind(
        "tag",
        lambda: tr("Any tag"),
        _tag_choices,
        lambda f: f.tags,
        _put_tags,
        _tell_tags,
    ),
    FilterKind(
        "origin", lambda: tr("Any origin"), _kind_choices, _get_kinds, _put_kinds, _tell_kinds
    ),
    FilterKind(
        "album",
        lambda: tr("Any collection"),
        _album_choices,
        lambda f: (f.album,),
        _put_album,
        _tell_album,
    ),
    FilterKind("cost", lambda: tr("Any cost"), _cost_choices, _get_cost, _put_cost, _tell_cost),
)
"""The chips, left to right."""
