"""Drives a program over AT-SPI, as a screen reader would.

Run by the system's Python (it has gi.repository.Atspi). Reads one JSON command a line from
stdin, writes one JSON answer a line to stdout: {"ok": value} or {"error": text}.

A command: {"do": what, "pid": of the program, "path": steps, "timeout_s": ...}. An object is
named by a list of steps from its application, each somewhere below the one before:
{"role": one or several, "name" | "prefix" | "contains": of the name, "description": part of it,
"has_text": part of its text, "characters": how many it has (of a password that is all that is
told), "enabled" | "focused" | "checked": bool, "showing": False for
objects that may be off the screen, "index": which of several}.
A command waits until its object is there.
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

POLL_S = 0.03
# How long a program may take to answer. Once it has taken a press, pressing again would be wrong:
# by itself AT-SPI gives up after 0.8 s.
PATIENCE_MS = 60_000
MOST_CHILDREN = 5000
State = Atspi.StateType
# Roles that a person uses; each needs a name. So does whatever can have the focus.
INTERACTIVE = {
    "check box",
    "check menu item",
    "combo box",
    "entry",
    "icon",
    "link",
    "list item",
    "menu item",
    "page tab",
    "password text",
    "push button",
    "radio button",
    "slider",
    "spin button",
    "text",
    "toggle button",
}


# What programs announced, oldest first: (pid, text, politeness).
announced: list = []
GRANULARITIES = {
    "char": Atspi.TextGranularity.CHAR,
    "word": Atspi.TextGranularity.WORD,
    "sentence": Atspi.TextGranularity.SENTENCE,
    "line": Atspi.TextGranularity.LINE,
    "paragraph": Atspi.TextGranularity.PARAGRAPH,
}
# What had the focus last, by program: menus are no part of the tree, but they tell this.
focused: dict = {}


class NotThere(Exception):
    """No such object (yet)."""


def pump() -> None:
    """Takes the events of the programs in."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def on_focused(event) -> None:
    if event.detail1 and event.source is not None:
        focused[event.source.get_process_id()] = event.source


def on_announced(event) -> None:
    if event.source is not None:
        announced.append((event.source.get_process_id(), event.any_data, event.detail1))


def read(node, offset: int) -> dict:
    """The text around a character, by every unit, and where the character is."""
    text = node.get_text_iface()
    found = {}
    for name, unit in GRANULARITIES.items():
        part = Atspi.Text.get_string_at_offset(text, offset, unit)
        found[name] = part.content
    box = Atspi.Text.get_character_extents(text, offset, Atspi.CoordType.SCREEN)
    found["box"] = [box.x, box.y, box.width, box.height]
    found["offset"] = Atspi.Text.get_offset_at_point(
        text, box.x + 1, box.y + box.height // 2, Atspi.CoordType.SCREEN
    )
    found["count"] = Atspi.Text.get_character_count(text)
    found["caret"] = Atspi.Text.get_caret_offset(text)
    return found


