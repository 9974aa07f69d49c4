"""Ctrl+C while a command works: it comes between two callbacks of the event loop, not amid one."""

import subprocess
import sys

from studio.interrupting import INTERRUPTED

_AMID_A_READ = """
import asyncio, os, signal, socket
from studio.headless.ending import run_until_interrupted

class Interrupting(socket.socket):
    def recv(self, length):
        data = super().recv(length)
        os.kill(os.getpid(), signal.SIGINT)
        return data

async def work():
    here, there = socket.socketpair()
    with there, Interrupting(fileno=here.detach()) as reading:
        reading.setblocking(False)
        there.send(b"x")
        await asyncio.get_running_loop().sock_recv(reading, 10)
        await asyncio.get_running_loop().create_future()

try:
    run_until_interrupted(work())
except KeyboardInterrupt:
    print("interrupted", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""

_TWICE = """
import asyncio, os, signal
from studio.headless.ending import run_until_interrupted

async def work():
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGINT)
    print("not reached")

run_until_interrupted(work())
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


def test_an_interrupt_while_a_socket_is_read_is_not_told_at_length() -> None:
    done = _run(_AMID_A_READ)
    assert (done.stdout, done.stderr) == ("interrupted True\n", "")


def test_a_second_interrupt_ends_work_that_does_not_end_by_itself() -> None:
    done = _run(_TWICE)
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "")
