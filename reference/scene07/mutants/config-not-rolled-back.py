# caught by: test_truncated_configuration_is_no_longer_in_force
class Membership(Server):
    """A configuration that was cut off stays in force."""

    replace(
        "adoptConfiguration",
        "self.adopted_configuration = self.base_configuration()",
        "self.adopted_configuration = self.adopted_configuration or self.base_configuration()",
    )
