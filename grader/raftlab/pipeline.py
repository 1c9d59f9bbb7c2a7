"""The one way through: a submission is loaded behind the wall, checked, scored and told. Read this file first.

    submission ─► worker ═══ simulator / explorer ─► checks ─► score ─► result
                  (untrusted code lives only here)

The stages do not know each other; each takes the record before it and returns the next (raftlab.models).
"""

from __future__ import annotations

import time

from raftlab import __version__
from raftlab.checks.run import run_checks
from raftlab.errors import SubmissionError, SubmissionRaisedError, UsageError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.models import GradingResult, OnProgress, Submission
from raftlab.report.result_json import make_result
from raftlab.report.sanitise import one_line
from raftlab.score import score
from raftlab.worker.debugger import DebuggerHosts
from raftlab.worker.host import InProcessHosts, WorkerHosts, make_load_request
from raftlab.worker.isolation_level import require_level
from raftlab.worker.pool import ZygotePool

AnyHosts = WorkerHosts | InProcessHosts


def grade(
    kit: Kit,
    submission: Submission,
    *,
    seed: int = 0,
    in_process: bool = False,
    debug: bool = False,
    check_names: tuple[str, ...] = (),
    with_prerequisites: bool = False,
    minimum_level: str = "",
    on_progress: OnProgress | None = None,
    pool: ZygotePool | None = None,
) -> GradingResult:
    """Grade one submission. The same submission, seed and kit give the same result, but for its durations.

    in_process: no wall, prints show; debug: also stop in pdb where the submission raises. only: run just these checks;
    causes: and what they wait for.
    minimum_level: the weakest jail in which any of it may run; WeakJailError, before any does, where the jail is weaker.
    pool: zygotes that serve other submissions too; for the kit's own code only.
    UsageError for a submission that cannot be loaded, KitError for a scene whose suite is broken.
    """
    began = time.monotonic()
    scene = kit.scene(submission.scene)
    with make_hosts(kit, scene, submission, in_process=in_process, debug=debug, pool=pool) as hosts:
        if minimum_level:
            require_level(hosts.level, minimum_level)
        require_loadable(hosts, submission)
        unwalled = in_process or debug
        checked = run_checks(
            kit,
            scene,
            hosts,
            seed=seed,
            check_names=check_names,
            with_prerequisites=with_prerequisites,
            on_progress=on_progress,
            is_debugging=unwalled,
        )
        level, spent_s = hosts.level, hosts.cpu_used_s
    points = score(each.result for each in checked)
    took_s = time.monotonic() - began
    spent = took_s, spent_s
    return make_result(
        __version__,
        scene,
        submission,
        checked,
        points,
        seed=seed,
        level=level,
        check_names=check_names,
        durations_s=spent,
    )


def make_hosts(
    kit: Kit, scene: Scene, submission: Submission, *, in_process: bool, debug: bool, pool: ZygotePool | None = None
) -> AnyHosts:
    """Return what makes servers of the submission: behind the wall unless told otherwise."""
    layer = LayerSource(submission.file, submission.source, scene.layer_class)
    load = make_load_request((*kit.given_layers(scene), layer), kit.course_message_modules)
    if debug:
        return DebuggerHosts(load)
    return InProcessHosts(load) if in_process else WorkerHosts(load, pool=pool)


def require_loadable(hosts: AnyHosts, submission: Submission) -> None:
    """Load the submission once. UsageError, in one line, where that fails: no check could say anything of it."""
    try:
        hosts.open().close()
    except SubmissionRaisedError as fault:
        where = f" ({fault.lines[-1]})" if fault.lines else ""
        raise UsageError(one_line(f"{submission.file}: importing it raises {fault}{where}; mend it")) from None
    except SubmissionError as fault:
        about = "" if str(fault).startswith(submission.file) else f"{submission.file}: while it was imported, "
        raise UsageError(one_line(f"{about}{fault}")) from None
