"""`dgrid-studio ask`: one prompt, its answer on standard output."""

import asyncio
import codecs
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from studio.core.errors import AuthenticationFailed, Failure, StudioError
from studio.core.events import (
    ImageReceived,
    RemoteImageFound,
    StreamEvent,
    TextDelta,
)
from studio.core.ids import ConversationId, MessageId, new_id
from studio.core.messages import Message, Role
from studio.core.parts import BlobRef, ImageOrigin, ImagePart, Part, TextPart
from studio.core.requests import ChatRequest, ImageRequest, Parameters
from studio.core.sniff import sniff
from studio.gateway.client import HttpGateway
from studio.headless import status
from studio.headless.blobs import ImageFolder, MemoryBlobs
from studio.headless.clock import RealClock
from studio.headless.connecting import Target, find_target
from studio.headless.ending import exit_status_of, run_until_interrupted
from studio.headless.output import Output
from studio.headless.result import Answer, as_object
from studio.headless.status import NoKey, UsageFault
from studio.options import AskOptions

_NAME_CHARS = 60


def run_ask(options: AskOptions) -> int:
    """Carries out `ask`; blocks until the answer is complete.

    Returns:
        Exit status; see `studio.headless.status`.
    """
    return exit_status_of(partial(_run, options))


def _run(options: AskOptions, output: Output) -> int:
    options = replace(options, prompt=prompt_text(options.prompt))
    if not options.prompt.strip() and not options.images:
        raise UsageFault("the prompt is empty")
    blobs = MemoryBlobs()
    attached = tuple(_attach(path, blobs) for path in options.images)
    folder = _folder(options)
    try:
        target = find_target(options.start)
    except (NoKey, StudioError) as problem:
        return _refuse(options, output, problem)
    try:
        asking = Asking(options, target, blobs, attached, folder, output)
        return run_until_interrupted(asking.ask())
    finally:
        if target.demo is not None:
            target.demo.close()


class Asking:
    """One question, from the request to the last line of output."""

    def __init__(
        self,
        options: AskOptions,
        target: Target,
        blobs: MemoryBlobs,
        attached: tuple[BlobRef, ...],
        folder: ImageFolder | None,
        output: Output,
    ) -> None:
        self._options = options
        self._target = target
        self._blobs = blobs
        self._attached = attached
        self._folder = folder
        self._output = output
        self._model_id = _model(options, target)
        self._answer = Answer(self._model_id)
        self._saving_failed = False
        self._began_s = 0.0

    async def ask(self) -> int:
        """Asks, writes as the answer arrives, and gives the exit status."""
        gateway = HttpGateway(self._blobs, self._blobs, RealClock())
        error: StudioError | Failure | None = None
        code = status.COMPLETE
        self._began_s = time.monotonic()
        try:
            async with aclosing(self._batches(gateway)) as batches:
                async for batch in batches:
                    self._take(batch)
            if self._options.via == "chat":
                self._answer.check_end()
        except StudioError as exc:
            error = exc
            code = status.status_of(exc, had_content=self._answer.has_content)
        except asyncio.CancelledError:
            # Ctrl+C: what came is kept, and the connection is closed by now.
            error = Failure("interrupted", "interrupted by a signal")
            code = status.INTERRUPTED
        total_s = time.monotonic() - self._began_s
        await gateway.aclose()
        if self._saving_failed and code == status.COMPLETE:
            code = status.FAILED
        self._finish(total_s, error, complete=error is None)
        return code

    def _batches(self, gateway: HttpGateway) -> AsyncGenerator[tuple[StreamEvent, ...], None]:
        options = self._options
        connection = self._target.connection
        if options.timeout_s is not None:
            connection = replace(
                connection,
                silence_timeout_s=options.timeout_s,
                connect_timeout_s=min(connection.connect_timeout_s, options.timeout_s),
            )
        params = dict(options.params)
        if options.via == "images":
            size, partial = params.pop("size", None), params.pop("partial_images", None)
            prompt = "\n\n".join(filter(None, (options.system, options.prompt)))
            request = ImageRequest(
                connection,
                self._model_id,
                prompt,
                images=self._attached,
                size=None if size is None else str(size),
                parameters=Parameters.from_dict(params),
                stream=options.stream and bool(partial),
                partial_images=partial if isinstance(partial, int) else None,
            )
            return gateway.images(request, self._target.key)
        chat = ChatRequest(
            connection,
            self._model_id,
            (_message(options.prompt, self._attached, self._names()),),
            system_prompt=options.system,
            parameters=Parameters.from_dict(params),
            stream=options.stream,
        )
        return gateway.chat(chat, self._target.key)

    def _names(self) -> list[str]:
        return [path.name for path in self._options.images]

    def _take(self, batch: tuple[StreamEvent, ...]) -> None:
        self._answer.fold(batch, time.monotonic() - self._began_s)
        for event in batch:
            if isinstance(event, ImageReceived) and not event.partial:
                self._save(event.blob)
            elif self._options.as_json:
                continue
            elif isinstance(event, TextDelta) and event.choice == 0:
                self._output.text(event.text)
            elif isinstance(event, RemoteImageFound):
                self._output.note(f"image address: {event.url}")

    def _save(self, blob: BlobRef) -> None:
        if self._folder is None:
            if not self._options.as_json:
                self._saving_failed = True
                self._output.problem("an image came, but the current folder can't be written to")
            return
        try:
            path = self._folder.save(blob, self._blobs.read(blob))
        except OSError as exc:
            self._saving_failed = True
            self._output.problem(f"an image could not be saved: {exc}")
            return
        if path is not None:
            self._output.note(str(path))

    def _finish(
        self, total_s: float, error: StudioError | Failure | None, *, complete: bool
    ) -> None:
        value = as_object(
            self._answer, total_s=total_s, error=error, complete=complete, folder=self._folder
        )
        if self._options.as_json:
            self._output.json(value)
        else:
            self._output.end_line()
            for choice in value["choices"][1:]:
                self._output.text(f"\n[choice {choice['index'] + 1}]\n{choice['text']}")
                self._output.end_line()
            for call in value["tool_calls"]:
                self._output.note(f"tool call: {call['name']}({call['arguments']})")
        if isinstance(error, StudioError):
            had_key = self._target.key is not None
            self._output.problem(status.error_words(error, had_key=had_key))
        elif value["finish_reason"] not in {None, "stop", "tool_calls"}:
            self._output.problem(f"finished with {value['finish_reason']}")


