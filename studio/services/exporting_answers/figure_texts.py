"""Figures of an answer in words, for files: English, and with units."""

from studio.core.exported import ExportedAnswer


def figure_texts(answer: ExportedAnswer) -> list[str]:
    """What is known, in order of interest."""
    figures = answer.figures
    found = []
    if answer.failure:
        found.append(answer.failure.replace("_", " "))
    if figures.first_token_s is not None:
        found.append(f"first token after {figures.first_token_s:.2f} s")
    if figures.tokens_per_s is not None:
        found.append(f"{figures.tokens_per_s:.0f} tokens/s")
    if figures.total_s is not None:
        found.append(f"{figures.total_s:.1f} s")
    if figures.tokens_in is not None and figures.tokens_out is not None:
        found.append(f"{figures.tokens_in:,} in, {figures.tokens_out:,} out")
    if figures.cost_usd is not None:
        about = "about " if figures.cost_is_listed else ""
        found.append(f"{about}${figures.cost_usd:.4f}")
    if figures.finish_reason and figures.finish_reason != "stop":
        found.append(figures.finish_reason)
    if answer.passed is not None:
        found.append("checks passed" if answer.passed else "checks failed")
    if answer.is_picked:
        found.append("picked")
    return found
