# caught by: test_later_scenes_build_on_it
class PreVoting(Server):
    """A leader that lost its majority forgets which calls its machine has seen."""

    replace("checkQuorum", "self.leaderId = None", "self.leaderId = None\nself.sessions = {}")
