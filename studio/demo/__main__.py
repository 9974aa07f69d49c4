"""`python -m studio.demo`: the demo gateway in a process of its own."""

import argparse
import signal
import sys
import threading

from studio.demo.server import DemoGateway


def main() -> int:
    """Serves until interrupted; the base address is the first line on stdout."""
    parser = argparse.ArgumentParser(prog="python -m studio.demo", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on (0: a free one)")
    parser.add_argument("--pace", type=float, default=1.0, help="0 leaves all waiting out")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with DemoGateway(pace=options.pace, keep_requests=0, port=options.port) as gateway:
        sys.stdout.write(f"{gateway.base_url}\n")
        sys.stdout.flush()
        while not stop.wait(0.5):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
