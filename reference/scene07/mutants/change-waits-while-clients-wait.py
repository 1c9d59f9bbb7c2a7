# caught by: test_change_is_appended
class Membership(Server):
    """Refuses a change while a client waits."""

    replace(
        "may_change",
        "if self.configuration_index()",
        "if self.waiting:\n    return False\nif self.configuration_index()",
    )