def _refuse(options: AskOptions, output: Output, problem: NoKey | StudioError) -> int:
    """Ends before anything was sent: no key, or no usable address."""
    error = problem
    if isinstance(problem, NoKey):
        error = AuthenticationFailed(str(problem), code="no_key")
        output.problem(str(problem))
    else:
        output.problem(status.error_words(problem, had_key=True))
    assert isinstance(error, StudioError)
    if options.as_json:
        answer = Answer(options.start.model)
        output.json(as_object(answer, total_s=0.0, error=error, complete=False, folder=None))
    return status.status_of(error, had_content=False)


def _model(options: AskOptions, target: Target) -> str:
    if options.start.model:
        return options.start.model
    if target.connection.is_demo and options.via == "images":
        return "demo/painter"
    if not target.default_model:
        raise UsageFault("name a model with --model; `dgrid-studio models` lists them")
    return target.default_model


def prompt_text(prompt: str) -> str:
    """A prompt of the command line; `-` reads it from standard input."""
    if prompt != "-":
        # Bytes of the command line that are no UTF-8 come as lone surrogates.
        return prompt.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if sys.stdin is None:  # the program was started without it
        raise UsageFault("there is no standard input to read the prompt from")
    try:
        data = sys.stdin.buffer.read()
    except OSError as exc:
        raise UsageFault(f"standard input: {exc.strerror or exc}") from exc
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # files of PowerShell
    return data.decode("utf-16" if wide else "utf-8-sig", "replace").rstrip("\r\n")


def _attach(path: Path, blobs: MemoryBlobs) -> BlobRef:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise UsageFault(f"--image {path}: {exc.strerror or exc}") from exc
    if not sniff(data).is_image:
        raise UsageFault(f"--image {path}: this is not an image that the studio knows")
    return blobs.put(data)


def _folder(options: AskOptions) -> ImageFolder | None:
    place = options.save_images
    if place is None:
        if options.as_json:
            return None
        place = Path()
    try:
        return ImageFolder(place, options.prompt[:_NAME_CHARS])
    except OSError as exc:
        if options.save_images is None:
            # Only a problem once there is an image to save.
            return None
        raise UsageFault(f"--save-images {place}: {exc.strerror or exc}") from exc


def _message(prompt: str, attached: tuple[BlobRef, ...], names: list[str]) -> Message:
    parts: list[Part] = [TextPart(prompt)]
    parts += [
        ImagePart(blob, ImageOrigin.ATTACHED, alt=name)
        for blob, name in zip(attached, names, strict=True)
    ]
    return Message(
        id=MessageId(new_id()),
        conversation_id=ConversationId("ask"),
        parent_id=None,
        role=Role.USER,
        parts=tuple(parts),
        created_at=RealClock().now(),
    )
