"""Recorded bodies sent again, in given pieces, with delays, drops and stalls."""

from msgspec import Struct

from studio.demo.http import Exchange

FOREVER_S = 24 * 3600.0


class ReplayScript(Struct, frozen=True):
    """How to send one recorded body.

    Attributes:
        data: the body, byte for byte.
        headers: besides or instead of the default `Content-Type`.
        chunk_bytes: send in writes of this size; None: all at once.
        delay_s: seconds between those writes.
        first_delay_s: seconds before status and headers.
        drop_after_bytes: close the connection after so many bytes of the body.
        reset: drop with a TCP reset instead of a plain close.
        stall_after_bytes: say nothing more after so many bytes, until the client leaves.
        until_close: no length and no chunks: the end of the connection ends the body.
        times: how many requests it answers; None: all. Scripts of one target queue up.
    """

    data: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    chunk_bytes: int | None = None
    delay_s: float = 0.0
    first_delay_s: float = 0.0
    drop_after_bytes: int | None = None
    reset: bool = False
    stall_after_bytes: int | None = None
    until_close: bool = False
    times: int | None = None

    async def play(self, exchange: Exchange) -> None:
        """Answers one request. Raises: ClientLeft."""
        await exchange.wait(self.first_delay_s)
        if self.until_close:
            await exchange.start_until_close(self.status, self._headers())
            write = exchange.write_raw
        else:
            await exchange.start(self.status, self._headers())
            write = exchange.write
        ends = [e for e in (self.drop_after_bytes, self.stall_after_bytes) if e is not None]
        end = min([len(self.data), *ends])
        step = self.chunk_bytes or max(1, end)
        for at in range(0, end, step):
            if at:
                await exchange.wait(self.delay_s)
            await write(self.data[at : min(end, at + step)])
        if self.drop_after_bytes is not None and end == self.drop_after_bytes:
            exchange.drop(reset=self.reset)
        elif self.stall_after_bytes is not None and end == self.stall_after_bytes:
            await exchange.wait(FOREVER_S)
        elif self.until_close:
            exchange.drop()
            exchange.request.outcome = "sent"
        else:
            await exchange.finish()

    def _headers(self) -> list[tuple[str, str]]:
        headers = list(self.headers)
        names = {name.lower() for name, _ in headers}
        if "content-type" not in names:
            is_json = self.data.lstrip()[:1] in {b"{", b"["}
            headers.append(("Content-Type", "application/json" if is_json else "text/event-stream"))
        return headers


class ReplayShelf:
    """Scripts by target: a path (starts with `/`) or a model id."""

    def __init__(self) -> None:
        self._scripts: dict[str, list[tuple[ReplayScript, int]]] = {}

    def add(self, target: str, script: ReplayScript) -> None:
        """Puts a script behind those already there for this target."""
        self._scripts.setdefault(target, []).append((script, 0))

    def clear(self, target: str | None = None) -> None:
        """Forgets the scripts of one target, or all."""
        if target is None:
            self._scripts.clear()
        else:
            self._scripts.pop(target, None)

    def take(self, *targets: str) -> ReplayScript | None:
        """The script that answers this request, or None. A used-up one leaves the queue."""
        for target in targets:
            queue = self._scripts.get(target)
            if not queue:
                continue
            script, used = queue[0]
            queue[0] = (script, used + 1)
            if script.times is not None and used + 1 >= script.times:
                queue.pop(0)
            return script
        return None
