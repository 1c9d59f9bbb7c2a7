# caught by: test_joint_change
class Membership(Server):
    """In a joint change a server that joins is a learner first: a phase with a voter less."""

    replace(
        "next_configuration",
        "        old_voters = current.voters",
        "        if req.joint:\n"
        "            learners |= voters - set(current.voters)\n"
        "            voters &= set(current.voters)\n"
        "        old_voters = current.voters",
    )
