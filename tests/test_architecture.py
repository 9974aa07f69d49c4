"""The architecture as data: who may import whom, and which names are kept to one place."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STUDIO = ROOT / "studio"

# Imports run downward only: each layer, and the layers it may import.
LAYERS: dict[str, set[str]] = {
    "core": set(),
    "gateway": {"core"},
    "storage": {"core"},
    "demo": {"core", "resources"},
    "services": {"core", "gateway", "storage"},
    "itemmodels": {"core", "services"},
    "ui": {"core", "services", "itemmodels", "resources"},
    "resources": set(),
    "options": set(),
    "log_file": {"core"},
    "logs": {"log_file"},
    "interrupting": set(),
    "headless": {"core", "gateway", "storage", "demo", "options", "interrupting"},
    "instance": {"core"},
    "turns": set(),
    "qt_loop": set(),
    "garbage": set(),
    "memory": set(),
    "trace": {"turns"},
    "compiled": set(),
    "lean_imports": set(),
    "quick_enums": set(),
    "quick_start": {"compiled", "lean_imports", "quick_enums"},
    "late_imports": {"ui", "log_file"},
    "rescue": {"core", "storage", "ui"},
    "lifecycle": {
        "core", "gateway", "storage", "services", "ui", "demo", "options", "instance", "trace",
        "quick_start", "garbage", "memory", "late_imports",
    },
    "bootstrap": {
        "core", "gateway", "storage", "services", "itemmodels", "ui", "demo",
        "options", "instance", "lifecycle", "resources", "trace", "rescue",
    },
    "opening": {
        "core", "storage", "ui", "options", "logs", "instance", "bootstrap", "rescue", "qt_loop",
    },
    "window_flags": {"options"},
    "command_line": {"options", "headless", "window_flags"},
    "cli": {
        "options", "window_flags", "command_line", "opening", "quick_start", "lean_imports",
        "interrupting",
    },
    "__main__": {"cli"},
}  # fmt: skip

# Feature folders of ui don't import one another; all may import the common ones.
UI_COMMON = {"theme", "widgets", "transcript", "images", "failure_texts"}
UI_FEATURES: dict[str, set[str]] = {
    "theme": set(),
    "widgets": {"theme"},
    "images": {"theme", "widgets"},
    "failure_texts": set(),
    "transcript": UI_COMMON,
    "making": UI_COMMON | {"parameters"},
    "parameters": {"theme", "widgets"},
    "chat": UI_COMMON | {"parameters"},
    "compare": UI_COMMON | {"chat", "parameters"},
    "palette": UI_COMMON,
    "picker": UI_COMMON,
    "settings": UI_COMMON,
    "viewer": UI_COMMON,
    "exporting": UI_COMMON,
    # An edit is made on the viewer's canvas.
    "editing_images": UI_COMMON | {"making", "viewer"},
    "gallery": UI_COMMON,
    "shell": (
        UI_COMMON
        | {"making", "chat", "compare", "exporting", "gallery", "picker", "settings", "viewer"}
        | {"editing_images", "palette"}
    ),
}

NO_QT = {"core", "gateway", "storage", "demo"}
NOT_IN_UI = {"httpx", "sqlite3", "studio.gateway", "studio.storage"}

# (pattern in code, files that may use it): names that architecture.md keeps out.
FORBIDDEN: list[tuple[str, set[str]]] = [
    # QDrag has no other way to begin; it is never called from a task.
    (r"\.exec\(", {"ui/transcript/dragging.py", "ui/images/drag_out.py"}),
    (r"processEvents", set()),
    (r"\.create_task\(|ensure_future\(", {"services/tasks.py"}),
    (r"connect\(\s*(lambda|partial|functools\.partial)", set()),
    (r"asyncSlot", set()),
    (r"aiter_lines", set()),
    (r"\bglobal\s+\w", set()),
    (r"Application\.instance\(", set()),
    (r"\bxfail\b|NotImplementedError", set()),
    # PySide makes one of the two the other's parent.
    (r"InFocusChain", {"ui/widgets/focus_chain.py"}),
]
BROAD_EXCEPT_ALLOWED = {
    "services/tasks.py",
    "services/network.py",
    "bootstrap.py",
    "logs.py",
}


def modules() -> list[Path]:
    return sorted(STUDIO.rglob("*.py"))


@cache
def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def code_of(path: Path) -> str:
    """The source without comments and strings, so that prose may name what is forbidden."""
    kept: list[str] = []
    tokens = tokenize.generate_tokens(io.StringIO(source_of(path)).readline)
    for token in tokens:
        if token.type in {tokenize.COMMENT, tokenize.STRING}:
            continue
        kept.append(token.string)
    text = " ".join(kept)
    return re.sub(r"\s*([.(])\s*", r"\1", text)


def imports_of(path: Path) -> set[str]:
    """Absolute names of all modules a file imports, under TYPE_CHECKING too."""
    package = ["studio", *path.relative_to(STUDIO).parent.parts]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source_of(path))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found.add(module)
            found.update(f"{module}.{alias.name}" for alias in node.names)
    return found


def layer_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] != "studio" or len(parts) < 2:
        return None
    return parts[1] if parts[1] in LAYERS else None


def identify(path: Path) -> str:
    return str(path.relative_to(STUDIO))


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_imports_run_downward(path: Path) -> None:
    relative = path.relative_to(STUDIO)
    layer = relative.parts[0].removesuffix(".py")
    if layer == "__init__":
        return
    assert layer in LAYERS, f"{relative} is in no layer of the architecture"
    allowed = LAYERS[layer] | {layer}
    wrong = {m for m in imports_of(path) if layer_of(m) and layer_of(m) not in allowed}
    assert not wrong


@pytest.mark.parametrize("path", sorted((STUDIO / "ui").rglob("*.py")), ids=identify)
def test_ui_features_stand_apart(path: Path) -> None:
    relative = path.relative_to(STUDIO / "ui")
    if relative.parts[0] == "__init__.py":
        return
    feature = relative.parts[0].removesuffix(".py")
    assert feature in UI_FEATURES
    allowed = UI_FEATURES[feature] | {feature}
    for module in imports_of(path):
        parts = module.split(".")
        if parts[:2] == ["studio", "ui"] and len(parts) > 2 and parts[2] in UI_FEATURES:
            assert parts[2] in allowed, f"{relative} imports {module}"
        assert not any(module == no or module.startswith(no + ".") for no in NOT_IN_UI), module


@pytest.mark.parametrize("layer", sorted(NO_QT))
def test_layer_runs_without_qt(layer: str) -> None:
    files = sorted((STUDIO / layer).rglob("*.py"))
    names = [
        ".".join(p.relative_to(ROOT).with_suffix("").parts) for p in files if p.stem != "__main__"
    ]
    code = "import sys, importlib\n" + "".join(f"importlib.import_module({n!r})\n" for n in names)
    code += "bad = [m for m in sys.modules if m.startswith(('PySide6', 'shiboken6'))]\n"
    code += "assert not bad, bad\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_forbidden_names(path: Path) -> None:
    relative = path.relative_to(STUDIO).as_posix()
    code = code_of(path)
    for pattern, allowed in FORBIDDEN:
        if relative not in allowed:
            assert not re.search(pattern, code), f"{relative}: {pattern}"
    if not relative.startswith("ui/theme"):
        assert "setStyleSheet" not in code
        assert not re.search(r"QColor\(\s*\d", code), f"{relative}: a colour literal"
        strings = _strings(path)
        assert not any(re.fullmatch(r"#[0-9a-fA-F]{3,8}", s) for s in strings) or (
            relative.startswith("demo/")
        ), f"{relative}: a colour literal"
    if not relative.startswith("ui/"):
        assert "QPixmap" not in code
    if relative.startswith("gateway/"):
        assert "splitlines" not in code
    if relative not in {"cli.py", "headless.py", "demo/__main__.py"}:
        assert not re.search(r"(?<![\w.])print\(", code), f"{relative}: print"


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_broad_excepts_are_in_their_places(path: Path) -> None:
    relative = path.relative_to(STUDIO).as_posix()
    for node in ast.walk(ast.parse(source_of(path))):
        if isinstance(node, ast.ExceptHandler):
            names = {getattr(n, "id", "") for n in ast.walk(node.type)} if node.type else {""}
            broad = node.type is None or names & {"Exception", "BaseException"}
            assert not broad or relative in BROAD_EXCEPT_ALLOWED, f"{relative}:{node.lineno}"


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_sizes(path: Path) -> None:
    assert source_of(path).count("\n") <= 500
    for node in ast.walk(ast.parse(source_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= 60, f"{path.name}:{node.lineno} {node.name} has {length} lines"


def test_no_registry_addresses_in_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    pattern = re.compile(r"https?://(files\.pythonhosted|pypi\.|registry\.npmjs|deb\.debian)")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".toml", ".txt", ".md", ".yml", ".json", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            if path != Path(__file__):
                assert not pattern.search(text), name


def _strings(path: Path) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(source_of(path)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
