"""A Sphinx extension that writes the pages which follow from the kit: scenes, commands, formats, pictures.

It runs before the sources are read and writes to docs/generated/, which git ignores. A new scene or command has its
page without a line here. A file that is as it should be is left alone, and the others are replaced whole, so two builds
of one kit can run at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from kill_table_pages import peers_page, track_record_page
from sphinx.application import Sphinx
from sphinx.util import logging

from raftlab.authoring.public_claims import read_claims
from raftlab.cli.support.command_loader import COMMAND_GROUPS, load_app
from raftlab.errors import RaftlabError
from raftlab.kit import Kit, Scene
from raftlab.pages.handout.design_scene_page import design_scene_page
from raftlab.pages.handout.scene_page import scene_page
from raftlab.pages.storyboard.runs import play_storyboard
from raftlab.pages.storyboard.story_file import read_story
from raftlab.scenario.language import EXPECTATION_FORMS, STATEMENT_FORMS
from raftlab.state_dir import write_atomically
from raftlab.worker.worker_hosts import InProcessHosts

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "generated"
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#]+)(#[^)]*)?\)")
SHARED_PAGES = {
    "GLOSSARY.md": "glossary",
    "JAIL.md": "jail",
    "SCENARIOS.md": "scenarios",
    "LIMITS.md": "limits",
}
"""A page in labs/ that is also a page of the site -> its name there."""
SUFFIXES = (".md", ".svg", ".html")
NO_BREAK_HYPHEN = "\u2011"
PAGE_NOTE = "This page shows the course's servers. `raftlab scene {scene}` shows it with your code too."
DESIGN_NOTE = "This page measures no design. `raftlab scene {scene}` shows it with yours, and what they reach."
logger = logging.getLogger(__name__)


pages: set[Path] = set()
"""What this build wrote below docs/generated/."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", lambda app, config: write_pages())
    return {"parallel_read_safe": True}


def write_pages() -> None:
    """Write every page that follows from the kit."""
    kit = Kit(ROOT)
    (TARGET / "extra" / "pages").mkdir(parents=True, exist_ok=True)
    for name, page in SHARED_PAGES.items():
        write(f"{page}.md", one_title(site_text((kit.labs / name).read_text(encoding="utf-8"), kit.labs, kit.labs)))
    for scene in kit.scenes:
        write_scene(kit, scene)
    write("scenes/index.md", scenes_page(kit))
    write("pictures.md", pictures_page(kit))
    write("commands.md", commands_page())
    write("result.md", result_page())
    write("grammar.md", grammar_page())
    write("measured.md", measured_page())
    write("track-record.md", track_record_page(ROOT / "docs" / "design"))
    write("peers.md", peers_page(ROOT))
    for file in sorted(TARGET.rglob("*.*")):
        if file.suffix in SUFFIXES and file not in pages:
            file.unlink(missing_ok=True)


def write(name: str, text: str) -> None:
    """Write a page below docs/generated/."""
    write_bytes(name, text.encode())


def write_bytes(name: str, data: bytes) -> None:
    """Write a file below docs/generated/ where it is not already as it should be."""
    file = TARGET / name
    pages.add(file)
    if not file.is_file() or file.read_bytes() != data:
        write_atomically(file, data)


def one_title(text: str) -> str:
    """Return a page's Markdown with one title: where it has several parts with a title, each is a section."""
    head, _, rest = text.partition("\n")
    part = re.search(r"^# ", rest, re.M)
    if part is None:
        return text
    return f"{head}\n{rest[: part.start()]}{re.sub(r'^#', '##', rest[part.start() :], flags=re.M)}"


# ---- scenes


