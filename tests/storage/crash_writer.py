"""Run by `test_crash`: writes growing replies until it is killed, telling what is kept."""

import sys
from pathlib import Path

from msgspec.structs import replace

from studio.core.messages import MessageState, Role
from studio.core.parts import ImageOrigin, ImagePart, ReasoningPart, TextPart
from studio.storage.blobs import BlobStore
from studio.storage.database import DatabaseThread
from tests.storage.library_kit import FixedClock, conversation, message, png


def main() -> None:
    home = Path(sys.argv[1])
    blobs = BlobStore(home / "images")
    database = DatabaseThread(home / "library.db", home / "backups", FixedClock())
    database.start().result()
    asked = message(1, "Write")
    first = message(2, "", role=Role.ASSISTANT, parent_id=asked.id, state=MessageState.STREAMING)
    second = replace(first, id=message(3, "").id, state=MessageState.WAITING)
    database.submit(
        lambda library: library.put_messages([asked, second], conversation=conversation(1))
    ).result()
    text, step = "", 0
    while True:
        step += 1
        text += f"[{step}]" + "text – 文字 " * (step % 400)
        image = ImagePart(blobs.put(png(32, step // 50)), ImageOrigin.CONTENT)
        parts = (ReasoningPart("r" * step), TextPart(text), image)
        grown = replace(first, parts=parts)
        done = database.submit(lambda library, grown=grown: library.put_messages([grown]))
        if step % 3 == 0:
            done.result()
            print(step, len(text), flush=True)


if __name__ == "__main__":
    main()
