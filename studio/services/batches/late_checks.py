"""What checks need, imported on a thread before a person has typed one."""

import asyncio
import sys

from studio.core.batches import Check, CheckKind

_CHECKS, _SCHEMAS = "studio.services.batches.checks", "studio.services.batches.json_schema"


def are_ready() -> bool:
    """Whether `fault_of` can be asked without waiting for an import."""
    return _CHECKS in sys.modules and _SCHEMAS in sys.modules


async def make_ready() -> None:
    """Imports it; the first schema that is read costs as much as the import."""
    if not are_ready():
        await asyncio.to_thread(_first_check)


def _first_check() -> None:
    """Thread: a worker."""
    from studio.services.batches.checks import fault_of

    fault_of(Check(CheckKind.SCHEMA, '{"type": "object"}'))
