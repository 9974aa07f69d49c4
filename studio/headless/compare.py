"""`dgrid-studio compare`: several models answer the same prompts; all answers at the end."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from studio.core.comparing import ColumnSetup, names_of
from studio.core.csv_text import Cell, to_csv
from studio.core.errors import AuthenticationFailed, Failure, StudioError
from studio.core.events import ImageReceived, StreamEvent
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Message, Role
from studio.core.models import guess_endpoint_only
from studio.core.parts import ImagePart
from studio.core.prompt_files import PromptListFault
from studio.core.prompt_lists import (
    ListedPrompt,
    kind_of_name,
    read_prompts,
    text_of,
)
from studio.core.prompt_variables import expand
from studio.core.requests import ChatRequest, ImageRequest, Parameters
from studio.gateway.client import HttpGateway
from studio.headless import status
from studio.headless.ask import prompt_text
from studio.headless.blobs import ImageFolder, MemoryBlobs
from studio.headless.clock import RealClock
from studio.headless.connecting import Target, find_target
from studio.headless.ending import exit_status_of, run_until_interrupted
from studio.headless.output import Output
from studio.headless.result import Answer, as_object, error_object
from studio.headless.status import NoKey, UsageFault
from studio.options import CompareOptions
from studio.storage.prompt_files import ListFolder

_NAME_CHARS = 60
_MOST_CELLS = 10_000
_COLUMNS = (
    "prompt", "model", "repeat", "text", "reasoning", "finish_reason", "complete",
    "prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens", "cost_usd",
    "first_token_s", "total_s", "images", "request_id", "error", "message",
)  # fmt: skip


def run_compare(options: CompareOptions) -> int:
    """Carries out `compare`; blocks until the last answer is there.

    Returns:
        Exit status; see `studio.headless.status`. Of several failures of different kinds: 1.
    """
    return exit_status_of(partial(_run, options))


def _run(options: CompareOptions, output: Output) -> int:
    blobs = MemoryBlobs()
    prompts = _prompts(options, blobs)
    if len(prompts) * len(options.models) * options.repeats > _MOST_CELLS:
        raise UsageFault(f"more than {_MOST_CELLS:,} answers")
    folder = _folder(options, prompts[0].text)
    try:
        target = find_target(options.start)
    except (NoKey, StudioError) as problem:
        return _refuse(options, output, problem)
    try:
        return run_until_interrupted(
            Comparing(options, prompts, blobs, target, folder, output).run()
        )
    finally:
        if target.demo is not None:
            target.demo.close()


class _Cell(Struct):
    """One answer: who is asked what, and what came.

    Attributes:
        model_at: place of the model in the line-up.
        value: the object of `ask --json`; None: not asked (yet).
    """

    prompt_at: int
    model_at: int
    repeat: int
    value: dict[str, Any] | None = None
    code: int = status.INTERRUPTED


class Comparing:
    """All answers, from the first request to the last line of output."""

    def __init__(
        self,
        options: CompareOptions,
        prompts: tuple[ListedPrompt, ...],
        blobs: MemoryBlobs,
        target: Target,
        folder: ImageFolder | None,
        output: Output,
    ) -> None:
        self._options = options
        self._prompts = prompts
        self._target = target
        self._folder = folder
        self._output = output
        self._blobs = blobs
        self._names = names_of([ColumnSetup(model) for model in options.models])
        self._connection = target.connection
        if options.timeout_s is not None:
            self._connection = replace(
                target.connection,
                silence_timeout_s=options.timeout_s,
                connect_timeout_s=min(target.connection.connect_timeout_s, options.timeout_s),
            )
        self._cells = [
            _Cell(prompt_at, model_at, repeat)
            for prompt_at in range(len(prompts))
            for repeat in range(options.repeats)
            for model_at in range(len(options.models))
        ]

    async def run(self) -> int:
        """Asks all, prints what came, and gives the exit status."""
        gateway = HttpGateway(self._blobs, self._blobs, RealClock())
        waiting = iter(self._cells)

        async def work() -> None:
            for cell in waiting:
                await self._ask(gateway, cell)

        interrupted = False
        try:
            at_once = min(self._options.at_once, len(self._cells))
            await asyncio.gather(*(work() for _ in range(at_once)))
        except asyncio.CancelledError:
            interrupted = True  # Ctrl+C: what came is printed
        await gateway.aclose()
        self._print()
        return status.INTERRUPTED if interrupted else self._status()

    def _status(self) -> int:
        codes = {cell.code for cell in self._cells} - {status.COMPLETE}
        if not codes:
            return status.COMPLETE
        return codes.pop() if len(codes) == 1 else status.FAILED

    async def _ask(self, gateway: HttpGateway, cell: _Cell) -> None:
        model_id = self._options.models[cell.model_at]
        answer = Answer(model_id)
        error: StudioError | Failure | None = None
        code = status.COMPLETE
        began_s = time.monotonic()
        try:
            async with aclosing(self._batches(gateway, cell)) as batches:
                async for batch in batches:
                    answer.fold(batch, time.monotonic() - began_s)
                    self._save(batch)
            if not guess_endpoint_only(model_id):
                answer.check_end()
        except StudioError as exc:
            error = exc
            code = status.status_of(exc, had_content=answer.has_content)
            words = status.error_words(exc, had_key=self._target.key is not None)
            self._output.problem(f"{self._names[cell.model_at]}: {words}")
        except asyncio.CancelledError:
            error = Failure("interrupted", "interrupted by a signal")
            code = status.INTERRUPTED
            raise
        finally:
            cell.code = code
            cell.value = as_object(
                answer,
                total_s=time.monotonic() - began_s,
                error=error,
                complete=error is None,
                folder=self._folder,
            )

    def _batches(
        self, gateway: HttpGateway, cell: _Cell
    ) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        options = self._options
        model_id, prompt = options.models[cell.model_at], self._prompts[cell.prompt_at]
        params = dict(options.params)
        if guess_endpoint_only(model_id):
            size = params.pop("size", None)
            image = ImageRequest(
                self._connection,
                model_id,
                "\n\n".join(filter(None, (options.system, prompt.text))),
                images=tuple(p.blob for p in prompt.parts if isinstance(p, ImagePart)),
                size=None if size is None else str(size),
                parameters=Parameters.from_dict(params),
            )
            return gateway.images(image, self._target.key)
        question = Message(
            id=MessageId(new_id()),
            conversation_id=ConversationId("compare"),
            parent_id=None,
            role=Role.USER,
            parts=prompt.parts,
            created_at=RealClock().now(),
        )
        chat = ChatRequest(
            self._connection,
            model_id,
            (question,),
            system_prompt=options.system,
            parameters=Parameters.from_dict(params),
        )
        return gateway.chat(chat, self._target.key)

    def _save(self, batch: tuple[StreamEvent, ...]) -> None:
        for event in batch:
            if self._folder is None or not isinstance(event, ImageReceived) or event.partial:
                continue
            try:
                path = self._folder.save(event.blob, self._blobs.read(event.blob))
            except OSError as exc:
                self._output.problem(f"an image could not be saved: {exc}")
                continue
            if path is not None and self._options.output == "text":
                self._output.note(str(path))

    # Output

    def _print(self) -> None:
        if self._options.output == "json":
            self._output.json(self._as_object())
        elif self._options.output == "csv":
            rows = [_COLUMNS, *(self._row(cell) for cell in self._cells if cell.value is not None)]
            self._output.text(to_csv(rows))
        else:
            self._output.text("\n".join(self._as_markdown()))

    def _as_object(self) -> dict[str, Any]:
        prompts: list[dict[str, Any]] = [
            {
                "prompt": each.text,
                "expected": each.expected or None,
                "attached": [attachment.name for attachment in each.attachments],
                "answers": [],
            }
            for each in self._prompts
        ]
        for cell in self._cells:
            if cell.value is not None:
                answer = {"asked": self._options.models[cell.model_at], "repeat": cell.repeat + 1}
                prompts[cell.prompt_at]["answers"].append(answer | cell.value)
        return compared_object(self._options.models, prompts, None)

    def _row(self, cell: _Cell) -> list[Cell]:
        value = cell.value
        assert value is not None
        usage, error = value["usage"] or {}, value["error"] or {}
        return [
            self._prompts[cell.prompt_at].text,
            self._names[cell.model_at],
            cell.repeat + 1,
            value["text"],
            value["reasoning"],
            value["finish_reason"],
            value["complete"],
            usage.get("prompt_tokens"),
            usage.get("completion_tokens"),
            usage.get("reasoning_tokens"),
            usage.get("cached_tokens"),
            usage.get("cost_usd"),
            value["timing"]["first_token_s"],
            value["timing"]["total_s"],
            len(value["images"]),
            value["request_id"],
            error.get("kind"),
            error.get("message"),
        ]

    def _as_markdown(self) -> list[str]:
        lines: list[str] = []
        shown = None
        for cell in self._cells:
            if cell.value is None:
                continue
            if shown != cell.prompt_at and len(self._prompts) > 1:
                lines += [f"# {_in_a_line(self._prompts[cell.prompt_at])}", ""]
            shown = cell.prompt_at
            again = f" (answer {cell.repeat + 1})" if self._options.repeats > 1 else ""
            lines += [f"## {self._names[cell.model_at]}{again}", ""]
            error = cell.value["error"]
            if cell.value["text"] or error is None:
                lines += [cell.value["text"].rstrip("\n"), ""]
            if error is not None:
                lines += [f"*{error['kind'].replace('_', ' ')}*", ""]
        return lines


def _in_a_line(prompt: ListedPrompt) -> str:
    """What a prompt is called in a heading, which has one line."""
    words = " ".join(prompt.text.split())
    return words or ", ".join(each.name for each in prompt.attachments)


def compared_object(
    models: tuple[str, ...], prompts: list[dict[str, Any]], error: StudioError | None
) -> dict[str, Any]:
    """The object that `compare --json` prints."""
    answers = [answer for prompt in prompts for answer in prompt["answers"]]
    return {
        "models": list(models),
        "prompts": prompts,
        "complete": bool(answers) and all(answer["complete"] for answer in answers),
        "error": error_object(error),
    }


def _refuse(options: CompareOptions, output: Output, problem: NoKey | StudioError) -> int:
    """Ends before anything was sent: no key, or no usable address."""
    error = problem
    if isinstance(problem, NoKey):
        error = AuthenticationFailed(str(problem), code="no_key")
        output.problem(str(problem))
    else:
        output.problem(status.error_words(problem, had_key=True))
    assert isinstance(error, StudioError)
    if options.output == "json":
        output.json(compared_object(options.models, [], error))
    return status.status_of(error, had_content=False)


def _prompts(options: CompareOptions, blobs: MemoryBlobs) -> tuple[ListedPrompt, ...]:
    if options.prompts is not None:
        data, kind = _read(options.prompts), kind_of_name(options.prompts.name)
        take = ListFolder(options.prompts.absolute().parent, blobs.put)
        try:
            return read_prompts(text_of(data), kind, with_variables=options.variables, take=take)
        except PromptListFault as fault:
            raise UsageFault(f"--prompts {options.prompts}: {fault}") from fault
    prompt = prompt_text(options.prompt or "")
    if not prompt.strip():
        raise UsageFault("the prompt is empty")
    texts = expand(prompt) if options.variables else (prompt,)
    return tuple(ListedPrompt(text) for text in texts)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise UsageFault(f"--prompts {path}: {exc.strerror or exc}") from exc


def _folder(options: CompareOptions, title: str) -> ImageFolder | None:
    if options.save_images is None:
        return None
    try:
        return ImageFolder(options.save_images, title[:_NAME_CHARS])
    except OSError as exc:
        raise UsageFault(f"--save-images {options.save_images}: {exc.strerror or exc}") from exc
