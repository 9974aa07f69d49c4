"""What is set, in a few words."""

from PySide6.QtCore import QCoreApplication, QLocale

from studio.core.requests import Parameters

# Set elsewhere, by what an image is to look like.
_IMAGE_NAMES = ("aspect_ratio", "image_size", "quality", "n", "modalities")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Parameters", text)


def quality_text(quality: str) -> str:
    """The quality of an image for people; "" for the model's own."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Making", text)

    texts = {
        "low": tr("Low"),
        "medium": tr("Medium"),
        "high": tr("High"),
        "standard": tr("Standard"),
        "hd": tr("HD"),
    }
    return texts.get(quality, quality)


def summary(parameters: Parameters, system_prompt: str) -> str:
    """The most telling setting and how many more there are, or "" when nothing is set."""
    found: list[str] = []
    if parameters.temperature is not None:
        found.append(_tr("Temp {value}").format(value=f"{parameters.temperature:g}"))
    if parameters.reasoning_effort is not None:
        effort = parameters.reasoning_effort
        found.append(_tr("Effort {value}").format(value=effort))
    if parameters.top_p is not None:
        found.append(_tr("Top P {value}").format(value=f"{parameters.top_p:g}"))
    tokens = parameters.max_tokens or parameters.max_completion_tokens
    if tokens is not None:
        found.append(_tr("{count} tokens").format(count=QLocale().toString(tokens)))
    if system_prompt.strip():
        found.append(_tr("System prompt"))
    told = ("temperature", "reasoning_effort", "top_p", "max_tokens", "max_completion_tokens")
    others = sum(name not in (*told, *_IMAGE_NAMES, "extra") for name in parameters.as_dict())
    others += len(parameters.extra or ())
    if not found:
        return _tr("{count} set").format(count=others) if others else ""
    more = len(found) - 1 + others
    return f"{found[0]} +{more}" if more else found[0]
