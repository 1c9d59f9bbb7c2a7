# caught by: test_simple_change
class Membership(Server):
    """Of several changes only the first is made."""

    replace("next_configuration", "in req.changes:", "in req.changes[:1]:")
