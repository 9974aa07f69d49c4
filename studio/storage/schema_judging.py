"""The tables of votes, judgements and batches: one step of the schema.

- Votes and judgements refer to messages by their ids alone: they stay when those are gone.
- A batch stands beside its conversation, whose messages are its answers, and goes with it.
- `batch_cells` has a row for each cell that was begun: `sent` before its request goes out, what
  came of it after. A cell without a row was never asked.
"""


def _records(name: str) -> tuple[str, ...]:
    return (
        f"""
CREATE TABLE {name}s (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at_us INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT
""",
        f"""
CREATE TRIGGER {name}_removed AFTER DELETE ON {name}s BEGIN
    DELETE FROM more WHERE owner = old.id;
END
""",
    )


JUDGING = (
    *_records("vote"),
    *_records("judgement"),
    """
CREATE TABLE batches (
    conversation_seq INTEGER PRIMARY KEY REFERENCES conversations (seq) ON DELETE CASCADE,
    state TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT
""",
    """
CREATE TABLE batch_cells (
    conversation_seq INTEGER NOT NULL REFERENCES batches (conversation_seq) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (conversation_seq, place)
) STRICT, WITHOUT ROWID
""",
)
