"""Third step of the schema: the gallery. Released; never changed (see `schema`).

- `pictures` has one row per sha256: what a person added, and what a grid shows, which is
  worked out from its occurrences (`picture_table`). `shown` says where it appears.
- `occurrences` says where pictures stand, and how they came there; without a message they
  were imported, or outlived their conversation because a person had rated or sorted them.
- `lineage` names the pictures that an occurrence was made from.
- `picture_index` finds in `picture_texts`, which is all that can be searched of a picture.
"""

_PICTURES = """
CREATE TABLE pictures (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL UNIQUE,
    mime TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    width_px INTEGER,
    height_px INTEGER,
    shown INTEGER NOT NULL DEFAULT 0,
    created_at_us INTEGER NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    model_id TEXT,
    rating INTEGER NOT NULL DEFAULT 0,
    favourite INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    alt TEXT,
    deleted_at_us INTEGER,
    is_purged INTEGER NOT NULL DEFAULT 0,
    is_hashed INTEGER NOT NULL DEFAULT 0,
    perceptual_hash INTEGER,
    card BLOB NOT NULL DEFAULT x''
) STRICT
"""

_OCCURRENCES = """
CREATE TABLE occurrences (
    seq INTEGER PRIMARY KEY,
    picture_seq INTEGER NOT NULL REFERENCES pictures (seq) ON DELETE CASCADE,
    message_seq INTEGER REFERENCES messages (seq) ON DELETE CASCADE,
    position INTEGER,
    created_at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    origin TEXT,
    draft INTEGER NOT NULL DEFAULT 0,
    alt TEXT NOT NULL DEFAULT '',
    prompt TEXT NOT NULL DEFAULT '',
    revised_prompt TEXT NOT NULL DEFAULT '',
    model_id TEXT,
    connection_id TEXT,
    connection_name TEXT NOT NULL DEFAULT '',
    parameters TEXT,
    cost_usd TEXT,
    took_s REAL,
    made_at_us INTEGER,
    UNIQUE (message_seq, position)
) STRICT
"""

_FROM_IMAGES = (
    """
INSERT INTO pictures (sha256, mime, size_bytes, width_px, height_px, created_at_us)
SELECT sha256, mime, size_bytes, width_px, height_px, min(created_at_us)
FROM images GROUP BY sha256 ORDER BY min(created_at_us), min(message_seq), min(position)
""",
    # An image was deleted when it was deleted everywhere.
    """
UPDATE pictures SET deleted_at_us = (
    SELECT max(i.deleted_at_us) FROM images i WHERE i.sha256 = pictures.sha256
) WHERE NOT EXISTS (
    SELECT 1 FROM images i WHERE i.sha256 = pictures.sha256 AND i.deleted_at_us IS NULL
)
""",
    # They are never sent, from now on; all else is worked out beside the window.
    "UPDATE pictures SET shown = 3 WHERE deleted_at_us IS NOT NULL",
    """
INSERT INTO occurrences (
    picture_seq, message_seq, position, created_at_us, kind, origin, draft, alt, prompt,
    revised_prompt, model_id, connection_id, parameters, cost_usd, took_s
)
SELECT
    p.seq, i.message_seq, i.position, i.created_at_us,
    CASE i.origin WHEN 'attached' THEN 'attached' ELSE 'made' END, i.origin, i.draft,
    CASE i.origin WHEN 'endpoint' THEN '' ELSE i.alt END, i.prompt,
    CASE i.origin WHEN 'endpoint' THEN i.alt ELSE '' END,
    CASE i.origin WHEN 'attached' THEN NULL ELSE m.model_id END,
    CASE i.origin WHEN 'attached' THEN NULL ELSE m.connection_id END,
    CASE WHEN length(m.parameters) <= 4000 AND json_valid(m.parameters)
        THEN m.parameters END,
    CASE WHEN json_valid(m.usage) THEN CAST(json_extract(m.usage, '$.cost_usd') AS TEXT) END,
    CASE WHEN json_valid(m.timing) THEN CAST(json_extract(m.timing, '$.total_s') AS REAL) END
FROM images i JOIN messages m ON m.seq = i.message_seq JOIN pictures p ON p.sha256 = i.sha256
ORDER BY i.message_seq, i.position
""",
    "DROP TABLE images",
    # What is worked out (cards, lineage, texts) is made once the library is open.
    "INSERT OR REPLACE INTO meta VALUES ('gallery_is_stale', '1')",
)

GALLERY = (
    _PICTURES,
    _OCCURRENCES,
    "CREATE INDEX occurrences_by_picture ON occurrences (picture_seq)",
    """
CREATE TABLE lineage (
    occurrence_seq INTEGER NOT NULL REFERENCES occurrences (seq) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    parent_sha256 TEXT NOT NULL,
    PRIMARY KEY (occurrence_seq, place)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX lineage_by_parent ON lineage (parent_sha256)",
    """
CREATE TABLE tags (
    seq INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE
) STRICT
""",
    """
CREATE TABLE picture_tags (
    picture_seq INTEGER NOT NULL REFERENCES pictures (seq) ON DELETE CASCADE,
    tag_seq INTEGER NOT NULL REFERENCES tags (seq) ON DELETE CASCADE,
    PRIMARY KEY (picture_seq, tag_seq)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX picture_tags_by_tag ON picture_tags (tag_seq)",
    """
CREATE TABLE albums (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, place INTEGER NOT NULL
) STRICT
""",
    """
CREATE TABLE album_pictures (
    album_seq INTEGER NOT NULL REFERENCES albums (seq) ON DELETE CASCADE,
    picture_seq INTEGER NOT NULL REFERENCES pictures (seq) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    PRIMARY KEY (album_seq, picture_seq)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX album_pictures_by_picture ON album_pictures (picture_seq)",
    """
CREATE TABLE saved_filters (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    place INTEGER NOT NULL, json TEXT NOT NULL
) STRICT
""",
    "CREATE TABLE picture_texts (picture_seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    """
CREATE VIRTUAL TABLE picture_index USING fts5 (
    text, content = 'picture_texts', content_rowid = 'picture_seq', columnsize = 0,
    tokenize = 'trigram'
)
""",
    "CREATE VIRTUAL TABLE picture_terms USING fts5vocab ('picture_index', 'row')",
    *_FROM_IMAGES,
    # A whole list, in order and filtered, comes from this index alone.
    """
CREATE INDEX pictures_in_order ON pictures (
    shown, created_at_us, seq, rating, favourite, kind, model_id, width_px, height_px, card
)
""",
    "CREATE INDEX pictures_to_hash ON pictures (seq) WHERE is_hashed = 0",
)
"""Statements of the step."""

GIVEN_ALONG = (
    # Whether a person gave a parent along (attached, chosen), or it merely went along.
    "ALTER TABLE lineage ADD COLUMN given INTEGER NOT NULL DEFAULT 1",
    "INSERT OR IGNORE INTO meta VALUES ('gallery_is_stale', 'kinds')",
)
"""Statements of a later step."""

COSTS = (
    """
CREATE INDEX occurrences_by_cost ON occurrences (CAST(cost_usd AS REAL), picture_seq)
WHERE cost_usd IS NOT NULL
""",
)
"""Statements of a later step."""
