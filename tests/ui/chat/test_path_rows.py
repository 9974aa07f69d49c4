"""Which messages of a path are rows, and which are shown in the card of a call."""

from msgspec.structs import replace

from studio.core.ids import MessageId
from studio.core.messages import Message, Role
from studio.core.parts import TextPart, ToolCallPart
from studio.core.tree import ConversationTree
from studio.ui.chat.path_rows import PathRows, shown_row
from studio.ui.transcript.rows import ToolResult
from tests.ui.chat.conftest import ChatBench
from tests.ui.transcript_view.samples import message, reply, user


def path(*messages: Message) -> ConversationTree:
    parent, chained = None, []
    for each in messages:
        chained.append(replace(each, parent_id=parent))
        parent = MessageId(each.id)
    return ConversationTree(chained, leaf_id=parent)


def result(name: str, call_id: str, text: str) -> Message:
    return message(name, Role.TOOL, TextPart(text), tool_call_id=call_id)


def test_results_go_into_the_row_of_their_call(chat: ChatBench) -> None:
    runs = chat.services.runs
    calls = (ToolCallPart(0, "c1", "look", "{}"), ToolCallPart(1, "c2", "look", "{}"))
    tree = path(
        user("u", "Go"),
        reply("a", *calls),
        result("t1", "c1", "first"),
        result("t2", "c2", "second"),
        result("lost", "c9", "whose?"),
        reply("b", TextPart("So it is.")),
    )
    read = PathRows()
    rows = read.read(tree, runs)
    assert [row.message.id for row in rows] == ["u", "a", "lost", "b"]
    assert rows[1].results == (ToolResult("c1", "first"), ToolResult("c2", "second"))
    assert rows[1].result_of("c2") == "second"
    assert rows[1].result_of(None) is None
    assert shown_row(tree, tree[MessageId("t2")], runs) == rows[1]
    assert shown_row(tree, tree[MessageId("a")], runs) == rows[1]
    assert shown_row(tree, tree[MessageId("lost")], runs) == rows[2]
    again = read.read(tree, runs)
    assert all(row is before for row, before in zip(again, rows, strict=True))
