"""Scenarios of one's own, as `raftlab play` saves them in SCENE/scenarios: run with every grading, for no points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from raftlab.cli.console import bar, one_line, output
from raftlab.errors import Unwritten, UsageFault
from raftlab.kit import Kit, Scene
from raftlab.records import Submission
from raftlab.report.terminal import PIPED_WIDTH, wrapped
from raftlab.workspace import shown, workspace

STYLES = {"ok": "green", "FAIL": "bold red", "todo": "yellow", "error": "magenta"}
MOST = 50
"""Files that are run at most: a folder with more is not one of scenarios kept as tests."""


@dataclass(frozen=True)
class Telling:
    """How one ending of a scenario went: ok, FAIL, todo, or error where the file is no scenario; and what was seen."""

    file: Path
    fork: str | None
    word: str
    seen: str = ""


def own_files(scene: Scene) -> list[Path]:
    """Return the scenario files in the workspace, by name."""
    return sorted((workspace(scene) / "scenarios").glob("*.txt"))[:MOST]


def show_own(kit: Kit, scene: Scene, submission: Submission, path: Path | None) -> None:
    """Run the workspace's scenarios on the submission at `path` and say how each went; silent where there is none."""
    files = own_files(scene)
    if not files:
        return
    tellings: list[Telling] = []
    with bar("your scenarios") as move:
        for number, file in enumerate(files):
            move(number, len(files), file.stem)
            tellings += tell(kit, scene, submission, file)
    console = output()
    console.print(Text(f"\n  your scenarios, for no points ({shown(workspace(scene))}/scenarios)", style="bold"))
    for telling in tellings:
        for line in lines(telling, path or workspace(scene)):
            console.print(line, soft_wrap=True)


def tell(kit: Kit, scene: Scene, submission: Submission, file: Path) -> Iterator[Telling]:
    """Yield how each ending of one file went."""
    from raftlab.runs import run_scenario
    from raftlab.scenario.check import verdict
    from raftlab.scenario.language import read_scenario

    try:
        forks: list[str | None] = [fork.name for fork in read_scenario(file).forks]
    except UsageFault as fault:
        yield Telling(file, None, "error", str(fault))
        return
    for fork in forks or [None]:
        run = run_scenario(kit, scene, file, submission, fork)
        if isinstance(run.fault, Unwritten):
            yield Telling(file, fork, "todo", f"{run.fault.hole} is still to be written")
            continue
        seen = f"the run ended early: {run.fault}" if run.fault else verdict(run.trace, run.misses, file.name)
        yield Telling(file, fork, "FAIL" if seen else "ok", seen or "")


def lines(telling: Telling, path: Path) -> Iterator[Text]:
    """Yield the lines of one telling: a word, its name, and for a failure what was seen and how to replay it."""
    name = telling.file.stem + (f" · {telling.fork}" if telling.fork else "")
    yield Text.assemble((f"  {telling.word:<5}", STYLES[telling.word]), f"     {one_line(name)}")
    if telling.seen:
        yield from wrapped("            seen    ", one_line(telling.seen), PIPED_WIDTH)
    if telling.word == "FAIL":
        fork = f" --fork {telling.fork}" if telling.fork else ""
        yield Text(f"            replay  raftlab replay {shown(telling.file)}{fork} --submission {shown(path)}")
