"""What any program of this kind has to pay: a bare Qt window, a bare parser.

`python -m tests.benchmarks.yardsticks window` and `... parser URL MODEL`; each prints JSON.
"""

import json
import sys
import time


def window() -> dict[str, float]:
    """Shows an empty main window; says when it was on the screen and what memory it took."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    shown = QMainWindow()
    shown.resize(1280, 800)
    shown.show()
    handle = shown.windowHandle()
    while not handle.isExposed():
        app.processEvents()
    app.processEvents()
    usable_s, used_s = time.perf_counter(), time.process_time()

    import os

    from tests.benchmarks.machine import memory_mb

    return {"usable_s": usable_s, "cpu_s": used_s, "memory_mb": memory_mb(os.getpid())}


def parser(base_url: str, model: str) -> dict[str, float]:
    """Reads a whole stream: bytes, events, JSON, the text joined. No window, no storage."""
    import httpx

    body = {"model": model, "stream": True, "messages": [{"role": "user", "content": "go"}]}
    texts: list[str] = []
    rest = b""
    with (
        httpx.Client(timeout=60) as client,
        client.stream("POST", f"{base_url}/chat/completions", json=body) as response,
    ):
        first_s = 0.0
        for piece in response.iter_bytes():
            first_s = first_s or time.perf_counter()
            *events, rest = (rest + piece).split(b"\n\n")
            for event in events:
                if event.startswith(b"data: ") and event != b"data: [DONE]":
                    for choice in json.loads(event[6:])["choices"]:
                        texts.append(choice["delta"].get("content") or "")
    text = "".join(texts)
    last_s = time.perf_counter()
    return {"took_s": last_s - first_s, "chars": len(text)}


if __name__ == "__main__":
    found = window() if sys.argv[1] == "window" else parser(*sys.argv[2:4])
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    # Not measured: taking the window down.
    sys.exit(0)
