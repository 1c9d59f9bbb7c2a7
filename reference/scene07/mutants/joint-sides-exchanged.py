# caught by: test_joint_change
class Membership(Server):
    """The old voters stand where the new ones belong."""

    replace(
        "next_configuration",
        "return Configuration(tuple(sorted(voters)), tuple(sorted(learners)), old_voters)",
        "return Configuration(old_voters or tuple(sorted(voters)), "
        "tuple(sorted(learners)), tuple(sorted(voters)) if req.joint else None)",
    )
