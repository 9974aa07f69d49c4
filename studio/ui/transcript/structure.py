"""The structure of an answer for assistive tools: headings, lists, tables, code."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible

from studio.ui.transcript.code_element import CodeElement
from studio.ui.transcript.element import Element
from studio.ui.transcript.reading import Spot
from studio.ui.transcript.table_columns import cell_text
from studio.ui.transcript.table_element import TableElement
from studio.ui.transcript.text_elements import FramedElement, RichTextElement

_Role = QAccessible.Role
# Of a table with more rows the rest is left out: it is in the text of the message.
_MOST_ROWS = 200


class Node(Struct):
    """One thing of the structure.

    Attributes:
        spot, number: its (first) element.
        last: its last element.
        level: of a heading; 0: it is none.
        children: made when somebody asks.
    """

    role: QAccessible.Role
    name: str
    spot: Spot
    number: int
    last: tuple[Spot, int]
    level: int = 0
    children: Callable[[], "list[Node]"] = list


class _List(Struct):
    node: Node
    items: list[Node] = field(default_factory=list)


Place = tuple[Spot, int, Element]


def nodes_of(places: Iterable[Place]) -> Iterator[Node]:
    """Headings, lists, tables and code among elements, in reading order."""
    running: _List | None = None
    for spot, number, element in places:
        in_list = isinstance(element, FramedElement) and _is_in_list(element)
        if not in_list:
            if running is not None:
                yield _closed(running)
                running = None
            found = _node(spot, number, element)
            if found is not None:
                yield found
            continue
        if running is None:
            running = _List(Node(_Role.List, "", spot, number, (spot, number)))
        running.node.last = (spot, number)
        assert isinstance(element, FramedElement)
        if element.place.frame.markers:
            name = element.plain_text().strip()
            item = Node(_Role.ListItem, name, spot, number, (spot, number))
            running.items.append(item)
        elif running.items:
            running.items[-1].last = (spot, number)
    if running is not None:
        yield _closed(running)


def _closed(found: _List) -> Node:
    count = len(found.items)
    name = _tr("List with {count} item") if count == 1 else _tr("List with {count} items")
    found.node.name = name.format(count=count)
    items = found.items
    found.node.children = lambda: items
    return found.node


def _is_in_list(element: FramedElement) -> bool:
    return any(name != "quote" for name in element.place.frame.containers)


def _node(spot: Spot, number: int, element: Element) -> Node | None:
    if isinstance(element, RichTextElement) and element.heading_level:
        text = element.plain_text()
        return Node(_Role.Heading, text, spot, number, (spot, number), element.heading_level)
    if isinstance(element, CodeElement):
        language = element.language
        name = _tr("Code, {language}").format(language=language) if language else _tr("Code")
        return Node(_Role.Section, name, spot, number, (spot, number))
    if isinstance(element, TableElement):
        return _table(spot, number, element)
    return None


def _table(spot: Spot, number: int, element: TableElement) -> Node:
    leaf, place = element.leaf, (spot, number)
    name = _tr("Table with {rows} rows and {columns} columns").format(
        rows=len(leaf.rows), columns=len(leaf.header)
    )

    def row(cells: Iterable[str], role: QAccessible.Role) -> Node:
        texts = [cell_text(cell).text for cell in cells]
        found = [Node(role, text or _tr("Empty"), spot, number, place) for text in texts]
        said = ", ".join(text for text in texts if text) or _tr("Empty")
        return Node(_Role.Row, said, spot, number, place, children=lambda: found)

    def rows() -> list[Node]:
        body = leaf.rows[:_MOST_ROWS]
        return [row(leaf.header, _Role.ColumnHeader), *(row(cells, _Role.Cell) for cells in body)]

    return Node(_Role.Table, name, spot, number, place, children=rows)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Transcript", text)
