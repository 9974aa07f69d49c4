"""What was sent for a reply; read only when a person asks to see it."""

import logging
import sqlite3

import msgspec

from studio.core.ids import MessageId
from studio.core.sent import SentRequest
from studio.storage.more import get_long, put_long
from studio.storage.texts import from_json, to_json

_log = logging.getLogger(__name__)
_FIELD = "request"


class RequestTable:
    """Records of requests by their reply; transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, message_id: MessageId, record: SentRequest) -> None:
        """Keeps the record of a reply that is kept already; without one nothing is."""
        seq = self._seq(message_id)
        if seq is not None:
            head = put_long(self._db, message_id, _FIELD, to_json(record))
            self._db.execute("INSERT OR REPLACE INTO requests VALUES (?, ?)", (seq, head))

    def get(self, message_id: MessageId) -> SentRequest | None:
        """The record of a reply, or None."""
        row = self._db.execute(
            "SELECT r.json FROM requests r JOIN messages m ON m.seq = r.message_seq WHERE m.id = ?",
            (message_id,),
        ).fetchone()
        text = None if row is None else get_long(self._db, message_id, _FIELD, row[0])
        if text is None:
            return None
        try:
            return from_json(text, SentRequest)
        except msgspec.MsgspecError as exc:
            _log.info("a kept request can't be read: %s", exc)
            return None

    def _seq(self, message_id: MessageId) -> int | None:
        row = self._db.execute("SELECT seq FROM messages WHERE id = ?", (message_id,)).fetchone()
        return None if row is None else int(row[0])
