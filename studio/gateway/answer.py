"""Reads the body of one answer: bytes in, events out. Streamed or not, the same parser.

The life of a chunk: `sse` cuts it into events (`lines`, `long_lines` takes long base64 out
on the way), `json_values` decodes them, `assembly` and `choice` take them apart, and
`text_scanner` cuts images out of the text. Nothing here ever raises: what goes wrong is in
`AnswerParser.error`, after the events that came before it.
"""

import re
from typing import Any, Literal

from studio.core.errors import BadReply, ContentRefused, EndedEarly, GatewayError, ServerFailed
from studio.core.events import ImageProgress
from studio.gateway.assembly import ChatAssembler
from studio.gateway.endpoint_images import ImagesAssembler
from studio.gateway.failures import error_from_object, error_from_text
from studio.gateway.json_values import NOT_JSON, decode_first, decode_json, without_decimals
from studio.gateway.long_lines import Runs
from studio.gateway.sink import RawEvent, RawImage, Sink
from studio.gateway.sse import MAX_LINE_BYTES, SseEvent, SseReader

__all__ = ["AnswerParser", "RawEvent", "RawImage"]

_PROGRESS_STEP_BYTES = 4096
_HEAD_INDEX = re.compile(rb'"choices"\s*:\s*\[\s*\{[^{]{0,200}"index"\s*:\s*(\d{1,4})')
_MAX_ERROR_TEXT = 64 * 1024


