"""Prompts that made images, and what images of each model cost: kept across restarts."""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.core.errors import StudioError
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread

MOST_PROMPTS = 100
MOST_PROMPT_CHARS = 8000
MOST_MODELS = 100
_KEY = "making"


class PromptHistory(QObject):
    """The last prompts, the newest first, each once.

    Nothing is read before `load`; what was added until then comes first.

    Signals:
        changed: there is a new prompt, or they were loaded.
    """

    changed = Signal()

    def __init__(
        self, *, database: DatabaseThread, scope: TaskScope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._database = database
        self._scope = scope
        self._prompts: tuple[str, ...] = ()
        self._costs: dict[str, str] = {}
        self._draft: str | None = None  # None: not read yet, and nothing was typed
        self._loading: asyncio.Task[None] | None = None

    @property
    def prompts(self) -> tuple[str, ...]:
        """As they were typed, variables and all."""
        return self._prompts

    def load(self) -> None:
        """Reads what is kept, once."""
        if self._loading is None:
            self._loading = self._scope.start(self._load(), name="prompts")

    def add(self, prompt: str) -> None:
        """Remembers a prompt as the newest; one that is too long is not kept."""
        prompt = prompt.strip()
        if not prompt or len(prompt) > MOST_PROMPT_CHARS:
            return
        self._prompts = _merged((prompt,), self._prompts)
        self.changed.emit()
        self._write()

    @property
    def draft(self) -> str:
        """What was typed and not sent when the program ended, or since."""
        return self._draft or ""

    def keep_draft(self, text: str) -> None:
        """Remembers what is typed; one that is too long is not kept."""
        text = text if len(text) <= MOST_PROMPT_CHARS else ""
        if text != self.draft:
            self._draft = text
            self._write()

    def cost_per_image(self, model_id: str) -> Decimal | None:
        """What an image of a model cost the last time, in US dollars; None: not known."""
        text = self._costs.get(model_id)
        return Decimal(text) if text is not None else None

    def note_cost(self, model_id: str, cost_usd: str, images: int) -> None:
        """A request that gave so many images cost so much."""
        cost = _decimal(cost_usd)
        if cost is None or images < 1:
            return
        each = cost / images
        self._costs.pop(model_id, None)
        self._costs[model_id] = f"{each:.8f}"
        while len(self._costs) > MOST_MODELS:
            del self._costs[next(iter(self._costs))]
        self._write()

    async def _load(self) -> None:
        try:
            text = await asyncio.wrap_future(
                self._database.submit(lambda library: library.meta(_KEY))
            )
        except StudioError:
            text = None  # the history is a comfort: making goes on without it
        kept = _read(text)
        self._prompts = _merged(self._prompts, kept[0])
        self._costs = {**kept[1], **self._costs}
        if self._draft is None:
            self._draft = kept[2]
        self.changed.emit()

    def _write(self) -> None:
        if self._scope.is_closed:
            return  # the last keys before the end come too late
        self.load()
        self._scope.start(self._keep(), name="keep prompts")

    async def _keep(self) -> None:
        if self._loading is not None:
            await self._loading
        values = {"prompts": self._prompts, "costs": self._costs, "draft": self.draft}
        text = json.dumps(values, ensure_ascii=False)
        try:
            await asyncio.wrap_future(
                self._database.submit(lambda library: library.set_meta(_KEY, text))
            )
        except StudioError:
            return  # the next prompt tries again


def _merged(first: tuple[str, ...], then: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))[:MOST_PROMPTS]


def _read(text: str | None) -> tuple[tuple[str, ...], dict[str, str], str]:
    """What is kept, without anything that can't be used."""
    try:
        kept: Any = json.loads(text or "{}")
    except ValueError:
        kept = {}
    if not isinstance(kept, Mapping):
        return (), {}, ""
    prompts, costs = kept.get("prompts"), kept.get("costs")
    draft = kept.get("draft")
    texts = prompts if isinstance(prompts, list) else []
    pairs = costs.items() if isinstance(costs, Mapping) else ()
    return (
        tuple(each for each in texts if isinstance(each, str))[:MOST_PROMPTS],
        {model: cost for model, cost in pairs if isinstance(cost, str) and _decimal(cost)},
        draft if isinstance(draft, str) else "",
    )


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
