# caught by: test_change_that_must_be_refused
class Membership(Server):
    """A change may leave no voter."""

    replace("next_configuration", "current.is_joint or not voters or too_many", "current.is_joint or too_many")
