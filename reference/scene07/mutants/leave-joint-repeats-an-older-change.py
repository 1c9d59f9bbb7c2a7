# caught by: test_leaving_joint
class Membership(Server):
    """Makes the last change that was asked of this server once more when it leaves joint, whoever's change that is."""

    replace(
        "proposeConfiguration",
        "self.append_configuration(target)",
        "self.asked = req\nself.append_configuration(target)",
    )
    replace(
        "leaveJoint",
        "self.append_configuration(Configuration(configuration.voters, configuration.learners))",
        "voters, learners = set(configuration.voters), set(configuration.learners)\n"
        "asked: ConfigurationRequest | None = getattr(self, 'asked', None)\n"
        "for change in asked.changes if asked is not None else ():\n"
        "    voters -= {change.server}\n"
        "    learners -= {change.server}\n"
        "    if change.action != 'remove':\n"
        "        (voters if change.action == 'voter' else learners).add(change.server)\n"
        "self.append_configuration(Configuration(tuple(sorted(voters)), tuple(sorted(learners))))",
    )
