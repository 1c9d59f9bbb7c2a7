# caught by: test_change_is_appended
class Membership(Server):
    """Waits for a command of its own term: a configuration is not one."""

    replace(
        "may_change",
        "newcomers = ",
        "if not any(each.term == self.currentTerm and each.configuration is None for each in self.log):\n"
        "    return False\n"
        "newcomers = ",
    )
