"""Words of the page of an edit."""

from PySide6.QtCore import QCoreApplication, QLocale

from studio.ui.images.pyramid import Trouble


def cover_text(coverage: float) -> str:
    """`Mask covers 4 %`; that there is none when nothing is marked."""
    if not coverage:
        return _tr("No mask: all may change")
    if coverage < 0.01:
        return _tr("Mask covers under 1 %")
    percent = QLocale().toString(min(100, round(coverage * 100)))
    return _tr("Mask covers {percent} %").format(percent=percent)


def trouble_text(trouble: Trouble) -> str:
    """Why an image can't be edited."""
    texts = {
        Trouble.MISSING: _tr("The file of this image is gone"),
        Trouble.EMPTY: _tr("The file of this image is empty"),
        Trouble.TOO_LARGE: _tr("The picture has over 200 megapixels and can't be edited"),
    }
    return texts.get(trouble, _tr("The image can't be read"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("EditPage", text)
