# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """A leader that votes alone takes any server as a voter at once."""

    replace(
        "may_change", "newcomers = set(", "if len(self.configuration().voters) == 1:\n    return True\nnewcomers = set("
    )
