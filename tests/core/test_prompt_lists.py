"""Lists of prompts, and tables that run nothing."""

import csv
import io
import json
from base64 import b64encode

import pytest

from studio.core.csv_text import to_csv
from studio.core.messages import Attachment
from studio.core.parts import BlobRef
from studio.core.prompt_files import PromptListFault
from studio.core.prompt_lists import (
    MOST_PROMPTS,
    ListedPrompt,
    ListKind,
    kind_of_name,
    read_prompts,
    text_of,
)


def texts(text: str, kind: ListKind, **more: bool) -> list[str]:
    return [each.text for each in read_prompts(text, kind, **more)]


def test_the_name_of_a_file_says_how_it_is_written() -> None:
    names = ["a.txt", "b.CSV", "c.tsv", "d.jsonl", "e.ndjson", "f.json", "prompts"]
    assert [kind_of_name(name).value for name in names] == [
        "lines", "csv", "tsv", "jsonl", "jsonl", "json", "lines",
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


def test_json_is_a_list_of_texts_or_objects() -> None:
    text = '[\n  "one",\n  {"prompt": "two", "expected": "2"}\n]\n'
    assert read_prompts(text, ListKind.JSON) == (ListedPrompt("one"), ListedPrompt("two", "2"))
    assert texts('{"messages": [{"role": "user", "content": "one"}]}', ListKind.JSON) == ["one"]
    assert texts('"one"\n"two"\n', ListKind.JSON) == ["one", "two"]


def test_a_table_of_a_spreadsheet_may_have_semicolons() -> None:
    text = '\ufeffPrompt;Expected\n"What, is ""2"" + 2?";4,0\nSay hi;\n'
    found = read_prompts(text, ListKind.CSV)
    assert found == (ListedPrompt('What, is "2" + 2?', "4,0"), ListedPrompt("Say hi"))
    assert texts("one; two\nthree\n", ListKind.CSV) == ["one; two", "three"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_file_is_text_of_any_system(encoding: str, line_end: str) -> None:
    assert text_of(f"Grüße{line_end}日本".encode(encoding)) == "Grüße\n日本"


@pytest.mark.parametrize(
    "data",
    [
        "fine\nGrüße".encode("latin-1"),
        b"\xff\xfe\n\x00\x00\xd8",  # half a character of UTF-16
        "fine\nnot".encode("utf-16-le"),
        b"fine\nnot\0",
    ],
)
def test_a_file_that_is_not_text_is_not_asked(data: bytes) -> None:
    with pytest.raises(PromptListFault, match=r"line \d .*UTF-8"):
        text_of(data)


def test_variables_stand_for_several_prompts_only_when_wanted() -> None:
    assert texts("a {b|c}", ListKind.LINES) == ["a {b|c}"]
    assert texts("a {b|c}", ListKind.LINES, with_variables=True) == ["a b", "a c"]


def asked(part: str) -> str:
    return f'{{"messages": [{{"role": "user", "content": [{part}]}}]}}'


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", ListKind.LINES, "no prompt"),
        ("prompt\n", ListKind.CSV, "no prompt"),
        ('prompt\n"open', ListKind.CSV, "line 2"),
        ('"a"\n{"a": 1}', ListKind.JSONL, "line 2 has no prompt"),
        ("{", ListKind.JSONL, "line 1 is not JSON"),
        ('["a",\n"b"', ListKind.JSON, "line 2 is not JSON"),
        ('["a", 1]', ListKind.JSON, "item 2 has no prompt"),
        ("[" * 200_000, ListKind.JSON, "not JSON"),
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


class Folder:
    """Takes what a list names, and remembers it."""

    def __init__(self) -> None:
        self.taken: list[str | bytes] = []

    def named(self, path: str) -> Attachment:
        if path == "missing.png":
            raise PromptListFault(f"{path} is not there")
        self.taken.append(path)
        return Attachment(BlobRef("ab" * 32, "image/png", 3), path.rpartition("/")[2])

    def inline(self, data: bytes, name: str) -> Attachment:
        self.taken.append(data)
        return Attachment(BlobRef("cd" * 32, "image/png", len(data)), name)


def names(text: str, kind: ListKind, folder: Folder | None = None) -> list[list[str]]:
    found = read_prompts(text, kind, take=folder or Folder())
    return [[each.name for each in prompt.attachments] for prompt in found]


PNG = b64encode(b"\x89PNG\r\n\x1a\n").decode()
PARTS = [
    {"type": "text", "text": "What is"},
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
    {"type": "text", "text": "in these?"},
    {"type": "input_image", "image_url": "pictures/cat.png"},
    {"type": "file", "file": {"filename": "a.pdf", "file_data": f"data:;base64,{PNG}"}},
    {"type": "file", "file": {"path": "notes.txt"}},
    {"type": "input_audio", "input_audio": {"data": PNG, "format": "mp3"}},
]  # fmt: skip


def test_messages_bring_images_and_files_in_their_parts() -> None:
    folder = Folder()
    line = json.dumps({"messages": [
        {"role": "system", "content": "x"},
        {"role": "user", "content": PARTS},
        {"role": "assistant", "content": "a cat"},
    ]})  # fmt: skip
    (prompt,) = read_prompts(line, ListKind.JSONL, take=folder)
    assert prompt.text == "What is\nin these?"
    found = [each.name for each in prompt.attachments]
    assert found == ["attached.png", "cat.png", "a.pdf", "notes.txt", "audio.mp3"]
    data = b"\x89PNG\r\n\x1a\n"
    assert folder.taken == [data, "pictures/cat.png", data, "notes.txt", data]


def test_objects_and_tables_name_files() -> None:
    lines = (
        '{"prompt": "one", "files": ["a.png", "b c.pdf"]}\n{"question": "two", "image": "c.png"}\n'
        '{"images": ["d.png"]}'
    )
    assert names(lines, ListKind.JSONL) == [["a.png", "b c.pdf"], ["c.png"], ["d.png"]]
    table = (
        f'prompt,files,images\none,"a.png; b.png",2\n,c.png,\ntwo,,"data:image/png;base64,{PNG}"'
    )
    assert names(table, ListKind.CSV) == [["a.png", "b.png"], ["c.png"], ["attached.png"]]


def test_an_image_of_some_megabytes_may_stand_in_a_table() -> None:
    data = b64encode(b"x" * 300_000).decode()
    folder = Folder()
    assert len(names(f"prompt\tfiles\none\tdata:;base64,{data}\n", ListKind.TSV, folder)) == 1
    assert folder.taken == [b"x" * 300_000]


def test_variables_keep_what_goes_along_and_is_expected() -> None:
    found = read_prompts(
        "prompt,expected,files\na {b|c},d,e.png\n", ListKind.CSV, with_variables=True, take=Folder()
    )
    assert [(each.text, each.expected, len(each.attachments)) for each in found] == [
        ("a b", "d", 1), ("a c", "d", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("prompt,files\none,\ntwo,missing.png\n", ListKind.CSV, "line 3: missing.png is not there"),
        ('"one"\n{"prompt": "two", "file": "missing.png"}', ListKind.JSONL, "line 2: missing.png"),
        ('{"prompt": "x", "image": "https://a.test/b.png"}', ListKind.JSONL, "not fetched"),
        ('{"prompt": "x", "image": "file:///etc/passwd"}', ListKind.JSONL, "not fetched"),
        ('{"prompt": "x", "image": "data:image/png;base64,%%%"}', ListKind.JSONL, "damaged"),
        ('{"prompt": "x", "image": "data:image/png"}', ListKind.JSONL, "not whole"),
        ('{"prompt": "x", "files": [3]}', ListKind.JSONL, "holds no path"),
        (asked('{"type": "video"}'), ListKind.JSONL, "video"),
        (asked('{"type": "file"}'), ListKind.JSONL, "no file"),
    ],
)  # fmt: skip
def test_what_can_not_go_along_is_told_with_its_line(text: str, kind: ListKind, words: str) -> None:
    with pytest.raises(PromptListFault, match=words):
        read_prompts(text, kind, take=Folder())


def test_lists_without_a_place_name_no_files() -> None:
    with pytest.raises(PromptListFault, match="a list that is a file"):
        read_prompts('{"prompt": "x", "file": "a.png"}', ListKind.JSONL)
