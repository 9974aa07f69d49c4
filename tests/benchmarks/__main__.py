"""`python -m tests.benchmarks [NAME...] [--json FILE] [--repeat N] [--quick]`."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Figure, Outcome, as_json, judge, table
from tests.benchmarks.machine import versions
from tests.benchmarks.noise import wait_for_quiet, work_ms
from tests.benchmarks.scenarios import LIMITS_S, SCENARIOS
from tests.benchmarks.screen import ROOT, Screen, missing

_LIMIT_S = 400


def main(arguments: list[str] | None = None) -> int:
    """Runs benchmarks, prints the table, writes JSON."""
    found = _parser().parse_args(arguments)
    lacking = missing()
    if lacking:
        sys.stderr.write(f"this machine lacks {', '.join(lacking)}\n")
        return 2
    names = found.names or list(SCENARIOS)
    size = "tiny" if found.tiny else "quick" if found.quick else "full"
    outcomes: list[tuple[str, Outcome]] = []
    failed: list[str] = []
    with Screen() as screen, _Gateway() as gateway:
        env = {**screen.env, "BENCHMARK_SCREEN_PID": str(screen.server_pid)}
        _warm(env)
        best_ms = min(work_ms() for _ in range(3))
        for round_number in range(found.repeat):
            for name in names:
                sys.stderr.write(f"{name} ({round_number + 1}/{found.repeat}) ...\n")
                before_ms = wait_for_quiet(best_ms, found.patience)
                best_ms = min(best_ms, before_ms)
                outcome = _run(name, size, env, gateway.base_url)
                if outcome is None:
                    failed.append(name)
                else:
                    outcome.details["work_ms"] = (before_ms, work_ms())
                    outcomes.append((name, outcome))
    verdicts = judge([outcome for _, outcome in outcomes])
    sys.stdout.write(table(verdicts) + "\n")
    if failed:
        sys.stdout.write(f"failed: {', '.join(failed)}\n")
    if found.json is not None:
        content = {
            "versions": versions(),
            "size": size,
            "repeats": found.repeat,
            "figures": [as_json(verdict) for verdict in verdicts],
            "work_ms_at_best": best_ms,
            "details": [{"name": name, **outcome.details} for name, outcome in outcomes],
            "failed": failed,
        }
        found.json.write_text(json.dumps(content, indent=1, default=str) + "\n", encoding="utf-8")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *SCENARIOS])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="medians of N runs")
    parser.add_argument(
        "--patience",
        type=float,
        default=0,
        metavar="S",
        help="wait up to S seconds before each benchmark while others keep the machine busy",
    )
    parser.add_argument("--quick", action="store_true", help="shorter stretches of time")
    parser.add_argument("--tiny", action="store_true", help="only: does it work at all")
    return parser


def _warm(env: dict[str, str]) -> None:
    """Font caches and byte code are there before anything is measured."""
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.yardsticks", "window"],
        cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


def _run(name: str, size: str, env: dict[str, str], base_url: str) -> Outcome | None:
    with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
        out = Path(folder) / "outcome.json"
        home = Path(folder) / "data"
        home.mkdir()
        command = [
            sys.executable, "-m", "tests.benchmarks.worker", name, "--out", str(out),
            "--folder", str(home), "--base-url", base_url, "--size", size,
        ]  # fmt: skip
        limit_s = LIMITS_S.get(name, _LIMIT_S)
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=env, check=False, timeout=limit_s, stdout=sys.stderr
            )
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"{name}: not done after {limit_s} s\n")
            return None
        if done.returncode or not out.exists():
            sys.stderr.write(f"{name}: ended with {done.returncode}\n")
            return None
        value = json.loads(out.read_text())
    return Outcome([Figure(**figure) for figure in value["figures"]], value["details"])


class _Gateway:
    """The demo gateway in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "studio.demo"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.base_url = self._process.stdout.readline().strip()

    def __enter__(self) -> "_Gateway":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
