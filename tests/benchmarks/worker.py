"""One benchmark in a process of its own: `python -m tests.benchmarks.worker NAME ...`."""

import argparse
import dataclasses
import importlib
import json
import sys
from pathlib import Path

from studio.quick_start import prepare_imports
from tests.benchmarks.bench import Bench
from tests.benchmarks.scenarios import SCENARIOS


def main() -> int:
    """Runs it and writes what it found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(SCENARIOS))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--size", default="full")
    found = parser.parse_args()
    prepare_imports()  # as the studio's own start does
    bench = Bench(found.folder, found.base_url, found.size)
    module = importlib.import_module(f"tests.benchmarks.scenarios.{SCENARIOS[found.name]}")
    outcome = module.run(bench)
    found.out.write_text(json.dumps(dataclasses.asdict(outcome)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
