# caught by: test_change_is_appended
class Membership(Server):
    """Answers that it did, and appends nothing."""

    replace("proposeConfiguration", "        self.append_configuration(target)\n", "")
