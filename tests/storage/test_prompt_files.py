"""Files that a list names: of its own folder, and nothing else."""

import os
from pathlib import Path

import pytest

from studio.core.prompt_files import PromptListFault
from studio.storage.blobs import BlobStore
from studio.storage.prompt_files import ListFolder
from tests.storage.library_kit import png


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a list, with a secret beside it."""
    made = tmp_path / "lists"
    (made / "sub").mkdir(parents=True)
    (made / "a.png").write_bytes(png(8))
    (made / "sub" / "b c.txt").write_text("notes")
    (made / ".env").write_text("KEY=1")
    (made / "empty.txt").touch()
    (tmp_path / "secret.txt").write_text("secret")
    (made / "link.txt").symlink_to(tmp_path / "secret.txt")
    (made / "way").symlink_to(tmp_path)
    os.mkfifo(made / "pipe")
    return made


def test_files_of_the_folder_are_kept_once(folder: Path, tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "images")
    asked: list[bytes] = []

    def put(data: bytes):
        asked.append(data)
        return blobs.put(data)

    taker = ListFolder(folder, put)
    image = taker.named("a.png")
    assert (image.name, image.blob.mime, image.blob.width_px) == ("a.png", "image/png", 8)
    assert taker.named("./sub/../a.png") == image
    assert taker.named(str(folder / "a.png")) == image
    assert len(asked) == 1
    assert blobs.read(taker.named("sub/b c.txt").blob) == b"notes"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt", "sub/../../secret.txt", "link.txt", "way/secret.txt", "/etc/passwd",
        "{secret}", ".env", "sub/../.env", "pipe", "sub", ".", "missing.png", "empty.txt",
        "~/secret.txt", "a\0b", "x" * 5000,
    ],
)  # fmt: skip
def test_hostile_names_reach_nothing(folder: Path, path: str) -> None:
    def put(data: bytes):
        raise AssertionError("something was taken")

    path = path.replace("{secret}", str(folder.parent / "secret.txt"))
    with pytest.raises(PromptListFault):
        ListFolder(folder, put).named(path)


def test_names_of_inline_files_have_no_folder(tmp_path: Path) -> None:
    taker = ListFolder(tmp_path, BlobStore(tmp_path / "images").put)
    assert taker.inline(b"x", "../../evil\u202egnp.exe").name == "evilgnp.exe"
    with pytest.raises(PromptListFault, match="empty"):
        taker.inline(b"", "a.txt")
