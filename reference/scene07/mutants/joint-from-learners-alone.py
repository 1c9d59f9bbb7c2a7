# caught by: test_change_that_must_be_refused
class Membership(Server):
    """A joint change is made where only learners are, and nobody votes."""

    replace("next_configuration", "req.joint and not current.voters", "req.joint and not current.members")
