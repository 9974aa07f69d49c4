"""CSV, JSON lines, and preference pairs in the form that trainers take."""

import json
from collections.abc import Iterator
from typing import Any

from studio.core.csv_text import Cell, to_csv
from studio.core.exported import Exported, ExportedAnswer, ExportedTurn
from studio.services.exporting_answers.content_parts import ReadBlob, user_message

_COLUMNS = (
    "prompt", "repeat", "expected", "model", "text", "reasoning", "failure", "finish_reason",
    "tokens_in", "tokens_out", "tokens_reasoning", "tokens_cached", "cost_usd",
    "cost_is_listed", "first_token_s", "tokens_per_s", "total_s", "characters", "images",
    "passed", "picked", "verdict", "note", "tags", "attached",
)  # fmt: skip


def csv_of(exported: Exported) -> str:
    """One line for each answer."""
    rows = [_row(turn, answer) for turn in exported.turns for answer in turn.answers]
    return to_csv([_COLUMNS, *rows])


def _row(turn: ExportedTurn, answer: ExportedAnswer) -> list[Cell]:
    figures = answer.figures
    return [
        turn.prompt,
        turn.repeat,
        turn.expected,
        answer.name,
        answer.text,
        answer.reasoning,
        answer.failure,
        figures.finish_reason,
        figures.tokens_in,
        figures.tokens_out,
        figures.tokens_reasoning,
        figures.tokens_cached,
        None if figures.cost_usd is None else f"{figures.cost_usd:f}",
        figures.cost_is_listed,
        figures.first_token_s,
        figures.tokens_per_s,
        figures.total_s,
        len(answer.text),
        len(answer.images),
        answer.passed,
        answer.is_picked,
        turn.verdict,
        turn.note,
        ", ".join(turn.tags),
        "; ".join(each.name for each in turn.attachments),
    ]


def jsonl_of(exported: Exported, read_blob: ReadBlob) -> Iterator[str]:
    """One object for each prompt, with all answers; a line at a time, images may be large.

    A prompt with images or files has them in `messages` (see `content_parts.py`).
    """
    return (_line(_turn_object(turn, read_blob)) for turn in exported.turns)


def _turn_object(turn: ExportedTurn, read_blob: ReadBlob) -> dict[str, Any]:
    messages = {"messages": [user_message(turn, read_blob)]} if turn.attachments else {}
    return {
        "prompt": turn.prompt,
        **messages,
        "history": [{"role": role, "content": text} for role, text in turn.history],
        "repeat": turn.repeat,
        "expected": turn.expected or None,
        "verdict": turn.verdict or None,
        "note": turn.note or None,
        "tags": list(turn.tags),
        "answers": [_answer_object(answer) for answer in turn.answers],
    }


def _answer_object(answer: ExportedAnswer) -> dict[str, Any]:
    figures = answer.figures
    return {
        "model": answer.model_id,
        "name": answer.name,
        "system": answer.system_prompt or None,
        "text": answer.text,
        "reasoning": answer.reasoning,
        "images": [blob.sha256 for blob in answer.images],
        "failure": answer.failure or None,
        "picked": answer.is_picked,
        "passed": answer.passed,
        "finish_reason": figures.finish_reason or None,
        "tokens_in": figures.tokens_in,
        "tokens_out": figures.tokens_out,
        "tokens_reasoning": figures.tokens_reasoning,
        "tokens_cached": figures.tokens_cached,
        "cost_usd": None if figures.cost_usd is None else f"{figures.cost_usd:f}",
        "cost_is_listed": figures.cost_is_listed,
        "first_token_s": figures.first_token_s,
        "tokens_per_s": figures.tokens_per_s,
        "total_s": figures.total_s,
    }


def preferences_of(exported: Exported, read_blob: ReadBlob) -> Iterator[str]:
    """One line for each pair of a better and a worse answer to the same prompt.

    Pairs come from a person's vote; where there is none, from checks that one answer passed and
    another did not. `prompt`, `chosen` and `rejected` are lists of messages.

    Source: TRL documentation, "Dataset formats and types", preference, conversational, explicit
    prompt; axolotl and LLaMA-Factory read the same.
    """
    return (_line(pair) for turn in exported.turns for pair in _pairs(turn, read_blob))


def _pairs(turn: ExportedTurn, read_blob: ReadBlob) -> Iterator[dict[str, Any]]:
    whole = [each for each in turn.answers if not each.failure and each.text.strip()]
    chosen = [each for each in whole if each.is_picked]
    rejected = [each for each in whole if each.is_rejected]
    source = "vote"
    if not chosen:
        source = "checks"
        chosen = [each for each in whole if each.passed is True]
        rejected = [each for each in whole if each.passed is False]
    for better in chosen:
        for worse in rejected:
            if better.text != worse.text and better.system_prompt == worse.system_prompt:
                yield _pair(turn, better, worse, source, read_blob)


def _pair(
    turn: ExportedTurn,
    better: ExportedAnswer,
    worse: ExportedAnswer,
    source: str,
    read_blob: ReadBlob,
) -> dict[str, Any]:
    prompt: list[dict[str, Any]] = [{"role": role, "content": text} for role, text in turn.history]
    if better.system_prompt:
        prompt.insert(0, {"role": "system", "content": better.system_prompt})
    prompt.append(user_message(turn, read_blob))
    return {
        "prompt": prompt,
        "chosen": [{"role": "assistant", "content": better.text}],
        "rejected": [{"role": "assistant", "content": worse.text}],
        "chosen_model": better.model_id,
        "rejected_model": worse.model_id,
        "source": source,
    }


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
