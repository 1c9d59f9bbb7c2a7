# caught by: test_change_is_appended
class Membership(Server):
    """Makes no change in a deployment without sticky votes."""

    replace(
        "may_change",
        "if self.configuration_index()",
        "if not self.options.sticky_votes:\n    return False\nif self.configuration_index()",
    )
