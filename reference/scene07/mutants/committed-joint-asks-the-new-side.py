# caught by: test_each_side_decides
class Membership(Server):
    """Once the joint configuration is committed the new voters alone decide."""

    replace(
        "quorum",
        "for side in sides if side",
        "for side in sides[: 1 + (self.configuration_index() > self.commitIndex)] if side",
    )
