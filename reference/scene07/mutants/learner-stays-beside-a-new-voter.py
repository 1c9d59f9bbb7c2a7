# caught by: test_hidden_any_sides
class Membership(Server):
    """A request without joint that adds a voter removes no learner."""

    replace(
        "next_configuration",
        "old_voters = current.voters if",
        "if not req.joint and voters > set(current.voters):\n"
        "    learners |= set(current.learners) - voters\n"
        "old_voters = current.voters if",
    )
