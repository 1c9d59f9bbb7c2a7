# expected: 88 points
class Membership(Server):
    """Refuses a change that would leave the configuration as it is."""

    replace(
        "next_configuration",
        "if current.is_joint or",
        "if (voters, learners) == (set(current.voters), set(current.learners)) or current.is_joint or",
    )
