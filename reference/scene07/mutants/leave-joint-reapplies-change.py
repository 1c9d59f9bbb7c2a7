# caught by: test_leaving_joint
class Membership(Server):
    """Leaving joint removes the voters once more that only the old side had."""

    replace(
        "leaveJoint",
        "Configuration(configuration.voters, configuration.learners)",
        "Configuration(configuration.voters, tuple(each for each in "
        "configuration.learners if each not in (configuration.old_voters or ())))",
    )