def write_scene(kit: Kit, scene: Scene) -> None:
    """Write the page of a scene: its handout, what belongs to it, and its story as a page to play with."""
    folder = TARGET / "scenes" / scene.id
    for picture in sorted(scene.folder.glob("*.svg")):
        write_bytes(f"scenes/{scene.id}/{picture.name}", picture.read_bytes())
    others = [page for page in sorted(scene.folder.glob("*.md")) if page.name != "README.md"]
    for page in others:
        write(f"scenes/{scene.id}/{page.name}", site_text(page.read_text(encoding="utf-8"), scene.folder, folder))
    handout = site_text((scene.folder / "README.md").read_text(encoding="utf-8"), scene.folder, folder)
    head, _, rest = handout.partition("\n")
    story = write_story(kit, scene)
    pages = "".join(f"{page.stem}\n" for page in others)
    toc = f"\n```{{toctree}}\n:hidden:\n\n{pages}```\n" if pages else ""
    write(f"scenes/{scene.id}/index.md", f"{head}\n\n{scene_facts(scene)}{story}{rest}{toc}")


def scene_facts(scene: Scene) -> str:
    """Return what a reader asks first: file, methods, size, source."""
    if scene.is_design:
        return f"You write `{scene.id}/{scene.file}` and `{scene.id}/{scene.document}`, with what all scenes before taught.\n"
    holes = ", ".join(f"`{hole}`" for hole in scene.holes)
    return f"You write {holes} in `{scene.id}/{scene.file}`. Read beside it: Raft {scene.paper}.\n"


def write_story(kit: Kit, scene: Scene) -> str:
    """Write the scene's own page where this kit has the servers to play it, and return the line that links it."""
    content = "panels, choices and endings to step through"
    try:
        if scene.is_design:
            page = design_scene_page(scene, [], DESIGN_NOTE.format(scene=scene.id))
            content = "one run, step by step, and what to design"
        else:
            scenario = scene.folder / "scenarios" / f"{read_story(scene).scenario}.txt"
            if not kit.reference.is_dir() or not scenario.is_file():
                return ""
            board = play_storyboard(kit, scene, scenario, None, InProcessHosts)
            page = scene_page(scene, board, PAGE_NOTE.format(scene=scene.id))
    except (RaftlabError, FileNotFoundError) as error:
        logger.info("%s has no story: %s", scene.id, error)
        return ""
    write(f"extra/pages/{scene.id}.html", page)
    return f'\n<p><a href="../../../pages/{scene.id}.html">The scene as a story</a>: {content}.</p>\n'


def scenes_page(kit: Kit) -> str:
    """Return the list of the scenes."""
    rows = [
        f"| [{scene.id}]({scene.id}/index.md) | {scene.title} | {scene.paper} | {len(scene.holes)} |"
        for scene in kit.scenes
    ]
    toc = "".join(f"{scene.id}/index\n" for scene in kit.scenes)
    head = "# The scenes\n\nEach page is the scene's handout.\n\n| scene | what it is about | read | methods to write |\n|---|---|---|---:|\n"
    return head + "\n".join(rows) + f"\n\n```{{toctree}}\n:hidden:\n\n{toc}```\n"


def pictures_page(kit: Kit) -> str:
    """Return the pictures of all handouts, for slides."""
    parts = [
        "# Pictures for slides\n\nEvery picture of the handouts, drawn by the kit from runs of the reference. They are SVG: "
        "sharp at any size, and readable without colour. `raftlab storyboard SCENE -o FILE` writes any schedule, with any "
        "choice, as a page to show.\n"
    ]
    for scene in kit.scenes:
        for line in (scene.folder / "README.md").read_text(encoding="utf-8").splitlines():
            for match in LINK.finditer(line):
                if match[1] and (scene.folder / match[3]).is_file():
                    parts.append(
                        f"\n## {scene.id}: {Path(match[3]).stem}\n\n![{match[2]}](scenes/{scene.id}/{match[3]})\n"
                    )
    return "".join(parts)


def site_text(text: str, folder: Path, target: Path) -> str:
    """Return a page's Markdown with links that lead somewhere on the site; a link to a file of the kit becomes its name.

    folder: where the page lies in the kit. target: where its pictures and sister pages lie on the site.
    """

    def site_link(match: re.Match[str]) -> str:
        picture, words, path, anchor = match[1], match[2], match[3], match[4] or ""
        if (
            re.match(r"[a-z]+:", path)
            or (target / path).is_file()
            or (path.endswith(".md") and (folder / path).is_file())
        ):
            source = folder / path
            if source.parent == ROOT / "labs" and source.name in SHARED_PAGES and target != folder:
                return f"[{words}](../../{SHARED_PAGES[source.name]}.md{anchor})"
            return f"[{words}](index.md{anchor})" if path == "README.md" else match[0]
        if path.endswith("grader/raftlab/server.py"):
            return f"[{words}](../../../reference/server.md)"
        return match[0] if picture else f"`{words}`" if "`" not in words else words

    return LINK.sub(site_link, text)


