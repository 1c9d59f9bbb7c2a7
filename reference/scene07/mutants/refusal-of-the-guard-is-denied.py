# caught by: test_refused_request_changes_nothing
class Membership(Server):
    """Tells that it appended a change that the guard refused."""

    replace(
        "proposeConfiguration",
        "if target is None or not self.may_change(target):\n    return False",
        "if target is None:\n    return False\nif not self.may_change(target):\n    return True",
    )
