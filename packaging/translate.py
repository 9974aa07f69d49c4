#!/usr/bin/env python3
"""Makes and updates the files of a translation: `python packaging/translate.py LANGUAGE...`.

Qt's own `lupdate` finds what is given to `self.tr`, not what goes through the `_tr` of a module,
so texts are found here, in the syntax trees of the sources. Qt's `lrelease`, which comes with
PySide6, makes the file that the studio reads.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "translations"
_HELPERS = frozenset({"tr", "_tr"})  # functions of modules, and `self.tr` under another name
_NAMED = frozenset({"translate", "QT_TRANSLATE_NOOP"})

Key = tuple[str, str]


@dataclass(frozen=True, order=True)
class Text:
    """A text of the interface: where it belongs and where it was found."""

    context: str
    source: str
    file: str
    line: int


def find_texts(sources: Path) -> list[Text]:
    """All texts of the Python files below a folder, each once a context, in order."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(sources.rglob("*.py"))}
    own = {_module(path, sources): _contexts(tree) for path, tree in trees.items()}
    found: dict[Key, Text] = {}
    for path, tree in trees.items():
        contexts = _imported(tree, own) | own[_module(path, sources)]
        file = path.relative_to(sources.parent).as_posix()
        for text in _texts_of(tree, contexts, file):
            found.setdefault((text.context, text.source), text)
    return sorted(found.values())


def _module(path: Path, sources: Path) -> str:
    return ".".join(path.relative_to(sources.parent).with_suffix("").parts)


def _texts_of(tree: ast.Module, contexts: Mapping[str, str], file: str) -> Iterator[Text]:
    for node, owner in _calls(tree, ""):
        words = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
        if isinstance(node.func, ast.Attribute):
            name, context = node.func.attr, owner
        else:
            name = _id(node.func)
            context = contexts.get(name, owner)
        if name in _NAMED and len(words) == 2 and isinstance(words[1], str) and words[0]:
            yield Text(str(words[0]), words[1], file, node.lineno)
        elif name in _HELPERS and context and words and isinstance(words[0], str):
            yield Text(context, words[0], file, node.lineno)


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[ast.Call, str]]:
    """All calls, each with the class that it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, owner
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else owner)


def _contexts(tree: ast.Module) -> dict[str, str]:
    """The helpers that a module defines, each with the context that it names."""
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in _HELPERS:
            for call, _ in _calls(node, ""):
                first = call.args[0] if call.args else None
                if isinstance(first, ast.Constant):
                    found[node.name] = str(first.value)
                elif isinstance(first, ast.Name) and first.id in constants:
                    found[node.name] = str(constants[first.id])
    return found


def _imported(tree: ast.Module, own: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The helpers that a module takes from others."""
    return {
        alias.asname or alias.name: own[node.module][alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in own
        for alias in node.names
        if alias.name in own[node.module]
    }


def _id(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def read_translations(file: Path) -> dict[Key, str]:
    """The finished translations of a file; none when there is no such file."""
    if not file.exists():
        return {}
    found: dict[Key, str] = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            words = message.find("translation")
            if words is not None and words.text and words.get("type") is None:
                found[name, message.findtext("source", "")] = words.text
    return found


def write_translations(
    file: Path, language: str, texts: Iterable[Text], translations: Mapping[Key, str]
) -> int:
    """Writes a file for translators. Returns how many texts have no translation."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    missing = 0
    for text in texts:
        context = contexts.get(text.context)
        if context is None:
            context = contexts[text.context] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(context, "name").text = text.context
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "location", filename=text.file, line=str(text.line))
        ElementTree.SubElement(message, "source").text = text.source
        words = translations.get((text.context, text.source))
        element = ElementTree.SubElement(message, "translation")
        element.text = words
        if not words:
            element.set("type", "unfinished")
            missing += 1
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")
    return missing


def compile_translations(file: Path) -> Path:
    """Makes the file that the studio reads, beside the one for translators."""
    import PySide6

    folder = Path(PySide6.__file__).parent
    tool = next(each for each in (folder / "lrelease", folder / "lrelease.exe") if each.exists())
    made = file.with_suffix(".qm")
    command = [str(tool), "-silent", str(file), "-qm", str(made)]
    subprocess.run(command, check=True)
    return made


def main(languages: list[str]) -> int:
    """Makes or updates the files of these languages."""
    if not languages:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    texts = find_texts(ROOT / "studio")
    for language in languages:
        file = FOLDER / f"studio_{language}.ts"
        known = read_translations(file)
        missing = write_translations(file, language, texts, known)
        compile_translations(file)
        sys.stdout.write(f"{file}: {len(texts) - missing} of {len(texts)} texts translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
