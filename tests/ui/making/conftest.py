"""A main window over services that can make images."""

import pytest
from PySide6.QtGui import QColor, QImage

from studio.core.models import ModelInfo
from studio.ui.images.thumbnails import png_bytes
from tests.ui.conftest import Until
from tests.ui.shell.conftest import MakeShell, Shell, make_shell

__all__ = ["make_shell"]

PAINTS, DRAWS = "x/paints-image", "gpt-image-1"


def picture(colour: str = "teal", width: int = 64, height: int = 48) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return png_bytes(image)


@pytest.fixture
def studio(make_shell: MakeShell, until: Until) -> Shell:
    shell = make_shell()
    shell.bench.gateway.listed = (
        ModelInfo("x/text", endpoint_types=("openai",)),
        ModelInfo(PAINTS, endpoint_types=("openai",), draws_images=True),
        ModelInfo(DRAWS, endpoint_types=("image-generation",), draws_images=True),
    )
    connection = shell.bench.connections.all()[0]
    shell.bench.catalogue.refresh(connection.id)
    until(lambda: shell.bench.catalogue.is_listed(connection.id, DRAWS))
    return shell