class AnswerParser:
    """Parses one answer. Thread: one at a time, not the GUI's.

    Args:
        request_id: of the response headers; goes into the error.
        endpoint: which endpoint was called.
        only_choice: one choice was asked for.
        max_line_bytes: a longer line ends in `BadReply`.

    Attributes:
        error: set when an error object came, a line was too long, or (after `close`) the
            answer ended early; to be raised after the last events.
        skipped: data lines that were no JSON.
    """

    def __init__(
        self,
        *,
        request_id: str | None = None,
        endpoint: Literal["chat", "images"] = "chat",
        only_choice: bool = False,
        max_line_bytes: int = MAX_LINE_BYTES,
    ) -> None:
        self.error: GatewayError | None = None
        self.skipped = 0
        self._request_id = request_id
        self._endpoint = endpoint
        self._sink = Sink()
        self._reader = SseReader(max_line_bytes)
        self._chat = ChatAssembler(self._sink, only_choice=only_choice)
        self._images = ImagesAssembler(self._sink)
        self._done = False
        self._closed = False
        self._progress_bytes = 0

    @property
    def finished(self) -> bool:
        """Whether all that was begun came to its end."""
        return self._chat.finished or self._images.finished

    @property
    def ended(self) -> bool:
        """Whether the server said that nothing more follows (`[DONE]`)."""
        return self._done

    def feed(self, data: bytes) -> list[RawEvent]:
        """The events that some more bytes of the body give, in order."""
        if self.error is not None or self._closed:
            return []
        self._read(self._reader.feed(data))
        if self.error is None:
            size = self._reader.pending_image_bytes
            self._chat.report(self._report_pending(size) if size else None)
            self._progress_bytes = size and self._progress_bytes
        return self._sink.take()

    def close(self) -> list[RawEvent]:
        """The events that the end of the body gives; sets `error` when it came too early."""
        if self._closed:
            return []
        self._closed = True
        if self.error is None:
            self._read(self._reader.close())
        if self.error is None:
            self._read_stray()
        if self.error is None:
            self._chat.close()
            self._chat.report()
            self.error = self._error_at_end()
        return self._sink.take()

    def _read(self, events: list[SseEvent]) -> None:
        for event in events:
            if self.error is not None:
                return
            self._event(event)
        if self._reader.error is not None:
            self._fail(self._reader.error)

    def _event(self, event: SseEvent) -> None:
        payload = decode_json(event.data)
        if (
            type(payload) is dict
            and event.runs is None
            and event.name != "error"
            and self._chat.ordinary(payload)
        ):
            return
        if payload is NOT_JSON:
            self._not_json(event)
        elif isinstance(payload, dict):
            self._payload(payload, event.name, event.runs)
        elif isinstance(payload, list):
            self._list(payload, event.runs)
        elif event.name == "error":
            self._fail_with(payload)

    def _not_json(self, event: SseEvent) -> None:
        data = event.data.strip()
        if data == b"[DONE]":
            self._done = True
        elif event.name == "error" and data:
            text = data[:_MAX_ERROR_TEXT].decode("utf-8", "replace")
            self._fail(error_from_text(text, status=None, request_id=self._request_id))
        elif b"\n" in data:
            # Events without a blank line between them: each line may be one.
            for line in data.split(b"\n"):
                if self.error is None:
                    self._event(SseEvent(line, event.name, event.runs))
        elif data:
            self.skipped += 1

    def _list(self, payloads: list[Any], runs: Runs | None) -> None:
        for payload in payloads:
            if isinstance(payload, dict) and self.error is None:
                self._payload(payload, "", runs)

    def _payload(self, payload: dict[str, Any], name: str, runs: Runs | None) -> bool:
        """Takes one object; returns whether it was understood."""
        known = self._chat.payload(payload, runs)
        if "choices" not in payload:
            if self._endpoint == "images" or name.startswith("image_"):
                known = self._images.payload(payload, name, runs) or known
            if not known and _is_error(payload):
                self._fail_with(payload)
                return True
        if name == "error" or payload.get("error") or _choice_error(payload):
            self._fail_with(payload)
            return True
        return known

    def _read_stray(self) -> None:
        """Reads what was no event: a whole JSON body, an error, a web page."""
        data, runs = self._reader.stray()
        if not data.strip():
            return
        payload = decode_json(data)
        known = False
        if payload is NOT_JSON:
            known = self._read_json_lines(data, runs)
            payload = NOT_JSON if known else decode_first(data)
        if isinstance(payload, list) and len(payload) == 1:
            payload = payload[0]
        if isinstance(payload, dict):
            known = self._payload(payload, "", runs)
        if self.error is not None or known or self.finished or self._chat.choices:
            return
        if isinstance(payload, dict):
            self._fail_with(payload)
        else:
            text = data[:_MAX_ERROR_TEXT].decode("utf-8", "replace")
            self._fail(error_from_text(text, status=None, request_id=self._request_id))

    def _read_json_lines(self, data: bytes, runs: Runs | None) -> bool:
        """Some servers send one object per line, without `data:`."""
        known = False
        for line in data.split(b"\n"):
            if self.error is None and line[:1] == b"{":
                payload = decode_json(line)
                if isinstance(payload, dict):
                    known = self._payload(payload, "", runs) or known
        return known

    def _report_pending(self, size: int) -> int:
        """Tells how far an image has come whose line is not complete yet."""
        found = _HEAD_INDEX.search(self._reader.pending_head())
        choice = self._chat.index_of(int(found[1]) if found else 0)
        if not self._progress_bytes or size - self._progress_bytes >= _PROGRESS_STEP_BYTES:
            self._progress_bytes = size
            size += self._chat.open_image_bytes(choice)
            self._sink.add(ImageProgress(choice, size))
        return choice

    def _fail_with(self, payload: object) -> None:
        try:
            plain = without_decimals(payload)
            error = error_from_object(plain, status=None, request_id=self._request_id)
        except RecursionError:
            error = BadReply("", code="nested_too_deep")
        self._fail(error)

    def _fail(self, error: GatewayError) -> None:
        """Keeps what came before the error, and reads nothing after it."""
        self._chat.close()
        self._chat.report()
        if error.request_id is None:
            error.request_id = self._request_id
        self.error = error

    def _error_at_end(self) -> GatewayError | None:
        reasons = {choice.finish_reason for choice in self._chat.choices.values()}
        if "error" in reasons:
            return ServerFailed("", code="finish_reason_error", request_id=self._request_id)
        if self._endpoint == "images" and self._images.finished and not self._images.delivered:
            return ContentRefused("", code="no_images", request_id=self._request_id)
        if self.finished:
            return None
        if self._done and self._chat.saw_blocked and not self._chat.choices:
            return ContentRefused("", code="prompt_blocked", request_id=self._request_id)
        code = "no_finish_reason" if self._done else "cut_off"
        return EndedEarly("stream ended early", code=code, request_id=self._request_id)


def _is_error(payload: dict[str, Any]) -> bool:
    """Whether an object without choices is an error envelope of any kind."""
    if payload.get("object") == "error" or payload.get("type") == "error":
        return True
    if payload.get("success") is False or payload.get("error"):
        return True
    code = payload.get("code")
    return code not in (None, 0, 200, "0", "200", "") and bool(
        payload.get("message") or payload.get("msg")
    )


def _choice_error(payload: dict[str, Any]) -> bool:
    choices = payload.get("choices")
    if not isinstance(choices, list):
        return False
    return any(isinstance(choice, dict) and choice.get("error") for choice in choices)
