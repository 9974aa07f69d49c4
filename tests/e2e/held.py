"""Answers that are written as long as a test needs them to be, however slow the machine is."""

import threading

from msgspec import field

from studio.demo.http import Exchange
from studio.demo.replay import ReplayScript
from studio.demo.server import DemoGateway
from tests.e2e import wire


class HeldAnswer(ReplayScript, frozen=True):
    """Writes word after word, and keeps the last ones back until it is let go."""

    shown_words: int = 0
    gate: threading.Event = field(default_factory=threading.Event)

    def let_go(self) -> None:
        self.gate.set()

    async def play(self, exchange: Exchange) -> None:
        await exchange.start(self.status, self._headers())
        shown = self.shown_words * wire.WORD_EVENT_BYTES
        for at in range(0, shown, wire.WORD_EVENT_BYTES):
            await exchange.write(self.data[at : at + wire.WORD_EVENT_BYTES])
            await exchange.wait(self.delay_s)
        while not self.gate.is_set():
            await exchange.wait(0.02)
        await exchange.write(self.data[shown:])
        await exchange.finish()


def hold_answer(gateway: DemoGateway, model: str, words: int) -> HeldAnswer:
    """The next answer of a model: so many words, the last twenty when it is let go."""
    script = HeldAnswer(
        wire.word_events(words) + wire.END, delay_s=0.05, times=1, shown_words=words - 20
    )
    gateway._shelf.add(model, script)
    return script
