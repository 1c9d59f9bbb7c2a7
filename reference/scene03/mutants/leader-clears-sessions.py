# caught by: test_later_scenes_build_on_it
class Election(Server):
    """A new leader forgets the sessions of its clients."""

    replace(
        "becomeLeader", "self.votesGranted = set()", "self.votesGranted = set()\nself.sessions = {}\nself.results = {}"
    )
