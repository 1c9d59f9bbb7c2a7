"""What a grading leaves behind: the table on the screen, the result, its runs and their pictures in .raftlab/."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from raftlab.cli.console import output, warn
from raftlab.kit import Kit, Scene
from raftlab.records import Graded, Submission
from raftlab.report.files import write_below, write_graded
from raftlab.report.terminal import Setting, show

Pictures = dict[str, str]
"""A run's file -> the page that draws it."""


def tell(graded: Graded, kit: Kit, submission: Submission, where: Path, *, full: bool = False) -> None:
    """Keep what a grading found below `where`, and show it: in colour on a terminal, plain elsewhere."""
    scene = kit.scene(submission.scene)
    pictures = keep(graded, kit, submission, where)
    show(graded.result, output(), Setting(following(kit, scene), pictures, full))


def keep(graded: Graded, kit: Kit, submission: Submission, where: Path) -> Pictures:
    """Write the result, and run and picture of each failed check; drop those of checks that are mended.

    A folder that cannot be written costs the files, never the verdict.
    """
    folder = where / ".raftlab" / submission.scene
    pictures = {}
    try:
        for check in graded.result.checks:
            if check.trace is None:
                drop(folder, check.name.removeprefix("test_"))
        write_graded(graded, where)
        for name, text in pages(graded, kit, submission).items():
            picture = str(PurePosixPath(name).with_suffix(".html"))
            write_below(where, picture, text.encode())
            pictures[name] = picture
    except OSError as fault:
        warn(f"the runs are not kept: cannot write {folder} ({fault.strerror}); make that folder writable")
    return pictures


def drop(folder: Path, name: str) -> None:
    """Remove the run and the picture that an earlier grading left for the check `name`."""
    for kind in ("json", "html"):
        (folder / f"{name}.{kind}").unlink(missing_ok=True)


def pages(graded: Graded, kit: Kit, submission: Submission) -> Pictures:
    """Return the page of each run, the reference's run of the same schedule beside it where the kit holds one."""
    if not graded.traces:
        return {}
    from raftlab.cli.replay import held_by_file
    from raftlab.cli.show import reference_run
    from raftlab.pages.holdings import Machines
    from raftlab.pages.player import player_page

    told = {}
    for name, trace in graded.traces.items():
        beside, note, theirs = reference_run(kit, trace)
        told[name] = player_page(trace, beside, note, Machines(held_by_file(kit, trace, submission), theirs))
    return told


def following(kit: Kit, scene: Scene) -> str | None:
    """Return the scene after this one, None after the last."""
    return next((other.id for other in kit.scenes if other.id > scene.id), None)
