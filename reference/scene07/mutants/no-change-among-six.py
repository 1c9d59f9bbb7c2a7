# caught by: test_change_is_appended
class Membership(Server):
    """Makes no change in a cluster of six."""

    replace(
        "may_change",
        "if self.configuration_index()",
        "if len(self.configuration().voters) == 6:\n    return False\nif self.configuration_index()",
    )
