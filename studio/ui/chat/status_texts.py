"""Lines about a run and about a path: what goes on, how much there is, what it cost."""

from PySide6.QtCore import QCoreApplication

from studio.core.messages import Message
from studio.services.run import Run
from studio.ui.chat.path_rows import path_cost
from studio.ui.chat.texts import cost_text, count_text


def status_line(live: Run) -> str:
    """`Waiting · 3 s`, then `Streaming · ≈ 68 tok/s · ≈ 118 tokens`."""
    tokens = live.output_tokens_estimate()
    if not tokens:
        seconds = count_text(int(live.elapsed_s()))
        return _tr("Waiting · {seconds} s").format(seconds=seconds)
    pieces = [_tr("Streaming")]
    speed = live.tokens_per_s()
    if speed >= 1:
        pieces.append(_tr("≈ {speed} tok/s").format(speed=count_text(round(speed))))
    pieces.append(_tr("≈ {count} tokens").format(count=count_text(tokens)))
    return " · ".join(pieces)


def header_facts(path: tuple[Message, ...]) -> str:
    """`6 messages · $0.041`; "" for an empty path."""
    if not path:
        return ""
    count = len(path)
    word = _tr("{count} message") if count == 1 else _tr("{count} messages")
    pieces = [word.format(count=count_text(count))]
    cost = path_cost(path)
    if cost:
        pieces.append(cost_text(cost))
    return " · ".join(pieces)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChatPane", text)
