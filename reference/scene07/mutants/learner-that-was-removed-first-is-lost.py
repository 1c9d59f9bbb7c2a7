# caught by: test_joint_change
from raftlab.server import Change


class Membership(Server):
    """A server that the same request removes first, and then makes a learner, does not learn."""

    replace(
        "next_configuration",
        'elif change.action == "learner":',
        'elif change.action == "learner" and Change("remove", change.server) not in req.changes:',
    )
