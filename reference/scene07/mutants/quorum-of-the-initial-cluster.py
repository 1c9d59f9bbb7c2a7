# caught by: test_majority_of_the_voters
class Membership(Server):
    """Majorities are still counted in the initial cluster."""

    replace(
        "quorum",
        "sides = (configuration.voters, configuration.old_voters or ())",
        "sides = (self.cluster, configuration.old_voters or ())",
    )
