"""The list of models: sections, search, typed ids, filters."""

import asyncio

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from studio.core.models import ModelInfo
from studio.itemmodels.model_search import CLOSE, EXACT, HOLDS, STARTS, WORDS, match_rank
from studio.itemmodels.model_texts import age_text, context_text, price_text
from studio.itemmodels.models import ROW_ROLE, ModelListModel, PriceLimit, RowKind, Skill
from studio.services.clock import SystemClock
from tests.services.conftest import Bench, bench  # noqa: F401
from tests.waiting import WAIT_S

GPT = ModelInfo("openai/gpt-5", sees_images=True, price_completion_usd_per_token="0.00001")
HAIKU = ModelInfo("anthropic/claude-haiku", reasons=True, price_completion_usd_per_token="0")
PAINTER = ModelInfo("google/gemini-image", draws_images=True, sees_images=True)
PLAIN = ModelInfo("llama3")
LISTED = (GPT, HAIKU, PAINTER, PLAIN)


async def settled(bench: Bench, connection_id: str) -> None:  # noqa: F811
    bench.catalogue.refresh(connection_id)
    async with asyncio.timeout(WAIT_S):
        while bench.catalogue.is_refreshing(connection_id):
            await asyncio.sleep(0.005)


@pytest.fixture
async def rows(bench: Bench) -> ModelListModel:  # noqa: F811
    bench.gateway.listed = LISTED
    connection = bench.connections.add("ollama")
    model = ModelListModel(bench.catalogue, bench.connections, SystemClock())
    model.tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    model.bench = bench
    model.connection_id = connection.id
    await settled(bench, connection.id)
    model.show_connection(connection.id, GPT.id)
    return model


def shown(model: ModelListModel) -> list[str]:
    return [model.row(number).text for number in range(model.rowCount())]


async def test_sections_are_favourites_recent_and_providers(rows: ModelListModel) -> None:
    rows.bench.catalogue.set_favourite(PAINTER.id, True)
    rows.bench.catalogue.note_used(HAIKU.id)
    rows.refresh()
    assert shown(rows) == [
        "Favourites", PAINTER.id, "Recent", HAIKU.id, "openai", GPT.id, "Other models", PLAIN.id,
    ]  # fmt: skip
    assert rows.row(rows.row_of(PAINTER.id)).is_favourite
    assert rows.row(rows.row_of(GPT.id)).is_current
    assert rows.best_row() == rows.row_of(GPT.id)


async def test_sections_cannot_be_chosen_and_are_skipped(rows: ModelListModel) -> None:
    first = rows.next_choice(-1, 1)
    assert rows.row(first).kind == RowKind.MODEL
    assert not rows.flags(rows.index(0)) & Qt.ItemFlag.ItemIsSelectable
    assert rows.next_choice(rows.rowCount() - 1, 1) == -1


async def test_a_typed_id_that_is_not_listed_comes_first(rows: ModelListModel) -> None:
    rows.set_filter("gemini-4-preview")
    assert shown(rows)[:3] == ["gemini-4-preview", "Close matches", PAINTER.id]
    assert rows.best_row() == 0
    assert rows.row(0).kind == RowKind.TYPED
    assert rows.row(rows.rowCount() - 1).text == "List refreshed just now."


async def test_a_real_match_goes_before_the_typed_id(rows: ModelListModel) -> None:
    rows.set_filter("gpt")
    assert rows.row(rows.best_row()).text == GPT.id
    rows.set_filter("OPENAI gpt")
    assert rows.row(rows.best_row()).text == GPT.id
    rows.set_filter(GPT.id)
    assert rows.row(0).kind == RowKind.SECTION
    assert RowKind.TYPED not in {rows.row(n).kind for n in range(rows.rowCount())}


async def test_filters_by_skill_and_price(rows: ModelListModel) -> None:
    rows.set_filter("", [Skill.SEES])
    assert set(shown(rows)) & {m.id for m in LISTED} == {GPT.id, PAINTER.id}
    rows.set_filter("", [Skill.SEES, Skill.DRAWS])
    assert set(shown(rows)) & {m.id for m in LISTED} == {PAINTER.id}
    rows.set_filter("", [], PriceLimit.FREE)
    assert set(shown(rows)) & {m.id for m in LISTED} == {HAIKU.id}
    rows.set_filter("", [], PriceLimit.FIVE)
    assert GPT.id not in shown(rows)
    assert rows.has_prices


async def test_the_demo_keeps_its_own_order(rows: ModelListModel) -> None:
    first, second = ModelInfo("demo/writer"), ModelInfo("demo/breaks")
    rows.bench.gateway.listed = (first, second)
    other = rows.bench.connections.add("lmstudio")
    demo = rows.bench.connections.add_demo()
    for connection, order in ((other, [second, first]), (demo, [first, second])):
        await settled(rows.bench, connection.id)
        rows.show_connection(connection.id, "")
        assert shown(rows) == ["demo", *(model.id for model in order)]


async def test_readers_hear_id_and_skills(rows: ModelListModel) -> None:
    index = rows.index(rows.row_of(GPT.id))
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "openai/gpt-5, Vision, In use"
    assert index.data(ROW_ROLE).text == index.data() == GPT.id


async def test_a_new_list_shows_at_once(rows: ModelListModel) -> None:
    rows.bench.gateway.listed = (replace(PLAIN, id="new/one"),)
    await settled(rows.bench, rows.connection_id)
    assert shown(rows) == ["new", "new/one"]


@pytest.mark.parametrize(
    ("query", "model_id", "rank"),
    [
        ("gpt-5", "openai/gpt-5", EXACT),
        ("GPT", "openai/gpt-5", STARTS),
        ("pt-5", "openai/gpt-5", HOLDS),
        ("5 openai", "openai/gpt-5", WORDS),
        ("gpt-6-turbo", "openai/gpt-5", CLOSE),
        ("claude", "openai/gpt-5", None),
        ("", "openai/gpt-5", HOLDS),
    ],
)
def test_ranks(query: str, model_id: str, rank: int | None) -> None:
    assert match_rank(query, model_id) == rank


@pytest.mark.parametrize(
    ("tokens", "text"),
    [(None, "–"), (200_000, "200K"), (131_072, "128K"), (1_048_576, "1M"), (1_000_000, "1M"),
     (2_500_000, "2.5M"), (32_768, "32K"), (512, "512")],
)  # fmt: skip
def test_context(tokens: int | None, text: str) -> None:
    assert context_text(tokens) == text


def test_prices() -> None:
    paid = ModelInfo(
        "x", price_prompt_usd_per_token="0.000003", price_completion_usd_per_token="0.000015"
    )
    assert price_text(paid) == "3.00 / 15.00"
    assert price_text(ModelInfo("x")) == "–"
    assert price_text(ModelInfo("x", price_prompt_usd_per_token="0.000003")) == "3.00 / –"
    free = replace(paid, price_prompt_usd_per_token="0", price_completion_usd_per_token="0")
    assert price_text(free) == "Free"
    assert price_text(ModelInfo("x", price_prompt_usd_per_token="-1")) == "–"


def test_ages() -> None:
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 1, 10, 12, tzinfo=UTC)
    ages = {0: "just now", 150: "2 min ago", 7300: "2 h ago", 200_000: "2 d ago"}
    for seconds, text in ages.items():
        assert age_text(now - timedelta(seconds=seconds), now) == text