def application(pid: int):
    """The program as it says it is now; nothing is remembered of it."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is not None and app.get_process_id() == pid and app.get_child_count() > 0:
            # Qt tells of few changes: texts and states are asked for each time.
            app.set_cache_mask(Atspi.Cache.NONE)
            return app
    raise NotThere(f"no program {pid}")


def children(node) -> list:
    count = min(node.get_child_count(), MOST_CHILDREN)
    found = (node.get_child_at_index(i) for i in range(count))
    return [child for child in found if child is not None]


def is_showing(node) -> bool:
    return node.get_state_set().contains(State.SHOWING)


def walk(node, *, showing: bool):
    """All objects below one, in order; what is hidden hides what is in it."""
    stack = list(reversed(children(node)))
    while stack:
        at = stack.pop()
        if showing and not is_showing(at):
            continue
        yield at
        stack.extend(reversed(children(at)))


def matches(node, step) -> bool:
    role = step.get("role")
    if role is not None and node.get_role_name() not in ([role] if isinstance(role, str) else role):
        return False
    name = node.get_name() or ""
    if "name" in step and name != step["name"]:
        return False
    if "prefix" in step and not name.startswith(step["prefix"]):
        return False
    if "contains" in step and step["contains"] not in name:
        return False
    states = node.get_state_set()
    for key, state in (
        ("enabled", State.ENABLED),
        ("focused", State.FOCUSED),
        ("checked", State.CHECKED),
    ):
        if key in step and states.contains(state) != step[key]:
            return False
    if "has_text" in step and step["has_text"] not in text_of(node):
        return False
    if "characters" in step and step["characters"] != length_of(node):
        return False
    return "description" not in step or step["description"] in (node.get_description() or "")


def find_all(pid: int, path) -> list:
    nodes = [application(pid)]
    for step in path:
        showing = step.get("showing", True)
        nodes = [
            each for node in nodes for each in walk(node, showing=showing) if matches(each, step)
        ]
    return nodes


def find(pid: int, path):
    """The object, found without looking further than needed."""
    node = application(pid)
    for step in path:
        left = step.get("index", 0)
        if left < 0:
            node = [n for n in walk(node, showing=step.get("showing", True)) if matches(n, step)][
                left
            ]
            continue
        for each in walk(node, showing=step.get("showing", True)):
            if matches(each, step):
                if left == 0:
                    node = each
                    break
                left -= 1
        else:
            raise NotThere(f"nothing on the screen is {json.dumps(step)} of {json.dumps(path)}")
    return node


def describe(node) -> dict:
    states = node.get_state_set()
    return {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
        "enabled": states.contains(State.ENABLED),
        "focused": states.contains(State.FOCUSED),
        "checked": states.contains(State.CHECKED),
        "text": text_of(node),
    }


def with_children(node) -> dict:
    """An object, and what is right below it."""
    return {**describe(node), "children": [describe(child) for child in children(node)]}


def length_of(node) -> int:
    text = node.get_text_iface()
    return 0 if text is None else Atspi.Text.get_character_count(text)


def text_of(node) -> str:
    text = node.get_text_iface()
    if text is None:
        return ""
    return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))


def press(node) -> None:
    if not node.get_state_set().contains(State.ENABLED):
        raise NotThere(f"{node.get_name()} can't be pressed now")
    action = node.get_action_iface()
    if action is None:
        raise NotThere("it has no action")
    names = [Atspi.Action.get_action_name(action, i) for i in range(action.get_n_actions())]
    for wanted in ("Press", "press", "click", "Toggle", "ShowMenu", "activate"):
        if wanted in names:
            Atspi.Action.do_action(action, names.index(wanted))
            return
    raise NotThere(f"it can't be pressed, only {names}")


def extents(node) -> list[int]:
    box = Atspi.Component.get_extents(node.get_component_iface(), Atspi.CoordType.SCREEN)
    return [box.x, box.y, box.width, box.height]


def click(node, button: str = "b1c") -> None:
    x, y, width, height = extents(node)
    Atspi.generate_mouse_event(x + width // 2, y + height // 2, button)


def tree(node, *, showing: bool, depth: int = 0) -> list[str]:
    name = (node.get_name() or "")[:160]
    lines = [f"{'  ' * depth}{node.get_role_name()} {name!r}"]
    for child in children(node):
        if is_showing(child) or not showing:
            lines.extend(tree(child, showing=showing, depth=depth + 1))
    return lines


def unnamed(node) -> list[str]:
    """What a person could use here, but a screen reader could not name."""
    found = []
    for each in walk(node, showing=True):
        role, states = each.get_role_name(), each.get_state_set()
        used = role in INTERACTIVE or states.contains(State.FOCUSABLE)
        if used and not (each.get_name() or "").strip():
            parent = each.get_parent()
            found.append(f"{role} in {parent.get_role_name()} {parent.get_name()!r}")
    return found


def run(command: dict):
    pid, path = command["pid"], command.get("path", [])
    what = command["do"]
    if what == "focused":
        # What a program told before it answers arrives before its answer.
        application(pid).get_name()
        pump()
        if pid not in focused:
            raise NotThere("nothing has the focus")
        return describe(focused[pid])
    if what == "count":
        return len(find_all(pid, path))
    if what == "list":
        return [describe(node) for node in find_all(pid, path)]
    if what == "announced":
        return [[text, politeness] for of, text, politeness in announced if of == pid]
    node = find(pid, path)
    if what == "read":
        return read(node, command["offset"])
    if what == "attributes":
        return dict(node.get_attributes() or {})
    if what == "caret":
        return Atspi.Text.set_caret_offset(node.get_text_iface(), command["offset"])
    if what == "describe":
        return describe(node)
    if what == "children":
        return [with_children(child) for child in children(node)]
    if what == "extents":
        return extents(node)
    if what == "press":
        return press(node)
    if what == "click":
        return click(node, command.get("button", "b1c"))
    if what == "focus":
        return Atspi.Component.grab_focus(node.get_component_iface())
    if what == "tree":
        return tree(node, showing=command.get("showing", True))
    if what == "unnamed":
        return unnamed(node)
    raise ValueError(what)


def main() -> None:
    Atspi.set_timeout(PATIENCE_MS, PATIENCE_MS)
    listener = Atspi.EventListener.new(on_focused)
    listener.register("object:state-changed:focused")
    announcements = Atspi.EventListener.new(on_announced)
    announcements.register("object:announcement")
    for line in sys.stdin:
        command = json.loads(line)
        deadline = time.monotonic() + command.get("timeout_s", 20)
        while True:
            pump()
            try:
                answer = {"ok": run(command)}
                break
            except (NotThere, GLib.Error, IndexError, AttributeError, TypeError) as exc:
                # Objects vanish while a program works; what is not there may come.
                if time.monotonic() > deadline:
                    answer = {"error": f"{type(exc).__name__}: {exc}"}
                    break
                time.sleep(POLL_S)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
