"""The files that make a student kit a repository: README, settings of git and of editors, a devcontainer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from raftlab.kit import Scene

STUDENT_README = """\
# raftlab: {title}

This is your lab kit for {scene} and for the scenes before it. It needs Python 3.11 or newer. This command installs the
kit and creates the file that you edit, `{scene}/{file}`:

```sh
python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/raftlab start {scene}
```

On Linux your code runs in a sandbox, the jail (`apt install bubblewrap` makes it stronger). On Windows use WSL, which
is Linux. On macOS there is no jail: add `--in-process` to `raftlab grade`. In an editor that knows devcontainers, open
this folder in its container: everything is installed there.

Then `. .venv/bin/activate`, and:

```sh
raftlab grade {scene}    # what is right, what is wrong, and why; `raftlab watch {scene}` grades at every save
raftlab hint {scene}     # the next hint for the first open check
raftlab status           # your points in each scene, and what comes next
raftlab scene {scene}    # the scene's page in the browser: what happens, step by step, and what to write
raftlab storyboard {scene} --scenario NAME    # another scenario of the scene, in panels
raftlab play {scene}     # control a live cluster of your servers in the browser
raftlab replay {scene}   # list the scenarios; `raftlab replay {scene}/NAME` steps through one
raftlab explore {scene}  # search every run of a small cluster, up to a number of moves, for a broken property
raftlab grade all        # your layers of all scenes as one server, under faults
raftlab up               # your servers as real processes for redis-cli; needs `pip install -e '.[cluster]'`
raftlab doctor           # what this machine offers
```

Open `labs/{scene}/{scene}.html` in a browser: it shows what happens in the scene, step by step, and what to write.
The same text is in `labs/{scene}/README.md`. `labs/JAIL.md` says what your code may import, `labs/SCENARIOS.md` how to
write a scenario of your own. The layers of earlier scenes, on which your layer builds, are in `given/`.

**Hand in `{scene}/{file}`**, and nothing else, in the way that your course asks for. Some checks are hidden:
they run when you hand in. Before that, `raftlab grade {scene}` must not report an `error` or a file that
cannot be graded.

The kit has no solution of {scene}. In its place `labs/{scene}/recorded/` has recorded runs of the course's servers. The
pages show them beside your runs. A storyboard does not offer choices that would need another layer above your code.

If your course updates the kit, `git pull` (or the new zip, unpacked over this folder) keeps your work in `{scene}/`.
"""
COMPOSED_COMMAND = "raftlab grade all        # your layers of all scenes as one server, under faults\n"
GITIGNORE = """\
.venv/
.raftlab/
__pycache__/
*.pyc
"""
GITATTRIBUTES = "* text=auto eol=lf\n*.json -text\n*.html -text\n"
EDITORCONFIG = """\
root = true

[*]
charset = utf-8
end_of_line = lf
insert_final_newline = true

[*.py]
indent_style = space
indent_size = 4
max_line_length = 120
"""
DEVCONTAINER_IMAGE = "mcr.microsoft.com/devcontainers/python:3.12-bookworm"
INSTALL_COMMAND = (
    "python3 -m venv .venv && .venv/bin/pip install -q -e . && (test -d {scene} || .venv/bin/raftlab start {scene})"
)


def student_readme(scene: Scene, *, is_whole: bool = True) -> str:
    """Return the README of the student kit of `scene`. is_whole: its layers make a server that answers clients."""
    text = STUDENT_README if is_whole else STUDENT_README.replace(COMPOSED_COMMAND, "")
    return text.format(scene=scene.id, title=scene.title, file=scene.file)


def repository_dotfiles(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield the settings of git, of editors and of the devcontainer, for the kit of `scene`."""
    texts = {
        ".gitignore": GITIGNORE,
        ".gitattributes": GITATTRIBUTES,
        ".editorconfig": EDITORCONFIG,
        ".devcontainer/devcontainer.json": json_text(devcontainer(scene)),
        ".vscode/settings.json": json_text(editor_settings()),
        ".vscode/extensions.json": json_text({"recommendations": ["ms-python.python"]}),
        ".vscode/tasks.json": json_text(editor_tasks(scene)),
    }
    for name, text in texts.items():
        yield name, text.encode()


def json_text(value: Any) -> str:
    """Return JSON for people to read."""
    return json.dumps(value, indent=2) + "\n"


def devcontainer(scene: Scene) -> dict[str, Any]:
    """Return the devcontainer: an image with Python, and the README's command. The sandbox works in it without root."""
    return {
        "name": f"raftlab {scene.id}",
        "image": DEVCONTAINER_IMAGE,
        "postCreateCommand": INSTALL_COMMAND.format(scene=scene.id),
        "remoteEnv": {"PATH": "${containerWorkspaceFolder}/.venv/bin:${containerEnv:PATH}"},
        "customizations": {"vscode": {"extensions": ["ms-python.python"], "settings": editor_settings()}},
    }


def editor_settings() -> dict[str, Any]:
    """Return the settings with which an editor completes `Server` and hides what a student need not read."""
    return {
        "python.defaultInterpreterPath": "${workspaceFolder}/.venv/bin/python",
        "python.analysis.extraPaths": ["grader"],
        "python.analysis.typeCheckingMode": "basic",
        "python.testing.pytestEnabled": False,
        "files.exclude": {"grader": True, "**/__pycache__": True, ".venv": True},
        "files.readonlyInclude": {"labs/**": True, "given/**": True, "skeletons/**": True},
    }


def editor_tasks(scene: Scene) -> dict[str, Any]:
    """Return the tasks of an editor: grade once, grade at every save."""
    tasks = [
        {"label": f"raftlab {verb} {scene.id}", "type": "shell", "command": f".venv/bin/raftlab {verb} {scene.id}"}
        for verb in ("grade", "watch")
    ]
    tasks[0]["group"] = {"kind": "build", "isDefault": True}  # type: ignore[assignment]
    return {"version": "2.0.0", "tasks": tasks}
