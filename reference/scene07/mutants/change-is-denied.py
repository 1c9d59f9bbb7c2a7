# caught by: test_change_is_appended
class Membership(Server):
    """A change that was appended is reported as refused."""

    replace("proposeConfiguration", "return True", "return False")
