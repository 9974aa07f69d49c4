"""Turns answers of the images endpoints, streamed or whole, into events."""

from typing import Any

from studio.core.events import RemoteImageFound, UsageReported
from studio.core.parts import ImageOrigin
from studio.gateway.image_entries import image_event
from studio.gateway.json_values import dict_of, list_of, text_of
from studio.gateway.long_lines import Runs
from studio.gateway.sink import RawImage, Sink
from studio.gateway.usage import read_usage

_KINDS = ("image_generation.", "image_edit.")


class ImagesAssembler:
    """Takes payloads in order.

    Args:
        sink: takes the events.

    Attributes:
        finished: the images were delivered.
        delivered: images and addresses so far, partial ones not counted.
    """

    def __init__(self, sink: Sink) -> None:
        self.finished = False
        self.delivered = 0
        self._sink = sink

    def payload(self, payload: dict[str, Any], name: str, runs: Runs | None) -> bool:
        """Takes one object; returns whether it belonged to the images endpoints.

        Args:
            name: the event's name, for payloads without a `type`.
        """
        kind = text_of(payload.get("type")) or name
        streamed = kind.startswith(_KINDS)
        data = payload.get("data")
        if not isinstance(data, list):
            data = payload.get("images")  # SiliconFlow
        if not streamed and not isinstance(data, list):
            return False
        partial = streamed and not kind.endswith(".completed")
        for entry in list_of(data) if isinstance(data, list) else [payload]:
            self._entry(dict_of(entry), runs, partial=partial)
        usage = read_usage(dict_of(payload.get("usage")))
        if usage is not None:
            self._sink.add(UsageReported(usage))
        self.finished = self.finished or not partial
        return True

    def _entry(self, entry: dict[str, Any], runs: Runs | None, *, partial: bool) -> None:
        alt = text_of(entry.get("revised_prompt"))
        event = image_event(entry, 0, ImageOrigin.ENDPOINT, runs, alt)
        if isinstance(event, RawImage):
            event = RawImage(0, event.data, event.origin, event.alt, partial=partial)
        if isinstance(event, str):
            self._sink.text(0, event)
        elif event is not None:
            self._sink.add(event)
        if isinstance(event, RawImage | RemoteImageFound) and not partial:
            self.delivered += 1
