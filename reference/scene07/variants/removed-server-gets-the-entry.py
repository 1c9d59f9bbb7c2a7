# variant: a leader may tell a server that it was removed
class Membership(Server):
    replace(
        "append_configuration",
        "self.adoptConfiguration()",
        "gone = [each for each in self.followers if each not in configuration.members]\n"
        "for follower in gone:\n"
        "    self.replicateTo(follower)\n"
        "self.adoptConfiguration()",
    )
