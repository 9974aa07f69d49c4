"""Reading lists of prompts from files, with the images and files that they name."""

from pathlib import Path

from studio.core.prompt_lists import ListedPrompt, kind_of_name, read_prompts, text_of
from studio.services.images import ImageLibrary
from studio.storage.prompt_files import ListFolder

MOST_BYTES = 256 * 1024 * 1024


def read_list(path: Path, images: ImageLibrary) -> tuple[ListedPrompt, ...]:
    """The prompts of a list; what goes along with them is in the library then.

    Raises:
        OSError: it can't be read.
        PromptListFault: it, or a file that it names, is not taken.
        StorageError: a file can't be kept.

    Thread: a worker.
    """
    if path.stat().st_size > MOST_BYTES:
        raise OSError(27, "the file is larger than 256 MB")
    text = text_of(path.read_bytes())
    take = ListFolder(path.absolute().parent, images.keep)
    return read_prompts(text, kind_of_name(path.name), take=take)
