# caught by: test_each_side_decides
class Membership(Server):
    """The old voters alone decide in the joint phase."""

    replace(
        "quorum",
        "sides = (configuration.voters, configuration.old_voters or ())",
        "sides = (configuration.old_voters or configuration.voters,)",
    )
