"""The benchmarks: each module has `run(bench) -> Outcome`."""

SCENARIOS = {
    "start": "start",
    "streams": "streams",
    "paced": "paced",
    "paced-long": "paced_long",
    "long-chat": "long_chat",
    "finding": "finding",
    "typing": "typing_keys",
    "compare": "compare",
    "run-table": "run_table",
    "image": "image",
    "idle": "idle",
    "gallery": "gallery",
    "gallery-data": "gallery_data",
    "hard-chats": "hard_chats",
    "viewer": "viewer",
    "search": "search",
    "hours": "hours",
}

LIMITS_S = {"hours": 3600, "search": 3600}
"""What takes longer than others may."""
