# caught by: test_leaving_joint
class Membership(Server):
    """Leaving joint forgets the learners."""

    replace(
        "leaveJoint",
        "Configuration(configuration.voters, configuration.learners)",
        "Configuration(configuration.voters)",
    )
