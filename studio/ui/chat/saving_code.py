"""A code block becomes a file where a person chose; nowhere else."""

from pathlib import Path

# What is offered for a language; the person may write any other name.
_EXTENSIONS = {
    "bash": "sh", "c": "c", "c#": "cs", "c++": "cpp", "cpp": "cpp", "cs": "cs", "csharp": "cs",
    "css": "css", "csv": "csv", "dart": "dart", "diff": "diff", "dockerfile": "dockerfile",
    "elixir": "ex", "go": "go", "haskell": "hs", "html": "html", "ini": "ini", "java": "java",
    "javascript": "js", "js": "js", "json": "json", "jsx": "jsx", "julia": "jl", "kotlin": "kt",
    "latex": "tex", "lua": "lua", "makefile": "mk", "markdown": "md", "md": "md", "patch": "patch",
    "perl": "pl", "php": "php", "powershell": "ps1", "py": "py", "python": "py", "r": "r",
    "rb": "rb", "rs": "rs", "ruby": "rb", "rust": "rs", "scala": "scala", "sh": "sh",
    "shell": "sh", "sql": "sql", "svg": "svg", "swift": "swift", "tex": "tex", "toml": "toml",
    "ts": "ts", "tsx": "tsx", "typescript": "ts", "xml": "xml", "yaml": "yaml", "yml": "yml",
    "zig": "zig", "zsh": "sh",
}  # fmt: skip


def code_of(target: str) -> tuple[str, str]:
    """The offered file name and the code of a `save_code` hit's target."""
    language, _, code = target.partition("\n")
    return f"code.{_EXTENSIONS.get(language.lower(), 'txt')}", code


def write_code(code: str, path: Path) -> None:
    """Writes code as UTF-8 with a line end at its end.

    Raises:
        OSError: it could not be written.
    """
    text = code if code.endswith("\n") or not code else code + "\n"
    path.write_bytes(text.encode("utf-8", errors="replace"))
