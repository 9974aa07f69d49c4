"""The benchmark command works; what it measures is not tested."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figure, Outcome, judge, table
from tests.benchmarks.screen import ROOT, missing


def test_medians_are_held_against_goals_and_yardsticks() -> None:
    outcomes = [
        Outcome(
            [Figure("bare", "bare", bare, "s"), Figure("own", "own", own, "s", "P1", 2.0, "bare")]
        )
        for bare, own in ((1.0, 1.5), (2.0, 9.0), (1.5, 3.0))
    ]
    bare, own = judge(outcomes)
    assert bare.passed is None
    assert (own.median, own.ratio, own.passed) == (3.0, 2.0, True)
    absolute = judge([Outcome([Figure("p", "p", 9.0, "ms", "P8", 5.0)])])
    assert absolute[0].passed is False
    assert "MISS" in table(absolute)


@pytest.mark.skipif(bool(missing()), reason=f"this machine lacks {missing()}")
def test_the_command_prints_a_table_and_writes_json(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "start", "--tiny", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "start to usable window" in done.stdout
    written = json.loads(file.read_text())
    assert {"start_s", "bare_start_s", "start_memory_mb"} <= {f["name"] for f in written["figures"]}
    assert written["versions"]["commit"]
