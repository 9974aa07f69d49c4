"""The schema, as steps from one version to the next; a released step is never changed.

`user_version` of the file is the number of steps done. Notes on the tables:

- Every table has a small integer key (`seq`); the ids of the outside are looked up once.
- Text longer than one piece goes on in `part_pieces` (parts) or `more` (everything else).
- `message_index` holds no text of its own; who changes a message removes the old text.
"""

from studio.storage.schema_gallery import COSTS, GALLERY, GIVEN_ALONG
from studio.storage.schema_judging import JUDGING

APPLICATION_ID = 0x44475364
"""`DGSd`: marks the file as ours."""

_CONVERSATIONS = """
CREATE TABLE conversations (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_is_manual INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    leaf_id TEXT,
    model_id TEXT,
    connection_id TEXT,
    system_prompt TEXT NOT NULL,
    parameters TEXT,
    scroll_anchor TEXT NOT NULL,
    draft_text TEXT NOT NULL,
    draft_attachments TEXT,
    deleted_at_us INTEGER,
    last_failed INTEGER NOT NULL
) STRICT
"""

_MESSAGES = """
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation_seq INTEGER NOT NULL REFERENCES conversations (seq) ON DELETE CASCADE,
    parent_id TEXT,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    model_id TEXT,
    connection_id TEXT,
    served_model TEXT,
    finish_reason TEXT,
    request_id TEXT,
    choice_index INTEGER NOT NULL,
    tool_call_id TEXT,
    name TEXT,
    usage TEXT,
    timing TEXT,
    failure TEXT,
    parameters TEXT,
    indexed INTEGER NOT NULL DEFAULT 0,
    deleted_at_us INTEGER
) STRICT
"""

_PARTS = """
CREATE TABLE parts (
    message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT,
    sha256 TEXT,
    json TEXT,
    PRIMARY KEY (message_seq, position)
) STRICT
"""

_PART_PIECES = """
CREATE TABLE part_pieces (
    message_seq INTEGER NOT NULL,
    position INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (message_seq, position, piece),
    FOREIGN KEY (message_seq, position)
        REFERENCES parts (message_seq, position) ON DELETE CASCADE
) STRICT
"""

_MORE = """
CREATE TABLE more (
    owner TEXT NOT NULL,
    field TEXT NOT NULL,
    piece INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (owner, field, piece)
) STRICT
"""

_IMAGES = """
CREATE TABLE images (
    message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    width_px INTEGER,
    height_px INTEGER,
    created_at_us INTEGER NOT NULL,
    origin TEXT NOT NULL,
    draft INTEGER NOT NULL,
    alt TEXT NOT NULL,
    prompt TEXT NOT NULL,
    deleted_at_us INTEGER,
    PRIMARY KEY (message_seq, position)
) STRICT
"""

_MODELS = """
CREATE TABLE models (
    connection_id TEXT NOT NULL REFERENCES model_lists (connection_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (connection_id, position)
) STRICT
"""

_TITLE_TRIGGERS = (
    """
CREATE TRIGGER title_added AFTER INSERT ON conversations BEGIN
    INSERT INTO title_index (rowid, title) VALUES (new.seq, new.title);
END
""",
    """
CREATE TRIGGER title_removed AFTER DELETE ON conversations BEGIN
    INSERT INTO title_index (title_index, rowid, title) VALUES ('delete', old.seq, old.title);
    DELETE FROM more WHERE owner = old.id;
END
""",
    """
CREATE TRIGGER title_changed AFTER UPDATE OF title ON conversations
WHEN old.title <> new.title BEGIN
    INSERT INTO title_index (title_index, rowid, title) VALUES ('delete', old.seq, old.title);
    INSERT INTO title_index (rowid, title) VALUES (new.seq, new.title);
END
""",
)

_FIRST = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    _CONVERSATIONS,
    _MESSAGES,
    "CREATE INDEX messages_by_conversation ON messages (conversation_seq)",
    """
CREATE INDEX messages_under_way ON messages (state) WHERE state IN ('waiting', 'streaming')
""",
    """
CREATE INDEX messages_in_trash ON messages (deleted_at_us) WHERE deleted_at_us IS NOT NULL
""",
    _PARTS,
    "CREATE INDEX parts_by_blob ON parts (sha256) WHERE sha256 IS NOT NULL",
    _PART_PIECES,
    _MORE,
    _IMAGES,
    "CREATE INDEX images_by_blob ON images (sha256)",
    "CREATE INDEX images_by_moment ON images (created_at_us)",
    "CREATE TABLE model_lists (connection_id TEXT PRIMARY KEY, fetched_at_us INTEGER) STRICT",
    _MODELS,
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
CREATE VIRTUAL TABLE message_index USING fts5 (
    text, content = '', columnsize = 0, tokenize = 'trigram'
)
""",
    """
CREATE VIRTUAL TABLE title_index USING fts5 (
    title, content = 'conversations', content_rowid = 'seq', columnsize = 0,
    tokenize = 'trigram'
)
""",
    "CREATE VIRTUAL TABLE message_terms USING fts5vocab ('message_index', 'row')",
    *_TITLE_TRIGGERS,
    """
CREATE TRIGGER message_removed AFTER DELETE ON messages BEGIN
    DELETE FROM more WHERE owner = old.id;
END
""",
)

_REQUESTS = """
CREATE TABLE requests (
    message_seq INTEGER PRIMARY KEY REFERENCES messages (seq) ON DELETE CASCADE,
    json TEXT NOT NULL
) STRICT
"""

_COMPARISONS = (
    """
CREATE TABLE comparisons (
    conversation_seq INTEGER PRIMARY KEY REFERENCES conversations (seq) ON DELETE CASCADE,
    json TEXT NOT NULL
) STRICT
""",
    """
CREATE TABLE line_ups (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT
""",
    """
CREATE TRIGGER line_up_removed AFTER DELETE ON line_ups BEGIN
    DELETE FROM more WHERE owner = old.id;
END
""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    (_REQUESTS,),
    GALLERY,
    _COMPARISONS,
    GIVEN_ALONG,
    COSTS,
    JUDGING,
)
"""Statements that lead from version n to n + 1, at index n."""
