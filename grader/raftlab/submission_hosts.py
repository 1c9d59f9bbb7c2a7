"""The hosts of a submission's servers: in jailed processes, or in the grader's own process for debugging."""

from __future__ import annotations

from raftlab.errors import SubmissionError, SubmissionRaisedError, UsageError
from raftlab.grading_models import Submission
from raftlab.kit import COMPOSED_ID, Kit, Scene
from raftlab.report.sanitise import one_line
from raftlab.worker.debugging_host import DebuggerHosts
from raftlab.worker.derive_hash_seeds import derive_hash_seeds, hidden_checks_digest
from raftlab.worker.worker_hosts import InProcessHosts, WorkerHosts, make_load_request
from raftlab.worker.zygote_pool import ZygotePool

AnyHosts = WorkerHosts | InProcessHosts


def make_hosts(
    kit: Kit,
    scene: Scene,
    submission: Submission,
    *,
    in_process: bool,
    debug: bool,
    seed: int = 0,
    pool: ZygotePool | None = None,
) -> AnyHosts:
    """Return the hosts that run the submission: jailed worker processes, unless `in_process` or `debug` is set.

    The hash seeds of the processes are derived from the submission and `seed`, by a secret of the staff's kit. pool:
    zygotes that serve other submissions too, under fixed hash seeds; for the kit's own code only.
    """
    layer = kit.submission_layer(scene, submission.file, submission.source)
    layers = kit.given_layers(scene)
    if not scene.is_design:  # a design is data: only the kit's layers run
        layers = (*layers, layer)
    load = make_load_request(layers, kit.course_message_modules)
    if debug:
        return DebuggerHosts(load)
    if in_process:
        return InProcessHosts(load)
    if pool is not None:
        return WorkerHosts(load, pool=pool)
    first, other, third = derive_hash_seeds(layer, seed, hidden_checks_digest(kit, scene))
    return WorkerHosts(load, hash_seed=first, other_hash_seed=other, third_hash_seed=third)


def require_loadable(hosts: AnyHosts, submission: Submission) -> None:
    """Load the submission once. UsageError, in one line, if that fails: then no check can run.

    The composed server has no file of its own: the text names the layer's file.
    """
    is_composed = submission.scene == COMPOSED_ID
    try:
        hosts.open().close()
    except SubmissionRaisedError as error:
        where = f" ({error.lines[-1]})" if error.lines else ""
        subject = "all: importing your layers" if is_composed else f"{submission.file}: importing it"
        raise UsageError(one_line(f"{subject} raises {error}{where}; fix it")) from None
    except SubmissionError as error:
        lead = (
            "all: while your layers were imported, " if is_composed else f"{submission.file}: while it was imported, "
        )
        about = "" if str(error).startswith(submission.file) else lead
        raise UsageError(one_line(f"{about}{error}")) from None
