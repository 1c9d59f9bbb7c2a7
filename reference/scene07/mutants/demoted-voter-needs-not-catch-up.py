# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A learner that was a voter once in this log becomes one again without a look at what it stores."""

    replace(
        "may_change",
        "newcomers = set(",
        "former = {name for entry in self.log if entry.configuration for name in "
        "entry.configuration.voters}\n"
        "newcomers = set(",
    )
    replace("may_change", "- {self.id}", "- {self.id} - former")
