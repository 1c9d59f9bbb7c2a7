# variant: a leader may make its books when it wins, and add a server to them when it sends to that one first
class Operations(Server):
    """Keeps, for each follower, how often it was sent something, and asserts that whoever answers is in the books."""

    def becomeLeader(self) -> None:
        self.books: dict[ServerId, int] = dict.fromkeys(self.followers, 0)
        super().becomeLeader()
        if not self.options.no_op:
            return
        self.log.append(Entry(self.currentTerm))
        self.persist()
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()

    replace(
        "replicateTo",
        "if not self.options.window_messages or",
        "self.books[follower] = self.books.get(follower, 0) + 1\nif not self.options.window_messages or",
    )
    replace(
        "handleAppendEntriesReply",
        "elif follower in self.nextIndex:\n    if reply.success:",
        "elif follower in self.nextIndex:\n    assert follower in self.books\n    if reply.success:",
    )
