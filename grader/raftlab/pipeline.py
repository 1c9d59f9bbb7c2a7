"""How one submission is graded: load it in a jail, run the checks, add up the points. Read this file first.

    submission ─► worker ═══ simulator / explorer ─► checks ─► score ─► result
                  (student code runs only here)

Each stage takes one record and returns the next (raftlab.grading_models). No stage knows the stages around it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from raftlab import __version__
from raftlab.checks.check_runner import run_checks
from raftlab.checks.hypothesis_version import require_hypothesis_version
from raftlab.grading_models import GradingResult, OnProgress, Submission, TracedCheck
from raftlab.kit import Kit
from raftlab.report.result_json import make_result
from raftlab.score import score
from raftlab.submission_hosts import make_hosts, require_loadable
from raftlab.worker.measure_isolation import require_level
from raftlab.worker.zygote_pool import ZygotePool


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
    is_enough: Callable[[TracedCheck], bool] | None = None,
    ignores_prerequisites: bool = False,
    process_count: int = 1,
) -> GradingResult:
    """Grade one submission. The same submission, seed and kit give the same result, except for its durations.

    in_process: run without a jail, so that prints are shown. debug: the same, and stop in pdb where the code raises.
    check_names: run only these checks. with_prerequisites: and the checks that they wait for.
    minimum_level: the weakest jail to run in; WeakJailError, before any student code runs, if the jail is weaker.
    pool: zygotes that serve other submissions too; for the kit's own code only.
    process_count: with 2, checks run side by side, each process with a CPU of its own; the result is the same. A design
    is graded in one process, whose checks share its runs.
    is_enough, ignores_prerequisites: for the tests of a suite; see `run_checks`.
    UsageError for a submission that cannot be loaded, KitError for a scene whose checks are broken, or where the
    installed Hypothesis draws other examples.
    """
    started = time.monotonic()
    hypothesis = require_hypothesis_version()
    scene = kit.gradable(submission.scene)
    with make_hosts(kit, scene, submission, seed=seed, in_process=in_process, debug=debug, pool=pool) as hosts:
        if minimum_level:
            require_level(hosts.level, minimum_level)
        if not scene.is_design:
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
            is_enough=is_enough,
            ignores_prerequisites=ignores_prerequisites,
            process_count=1 if scene.is_design else process_count,  # one run of a design serves many checks
            submission_text=submission.source if scene.is_design else "",
        )
        level, worker_cpu_s = hosts.level, hosts.cpu_used_s
    return make_result(
        __version__,
        scene,
        submission,
        check_runs,
        score((run.result for run in check_runs), scene.safety_limit_percent),
        hypothesis=hypothesis,
        seed=seed,
        level=level,
        check_names=check_names,
        durations_s=(time.monotonic() - started, worker_cpu_s),
    )
