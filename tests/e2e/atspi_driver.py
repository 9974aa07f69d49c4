"""Drives a program over AT-SPI, as a screen reader would.

Run by the system's Python (it has gi.repository.Atspi). Reads one JSON command a line from
stdin, writes one JSON answer a line to stdout: {"ok": value} or {"error": text}.
An object is named by a list of steps from its application: [{"role": ..., "name": ...}, ...].
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

POLL_S = 0.03


class NotThere(Exception):
    """No such object (yet)."""


def pump() -> None:
    """Lets cached state follow the program."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def application(name: str):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is not None and app.get_name() == name and app.get_child_count() > 0:
            return app
    raise NotThere(f"no application {name}")


def walk(node):
    """All objects below one, in order, without the program's hidden ones."""
    stack = [node]
    while stack:
        at = stack.pop()
        yield at
        count = at.get_child_count()
        if count > 5000:
            count = 5000
        stack.extend(
            child
            for child in (at.get_child_at_index(i) for i in reversed(range(count)))
            if child is not None
        )


def matches(node, step) -> bool:
    role = step.get("role")
    if role is not None and node.get_role_name() not in (role if isinstance(role, list) else [role]):
        return False
    name = node.get_name() or ""
    if "name" in step and name != step["name"]:
        return False
    if "prefix" in step and not name.startswith(step["prefix"]):
        return False
    if "contains" in step and step["contains"] not in name:
        return False
    states = node.get_state_set()
    if step.get("showing", True) and not states.contains(Atspi.StateType.SHOWING):
        return False
    if "enabled" in step and states.contains(Atspi.StateType.ENABLED) != step["enabled"]:
        return False
    return not ("description" in step and step["description"] not in (node.get_description() or ""))


def find_all(app: str, path) -> list:
    nodes = [application(app)]
    for step in path:
        found = []
        for node in nodes:
            found.extend(each for each in walk(node) if each is not node and matches(each, step))
        nodes = found
    return nodes


def find(app: str, path):
    found = find_all(app, path)
    if not found:
        raise NotThere(f"nothing on the screen is {json.dumps(path)}")
    at = path[-1].get("index", 0) if path else 0
    return found[at]


def describe(node) -> dict:
    states = node.get_state_set()
    return {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
        "enabled": states.contains(Atspi.StateType.ENABLED),
        "focused": states.contains(Atspi.StateType.FOCUSED),
        "text": text_of(node),
    }


def text_of(node) -> str:
    text = node.get_text_iface()
    if text is None:
        return ""
    return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))


def press(node) -> None:
    action = node.get_action_iface()
    if action is None:
        raise NotThere("it has no action")
    names = [Atspi.Action.get_action_name(action, i) for i in range(action.get_n_actions())]
    for wanted in ("Press", "press", "click", "Toggle", "Showmenu", "activate"):
        if wanted in names:
            Atspi.Action.do_action(action, names.index(wanted))
            return
    Atspi.Action.do_action(action, 0)


def set_text(node, value: str) -> None:
    editable = node.get_editable_text_iface()
    if editable is None:
        raise NotThere("it can't be edited")
    Atspi.EditableText.set_text_contents(editable, value)


def click(node, button: str = "b1c") -> None:
    box = Atspi.Component.get_extents(node.get_component_iface(), Atspi.CoordType.SCREEN)
    Atspi.generate_mouse_event(box.x + box.width // 2, box.y + box.height // 2, button)


def tree(node, depth: int = 0) -> list[str]:
    lines = [f"{'  ' * depth}{node.get_role_name()} {node.get_name()!r}"]
    for i in range(min(node.get_child_count(), 60)):
        child = node.get_child_at_index(i)
        if child is not None:
            lines.extend(tree(child, depth + 1))
    return lines


def run(command: dict):
    app, path = command.get("app", "dgrid-studio"), command.get("path", [])
    what = command["do"]
    if what == "count":
        return len(find_all(app, path))
    if what == "list":
        return [describe(node) for node in find_all(app, path)]
    if what == "applications":
        desktop = Atspi.get_desktop(0)
        nodes = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
        return [node.get_name() for node in nodes if node is not None]
    node = find(app, path)
    if what == "describe":
        return describe(node)
    if what == "press":
        return press(node)
    if what == "click":
        return click(node, command.get("button", "b1c"))
    if what == "focus":
        return Atspi.Component.grab_focus(node.get_component_iface())
    if what == "set_text":
        return set_text(node, command["text"])
    if what == "tree":
        return tree(node)
    raise ValueError(what)


def main() -> None:
    for line in sys.stdin:
        command = json.loads(line)
        deadline = time.monotonic() + command.get("timeout_s", 10)
        while True:
            pump()
            try:
                answer = {"ok": run(command)}
                break
            except (NotThere, GLib.Error, IndexError, AttributeError) as exc:
                # Objects vanish while a program works; what is not there may come.
                if time.monotonic() > deadline:
                    answer = {"error": f"{type(exc).__name__}: {exc}"}
                    break
                time.sleep(POLL_S)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
