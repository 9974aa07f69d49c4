"""Lists of prompts, and tables that run nothing."""

import csv
import io

import pytest

from studio.core.csv_text import to_csv
from studio.core.prompt_lists import (
    MOST_PROMPTS,
    ListedPrompt,
    ListKind,
    PromptListFault,
    kind_of_name,
    read_prompts,
)


def texts(text: str, kind: ListKind, **more: bool) -> list[str]:
    return [each.text for each in read_prompts(text, kind, **more)]


def test_the_name_of_a_file_says_how_it_is_written() -> None:
    names = ["a.txt", "b.CSV", "c.tsv", "d.jsonl", "e.ndjson", "prompts"]
    assert [kind_of_name(name).value for name in names] == [
        "lines", "csv", "tsv", "jsonl", "jsonl", "lines",
    ]  # fmt: skip


def test_each_line_is_a_prompt() -> None:
    assert texts("\ufeffone\r\n\n  two  \nthree\u2028still three", ListKind.LINES) == [
        "one", "two", "three\u2028still three",
    ]  # fmt: skip


def test_a_table_has_prompts_and_what_is_expected() -> None:
    found = read_prompts('id,Prompt,Expected\n1,"What, is\n2 + 2?",4\n\n2,Say hi\n', ListKind.CSV)
    assert found == (ListedPrompt("What, is\n2 + 2?", "4"), ListedPrompt("Say hi"))


def test_a_table_without_names_has_prompts_in_its_first_column() -> None:
    assert texts("one\tx\ntwo\ty\n", ListKind.TSV) == ["one", "two"]


def test_json_lines_are_texts_or_objects() -> None:
    text = (
        '"one\\ntwo"\n{"question": "three", "answer": {"a": 1}}\n'
        '{"messages": [{"role": "user", "content": "four"}, {"role": "assistant", "content": "x"}]}'
    )
    found = read_prompts(text, ListKind.JSONL)
    assert [each.text for each in found] == ["one\ntwo", "three", "four"]
    assert found[1].expected == '{"a": 1}'


def test_variables_stand_for_several_prompts_only_when_wanted() -> None:
    assert texts("a {b|c}", ListKind.LINES) == ["a {b|c}"]
    assert texts("a {b|c}", ListKind.LINES, with_variables=True) == ["a b", "a c"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", ListKind.LINES, "no prompt"),
        ("prompt\n", ListKind.CSV, "no prompt"),
        ('prompt\n"open', ListKind.CSV, "line 2"),
        ('"a"\n{"a": 1}', ListKind.JSONL, "line 2 has no prompt"),
        ("{", ListKind.JSONL, "line 1 is not JSON"),
        ("x\n" * (MOST_PROMPTS + 1), ListKind.LINES, "more than"),
    ],
)
def test_what_can_not_be_read_is_named(text: str, kind: ListKind, words: str) -> None:
    with pytest.raises(PromptListFault, match=words):
        read_prompts(text, kind)


def test_no_cell_is_a_formula() -> None:
    hostile = ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", '=HYPERLINK("http://x")', "＝1"]
    rows = list(csv.reader(io.StringIO(to_csv([hostile, ["fine", -1, None]]), newline="")))
    assert rows[0] == [f"'{text}" for text in hostile]
    assert rows[1] == ["fine", "-1", ""]


def test_cells_come_back_as_they_were() -> None:
    cells = ['a "quoted", text', "two\nlines", "äöü 日本", ""]
    assert list(csv.reader(io.StringIO(to_csv([cells]), newline=""))) == [cells]
