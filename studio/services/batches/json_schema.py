"""JSON schemas: imported with the first check that has one, because the library takes 50 ms."""

import json
from collections.abc import Iterator
from typing import Any

import regex
from jsonschema import exceptions, validators
from referencing import Registry
from referencing.exceptions import Unresolvable

_DEFAULT = validators.Draft202012Validator


def schema_fault(text: str) -> str:
    """Why a text is no schema; "" when it is one."""
    try:
        schema = json.loads(text)
        validators.validator_for(schema, _DEFAULT).check_schema(schema)
    except exceptions.SchemaError as exc:
        return str(exc.message)
    except (ValueError, RecursionError, AttributeError, TypeError) as exc:
        return str(exc) or "this is no schema"
    return ""


def fits(schema_text: str, value: Any, limit_s: float) -> tuple[bool | None, str]:
    """Whether a value is of a schema (None: it can't be decided), and why not.

    Args:
        limit_s: how long each pattern of the schema may take.

    Raises:
        TimeoutError: a pattern took longer.
    """
    try:
        schema = json.loads(schema_text)
        kind = validators.validator_for(schema, _DEFAULT)
        guarded = validators.extend(kind, _patterns_within(limit_s))
        # An empty registry: what a schema refers to elsewhere is never fetched.
        error = exceptions.best_match(guarded(schema, registry=Registry()).iter_errors(value))
    except (exceptions.SchemaError, exceptions.UnknownType, Unresolvable, ValueError) as exc:
        return None, str(exc)
    except (regex.error, AttributeError, TypeError, KeyError) as exc:
        return None, f"the schema can't be used: {exc}"
    except RecursionError:
        return None, "nested too deeply"
    if error is None:
        return True, ""
    where = "/".join(str(step) for step in error.absolute_path)
    return False, f"{where}: {error.message}" if where else error.message


def _patterns_within(limit_s: float) -> dict[str, Any]:
    """The keywords that match patterns, with a limit of time."""

    def pattern(_: Any, wanted: str, instance: Any, __: Any) -> Iterator[Any]:
        if isinstance(instance, str) and not regex.search(wanted, instance, timeout=limit_s):
            words = f"{instance[:80]!r} does not match {wanted!r}"
            yield exceptions.ValidationError(words)

    def properties(validator: Any, patterns: Any, instance: Any, _: Any) -> Iterator[Any]:
        for wanted, schema in patterns.items() if isinstance(instance, dict) else ():
            for name, value in instance.items():
                if regex.search(wanted, name, timeout=limit_s):
                    yield from validator.descend(value, schema, path=name, schema_path=wanted)

    return {"pattern": pattern, "patternProperties": properties}
