# caught by: test_joint_change
class Membership(Server):
    """Of the learners, a joint change keeps only those that it names."""

    replace(
        "next_configuration",
        "        old_voters = current.voters if req.joint else None",
        "        if req.joint:\n"
        "            learners &= {change.server for change in req.changes}\n"
        "        old_voters = current.voters if req.joint else None",
    )
