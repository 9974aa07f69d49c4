"""Rows in order with labels between them, beside a plain list that is searched from the top."""

import random

from studio.itemmodels.listed_rows import ListedRow, ListedRows, sort_rows


def label(section: int) -> ListedRow:
    return ListedRow((1, section * 100.0, 1, ""), f"s{section}")


def item(number: int) -> ListedRow:
    return ListedRow((1, number + 0.5, 0, f"i{number}"), f"s{number // 100}", f"i{number}")


def check(rows: ListedRows) -> None:
    plain = list(rows)
    assert plain == sorted(plain, key=lambda row: row.sort_key)
    assert rows.labels() == [at for at, row in enumerate(plain) if not row.id]
    of_items = [at for at, row in enumerate(plain) if row.id]
    assert rows.items() == len(of_items)
    assert [rows.row_of_item(number) for number in range(len(of_items))] == of_items
    assert [rows.item_number(at) for at in of_items] == list(range(len(of_items)))
    assert [rows.row_of(plain[at].id) for at in of_items] == of_items


def test_whatever_comes_and_goes_places_are_right() -> None:
    chance = random.Random(11)
    wanted = [item(number) for number in chance.sample(range(900), 60)]
    wanted += [label(section) for section in {int(row.section[1:]) for row in wanted}]
    sort_rows(wanted)
    rows = ListedRows(wanted)
    check(rows)
    for _ in range(300):
        if len(rows) and chance.random() < 0.5:
            first = chance.randrange(len(rows))
            last = min(len(rows) - 1, first + chance.randrange(3))
            while not rows[first].id and first > 0 and last == first:
                first -= 1
            gone = list(rows)[first : last + 1]
            rows.remove(first, last)
            for row in gone:
                assert not row.id or rows.row_of(row.id) == -1
                # A section that still has items keeps its label.
                if not row.id and any(each.section == row.section for each in rows):
                    rows.insert(rows.place_for(row), [row])
        else:
            row = item(chance.randrange(900))
            if rows.row_of(row.id) >= 0:
                rows.replace(rows.row_of(row.id), row)
                continue
            head = label(int(row.section[1:]))
            if head not in list(rows):
                rows.insert(rows.place_for(head), [head])
            rows.insert(rows.place_for(row), [row])
        check(rows)


def test_nothing_is_nowhere() -> None:
    rows = ListedRows([])
    assert (rows.labels(), rows.items(), rows.row_of("x"), rows.row_of("")) == ([], 0, -1, -1)
