"""What the demo's working models say: a script for each call and choice."""

import zlib
from collections import Counter
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from studio.demo import catalogue
from studio.demo.chat_call import ChatCall
from studio.demo.failures import failing_script
from studio.demo.judging import judgement
from studio.demo.looking import describe
from studio.demo.painting import Order, joined_prompt, paint, read_scene, read_size
from studio.demo.script import Pause, Picture, Script, Step, Text, Thought
from studio.demo.tools import tool_script
from studio.demo.wire import WireError
from studio.demo.writing import answer, json_answer, thoughts

_RATES = {
    catalogue.FAST_WRITER: (0.15, 200.0),
    catalogue.SLOW_WRITER: (0.6, 20.0),
    catalogue.GPT_4O: (0.15, 200.0),
}
_THINKING_RATE = 90.0
_RATE = 160.0
_MASK_63 = (1 << 63) - 1


class Composer:
    """Writes the scripts. The same call gets the same text; a painting is new each time.

    Thread: the gateway's loop.
    """

    def __init__(self) -> None:
        self._painted: Counter[str] = Counter()

    def script(self, call: ChatCall, choice: int) -> Script:
        """What a choice of a call says. Raises: WireError."""
        failing = failing_script(call.model)
        if failing is not None:
            return failing
        if call.model == catalogue.PAINTER:
            return self._painting(call, choice)
        if call.model == catalogue.GEMINI_IMAGE:
            return self._documented_painting(call, choice)
        if call.model == catalogue.PAINTER_DRAFTS:
            return self._painting_with_drafts(call, choice)
        if call.model == catalogue.TOOL_CALLER:
            return tool_script(call)
        if call.model == catalogue.VISION:
            return _looking(call)
        if call.model == catalogue.REASONER:
            return _reasoning(call, choice)
        first_s, rate = _RATES[call.model]
        return Script((Pause(first_s), Text(_written(call, choice), rate)))

    def order(self, call: ChatCall, choice: int) -> Order:
        """The picture that a call asks for. Raises: WireError."""
        try:
            width, height = read_size(call.aspect_ratio, call.image_size)
        except ValueError as exc:
            raise WireError(400, str(exc), code="invalid_image_config") from exc
        prompt = joined_prompt(call.prompt, call.earlier_prompts)
        tint = call.images[0] if call.images else None
        return Order(prompt, width, height, self.seed(prompt, call.seed, choice), tint)

    def seed(self, prompt: str, seed: int | None, choice: int) -> int:
        """A seed for a painting: another each time, unless the request names one."""
        if seed is None:
            again = self._painted[prompt]
            self._painted[prompt] += choice == 0
            if choice:
                again -= 1
        else:
            again = seed
        return zlib.crc32(f"{prompt}|{again}|{choice}".encode()) & _MASK_63

    def _painting(self, call: ChatCall, choice: int) -> Script:
        if not call.prompt:
            return _ask_for_words()
        order = self.order(call, choice)
        before, after = _around(call, order)
        return Script(
            (
                Pause(0.25),
                Text(before, _RATE),
                Picture(_job(order)),
                Text(after, _RATE),
            )
        )

    def _documented_painting(self, call: ChatCall, choice: int) -> Script:
        """Nothing but an image, and no tokens for it: as DGrid's documentation has it."""
        picture = Picture(_job(self.order(call, choice)), alt="generated image", tokens=0)
        return Script((Pause(0.25), picture))

    def _painting_with_drafts(self, call: ChatCall, choice: int) -> Script:
        if not call.prompt:
            return _ask_for_words()
        order = self.order(call, choice)
        scene = read_scene(order.prompt, order.seed)
        first = replace(order, detail=0.22, style="smooth")
        second = replace(order, detail=0.5)
        steps: tuple[Step, ...] = (
            Pause(0.3),
            Thought(
                f"**Reading the words**\n\nA {scene.setting}, {scene.hour} light. Where should "
                "the horizon be, and from where does the light come?\n\n",
                _THINKING_RATE,
            ),
            Picture(_job(first), in_reasoning=True),
            Thought(
                "\n\n**A second draft**\n\nThe large shapes hold. Now the edges and the surface.\n",
                _THINKING_RATE,
            ),
            Picture(_job(second)),
            Pause(0.4),
            Picture(_job(order)),
        )
        return Script(steps)


def _job(order: Order) -> Callable[[Callable[[], bool]], bytes]:
    return partial(paint, order)


def _around(call: ChatCall, order: Order) -> tuple[str, str]:
    scene = read_scene(order.prompt, order.seed)
    asked = " ".join(call.prompt.split())
    shown = asked if len(asked) <= 80 else asked[:77] + "…"
    before = f"Here is *{shown.strip('*_ ')}*:\n\n"
    if order.tint:
        before = f"I took the colours from your picture. {before}"
    words = ", ".join(f"**{word}**" for word in scene.understood)
    took = (
        f"What I took from your words: {words}."
        if words
        else ("None of the words named a thing that I can paint, so I chose freely.")
    )
    after = (
        f"\n\n{scene.caption()[:1].upper()}{scene.caption()[1:]}, {order.width_px} × "
        f"{order.height_px}. {took} Ask again for another one, or add *at night*, *in winter*, "
        "*watercolour*, *poster*.\n\n*Painted by the built-in demo, by rules and chance on your "
        "machine.*"
    )
    return before, after


def _ask_for_words() -> Script:
    return Script(
        (Pause(0.2), Text("What shall I paint? Try *a lighthouse at dusk* or *dunes*.", _RATE))
    )


def _written(call: ChatCall, choice: int) -> str:
    judged = judgement(call.prompt)
    if judged is not None:
        return judged
    if call.wants_json:
        return json_answer(call.prompt)
    return answer(call.prompt, variant=choice + (call.seed or 0))


def _reasoning(call: ChatCall, choice: int) -> Script:
    return Script(
        (
            Pause(0.3),
            Thought(thoughts(call.prompt), _THINKING_RATE),
            Pause(0.2),
            Text(_written(call, choice), _RATE),
        )
    )


def _looking(call: ChatCall) -> Script:
    judged = judgement(call.prompt)
    if judged is not None:
        text = judged
    elif not call.images:
        text = (
            "I look at pictures, and there is none in your message. Attach one (drop it, paste "
            "it, or use the button beside the message box) and ask again."
        )
    else:
        text = describe(call.images, call.prompt)
    return Script((Pause(0.3), Text(text, _RATE)))
