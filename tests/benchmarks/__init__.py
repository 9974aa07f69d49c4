"""How fast the studio is, beside yardsticks of the same run: `python -m tests.benchmarks`.

Every benchmark runs in a process of its own on a private virtual screen, the gateway in another.
Goals: performance.md of the design. Machines differ: compare ratios, and medians of repeats.
"""
