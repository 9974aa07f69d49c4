"""The prompts of a new run: what goes along stays with its prompt while it is edited."""

import random

from pytestqt.modeltest import ModelTester

from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.core.prompt_lists import ListedPrompt
from studio.itemmodels.prompt_rows import ATTACHMENTS_ROLE, PromptRows


def file(name: str) -> Attachment:
    return Attachment(BlobRef("ab" * 32, "image/png", 3), name)


def names(rows: PromptRows) -> list[str]:
    return [",".join(each.name for each in prompt.attachments) for prompt in rows.prompts()]


def test_rows_are_for_all_then_typed_then_listed(qtmodeltester: ModelTester) -> None:
    rows = PromptRows()
    rows.set_typed(["one", "two"])
    rows.set_listed([ListedPrompt("three", "3", (file("c"),))])
    rows.set_attachments(rows.row(1), (file("a"),))
    rows.set_attachments(rows.for_all, (file("all"),))
    qtmodeltester.check(rows)
    assert names(rows) == ["all,a", "all", "all,c"]
    assert [rows.index(at, 0).data() for at in range(4)] == [
        "All prompts", "1. one", "2. two", "3. three",
    ]  # fmt: skip
    assert rows.index(1, 1).data() == "a"
    assert rows.index(1, 1).data(ATTACHMENTS_ROLE) == (file("a"),)
    rows.set_listed(())
    assert names(rows) == ["all,a", "all"]
    rows.clear()
    rows.set_typed(["one"])
    assert names(rows) == [""]


def test_what_goes_along_follows_its_prompt() -> None:
    rows = PromptRows()
    rows.set_typed(["one", "two", "three"])
    for at, name in enumerate("abc", 1):
        rows.set_attachments(rows.row(at), (file(name),))
    rows.set_typed(["zero", "one", "two", "three"])
    assert names(rows) == ["", "a", "b", "c"]
    rows.set_typed(["zero", "one", "two!", "three"])
    assert names(rows) == ["", "a", "b", "c"]
    rows.set_typed(["one", "three", "two!"])
    assert names(rows) == ["a", "c", "b"]
    rows.set_typed(["one", "two!"])
    assert names(rows) == ["a", "b"]


def test_no_row_is_ever_lost_or_doubled_by_typing() -> None:
    chance = random.Random(7)
    rows = PromptRows()
    for _ in range(300):
        texts = [chance.choice("abcd") for _ in range(chance.randrange(8))]
        before = {id(rows.row(at)) for at in range(rows.rowCount())}
        rows.set_typed(texts)
        now = [rows.row(at) for at in range(1, rows.rowCount())]
        assert [row.prompt.text for row in now] == texts
        assert len({id(row) for row in now}) == len(texts)
        fresh = [row for row in now if id(row) not in before]
        assert not any(row.prompt.attachments for row in fresh)
