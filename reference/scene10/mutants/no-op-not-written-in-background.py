# caught by: test_own_term_commits_the_older
class Operations(Server):
    """Does not write its no-op where writes go on in the background."""

    replace("becomeLeader", "    self.persist()", "    if self.options.disk != 'background':\n        self.persist()")