# ---- commands


def commands_page() -> str:
    """Return the help of every command, taken from the commands."""
    group = typer.main.get_command(load_app(""))
    parts = [
        "# Commands\n\nWritten from the commands' own help. Every command has `--help`; exit codes are 0 done or full marks, "
        "1 points are missing, 2 cannot be graded or wrong usage, 3 the kit itself failed.\n"
    ]
    for title, names in COMMAND_GROUPS.items():
        parts.append(f"\n## {title}\n")
        for name in names:
            parts += command_section(group.commands[name], ("raftlab", name))  # type: ignore[attr-defined]
    return "".join(parts)


def command_section(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the section of a command, and those of its own commands.

    The type of a command depends on typer's version: it is click's, or typer's own copy of it.
    """
    context = command.context_class(command, info_name=" ".join(path))
    yield f"\n### {' '.join(path)}\n\n```text\n{command.get_help(context).strip()}\n```\n"
    for name, inner in getattr(command, "commands", {}).items():
        yield from command_section(inner, (*path, name))


# ---- formats


def result_page() -> str:
    """Return the fields of result.json, taken from its schema."""
    schema = json.loads((ROOT / "grader" / "raftlab" / "report" / "result.schema.json").read_text(encoding="utf-8"))
    parts = [
        "# result.json\n\n`raftlab grade SCENE` writes it to `.raftlab/SCENE/result.json`; `--json FILE` writes it elsewhere. "
        "The schema is `grader/raftlab/report/result.schema.json`; a test validates every result against it. "
        "[The promise](../reference/versions.md) says what may change.\n"
    ]
    for name, record in schema["$defs"].items():
        parts.append(f"\n## {name}\n\n{record.get('description', '')}\n\n| field | type | default |\n|---|---|---|\n")
        required = record.get("required", ())
        for field, kind in record.get("properties", {}).items():
            default = "required" if field in required else f"`{json.dumps(kind.get('default'))}`"
            parts.append(f"| `{field}` | {kind_text(kind)} | {default} |\n")
    return "".join(parts)


def kind_text(kind: dict[str, Any]) -> str:
    """Return the type of a field in words."""
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in kind:
        return ", ".join(f"`{json.dumps(value)}`" for value in kind["enum"])
    if "anyOf" in kind:
        return " or ".join(kind_text(each) for each in kind["anyOf"])
    if kind.get("type") == "array":
        return f"list of {kind_text(kind['items'])}" if kind.get("items") else "list"
    return str(kind.get("type", "any"))


def grammar_page() -> str:
    """Return the forms of the scenario language, taken from its parser."""
    parts = [
        "# Scenario grammar\n\nThe forms that the parser takes, written from the parser. "
        "[Writing scenarios](scenarios.md) says what each does.\n"
    ]
    for title, forms in (("Lines", STATEMENT_FORMS), ("Expectations", EXPECTATION_FORMS)):
        lines = "\n".join(form for form, _ in forms.values())
        parts.append(f"\n## {title}\n\n```text\n{lines}\n```\n")
    return "".join(parts)


# ---- figures


def measured_page() -> str:
    """Return the measured claims, from docs/design/measured.json: each with its date and the command that repeats it."""
    record = read_claims(ROOT)
    rows = "".join(
        f"| {claim.what} | {claim.figure_text} | {claim.date.replace('-', NO_BREAK_HYPHEN)} | `{claim.command}`"
        f"{f'; it needs {claim.needs}' if claim.needs else ''} |\n"
        for claim in record.claims
    )
    return (
        f"# Measured\n\n{record.machine}\n\n| what | figure | measured on | the command that repeats it |\n"
        f"|---|---|---|---|\n{rows}\n{record.note}\n"
    )
