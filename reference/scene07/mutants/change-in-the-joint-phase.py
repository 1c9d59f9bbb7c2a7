# caught by: test_change_that_must_be_refused
class Membership(Server):
    """A joint configuration is changed before it is left."""

    replace("next_configuration", "current.is_joint or not voters", "not voters")
