"""How one submission is graded: load it in a jail, run the checks, add up the points. Read this file first.

    submission ─► worker ═══ simulator / explorer ─► checks ─► score ─► result
                  (student code runs only here)

Each stage takes one record and returns the next (raftlab.models). No stage knows the stages around it.
"""

from __future__ import annotations

import time

from raftlab import __version__
from raftlab.checks.run import run_checks
from raftlab.kit import Kit
from raftlab.models import GradingResult, OnProgress, Submission
from raftlab.report.result_json import make_result
from raftlab.score import score
from raftlab.submission_hosts import make_hosts, require_loadable
from raftlab.worker.isolation_level import require_level
from raftlab.worker.pool import ZygotePool


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
    """Grade one submission. The same submission, seed and kit give the same result, except for its durations.

    in_process: run without a jail, so that prints are shown. debug: the same, and stop in pdb where the code raises.
    check_names: run only these checks. with_prerequisites: and the checks that they wait for.
    minimum_level: the weakest jail to run in; WeakJailError, before any student code runs, if the jail is weaker.
    pool: zygotes that serve other submissions too; for the kit's own code only.
    UsageError for a submission that cannot be loaded, KitError for a scene whose checks are broken.
    """
    started = time.monotonic()
    scene = kit.scene(submission.scene)
    with make_hosts(kit, scene, submission, seed=seed, in_process=in_process, debug=debug, pool=pool) as hosts:
        if minimum_level:
            require_level(hosts.level, minimum_level)
        require_loadable(hosts, submission)
        check_runs = run_checks(
            kit,
            scene,
            hosts,
            seed=seed,
            check_names=check_names,
            with_prerequisites=with_prerequisites,
            on_progress=on_progress,
            is_debugging=in_process or debug,
        )
        level, worker_cpu_s = hosts.level, hosts.cpu_used_s
    return make_result(
        __version__,
        scene,
        submission,
        check_runs,
        score(run.result for run in check_runs),
        seed=seed,
        level=level,
        check_names=check_names,
        durations_s=(time.monotonic() - started, worker_cpu_s),
    )
