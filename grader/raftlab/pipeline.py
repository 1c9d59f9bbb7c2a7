"""The one way through: a submission is loaded behind the wall, checked, scored and told. Read this file first.

    submission ─► worker ═══ simulator / explorer ─► checks ─► score ─► result
                  (untrusted code lives only here)

The stages do not know each other; each takes the record before it and returns the next (raftlab.records).
"""

from __future__ import annotations

import time

from raftlab import __version__
from raftlab.checks.run import run_checks
from raftlab.errors import Raised, SubmissionFault, UsageFault
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.records import Graded, OnProgress, Submission
from raftlab.report.result import make_result
from raftlab.report.sanitise import one_line
from raftlab.score import score
from raftlab.worker.debugger import DebuggedHosts
from raftlab.worker.host import InProcessHosts, WorkerHosts, load_request
from raftlab.worker.level import demand

AnyHosts = WorkerHosts | InProcessHosts


def grade(
    kit: Kit,
    submission: Submission,
    *,
    seed: int = 0,
    in_process: bool = False,
    debug: bool = False,
    only: tuple[str, ...] = (),
    causes: bool = False,
    least_level: str = "",
    on_progress: OnProgress | None = None,
) -> Graded:
    """Grade one submission. The same submission, seed and kit give the same result, but for its durations.

    in_process: no wall, prints show; debug: also stop in pdb where the submission raises. only: run just these checks;
    causes: and what they wait for.
    least_level: the weakest jail in which any of it may run; TooWeak, before any does, where the jail is weaker.
    UsageFault for a submission that cannot be loaded, KitFault for a scene whose suite is broken.
    """
    began = time.monotonic()
    scene = kit.scene(submission.scene)
    with hosts_of(kit, scene, submission, in_process=in_process, debug=debug) as hosts:
        if least_level:
            demand(hosts.level, least_level)
        must_load(hosts, submission)
        unwalled = in_process or debug
        checked = run_checks(
            kit, scene, hosts, seed=seed, only=only, causes=causes, on_progress=on_progress, debugging=unwalled
        )
        level, spent_s = hosts.level, hosts.spent_s
    points = score(each.result for each in checked)
    took_s = time.monotonic() - began
    spent = took_s, spent_s
    return make_result(__version__, scene, submission, checked, points, seed=seed, level=level, only=only, spent=spent)


def hosts_of(kit: Kit, scene: Scene, submission: Submission, *, in_process: bool, debug: bool) -> AnyHosts:
    """Return what makes servers of the submission: behind the wall unless told otherwise."""
    layer = LayerSource(submission.file, submission.source, scene.layer)
    load = load_request((*kit.given(scene), layer), kit.message_modules(scene))
    if debug:
        return DebuggedHosts(load)
    return InProcessHosts(load) if in_process else WorkerHosts(load)


def must_load(hosts: AnyHosts, submission: Submission) -> None:
    """Load the submission once. UsageFault, in one line, where that fails: no check could say anything of it."""
    try:
        hosts.open().close()
    except Raised as fault:
        where = f" ({fault.lines[-1]})" if fault.lines else ""
        raise UsageFault(one_line(f"{submission.file}: importing it raises {fault}{where}; mend it")) from None
    except SubmissionFault as fault:
        about = "" if str(fault).startswith(submission.file) else f"{submission.file}: while it was imported, "
        raise UsageFault(one_line(f"{about}{fault}")) from None
