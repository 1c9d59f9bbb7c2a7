# caught by: test_each_leadership_starts_anew
class Election(Server):
    """Takes up the matchIndex of an earlier leadership that ended with a log of the same length."""

    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        'books = self.__dict__.setdefault("books", {})\n'
        "self.matchIndex = books.setdefault(self.log.lastIndex(), dict.fromkeys(self.followers, 0))",
    )
