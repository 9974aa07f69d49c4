"""`dgrid-studio models`: the models that the key may use."""

from functools import partial
from typing import Any

from studio.core.errors import AuthenticationFailed, StudioError
from studio.core.models import ModelInfo
from studio.gateway.client import HttpGateway
from studio.headless import status
from studio.headless.blobs import MemoryBlobs
from studio.headless.clock import RealClock
from studio.headless.connecting import Target, find_target
from studio.headless.ending import exit_status_of, run_until_interrupted
from studio.headless.output import Output
from studio.headless.result import error_object
from studio.headless.status import NoKey
from studio.options import ModelsOptions


def run_models(options: ModelsOptions) -> int:
    """Carries out `models`; blocks until the list is there.

    Returns:
        Exit status; see `studio.headless.status`.
    """
    return exit_status_of(partial(_run, options))


def _run(options: ModelsOptions, output: Output) -> int:
    had_key = True
    found: tuple[ModelInfo, ...] = ()
    error: StudioError | None = None
    try:
        target = find_target(options.start)
        had_key = target.key is not None
        try:
            found = run_until_interrupted(_fetch(target))
        finally:
            if target.demo is not None:
                target.demo.close()
    except NoKey as exc:
        error = AuthenticationFailed(str(exc), code="no_key")
        output.problem(str(exc))
    except StudioError as exc:
        error = exc
        output.problem(status.error_words(exc, had_key=had_key))
    if options.as_json:
        output.json({"models": [_model(m) for m in found], "error": error_object(error)})
    else:
        output.text("".join(f"{model.id}\n" for model in found))
    return status.COMPLETE if error is None else status.status_of(error, had_content=False)


async def _fetch(target: Target) -> tuple[ModelInfo, ...]:
    blobs = MemoryBlobs()
    gateway = HttpGateway(blobs, blobs, RealClock())
    try:
        return await gateway.models(target.connection, target.key)
    finally:
        await gateway.aclose()


def _model(model: ModelInfo) -> dict[str, Any]:
    return {
        "id": model.id,
        "owned_by": model.owned_by,
        "endpoint_types": list(model.endpoint_types),
        "context_tokens": model.context_tokens,
        "draws_images": model.draws_images,
        "sees_images": model.sees_images,
        "price_prompt_usd_per_token": model.price_prompt_usd_per_token,
        "price_completion_usd_per_token": model.price_completion_usd_per_token,
    }
