# caught by: test_joint_is_left_once_committed
class Membership(Server):
    """Leaving joint goes back to the old voters."""

    replace(
        "leaveJoint",
        "Configuration(configuration.voters, configuration.learners)",
        "Configuration(configuration.old_voters or (), configuration.learners)",
    )
