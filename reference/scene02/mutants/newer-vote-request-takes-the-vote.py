# caught by: test_new_term_brings_a_new_vote
"""Scene 02: the term, Raft's logical clock. (Raft §5.1, Figure 2 "Rules for Servers")"""

from raftlab.server import CANDIDATE, FOLLOWER, Message, RequestVote, Server


class Terms(Server):
    """Refines the server of scene 01: one rule for every message, before anything else looks at it."""

    def receive(self, message: Message) -> None:
        newer = message.term > self.currentTerm
        self.observeTerm(message.term)
        if newer and isinstance(message, RequestVote) and self.log.lastIndex() > 1:
            self.votedFor = message.sender
            self.persist()
        if not self.rejectStale(message):
            super().receive(message)

    def observeTerm(self, term: int) -> None:
        """Learn the term of a message, whatever its kind. About 2 lines.

        A newer one than currentTerm ends whatever role this server has; no other one changes anything.
        """
        if term > self.currentTerm:
            self.becomeFollower(term)

    def becomeFollower(self, term: int) -> None:
        """Follow in `term`, which is currentTerm or newer. About 8 lines.

        A vote belongs to its term: it is forgotten with it, and kept within it. In a newer term no leader is known:
        leaderId is None. What must survive a crash is durable when this returns, and a crash may fall before and after
        each persist().
        """
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        """Begin a newer term as its candidate. About 6 lines.

        It has its own vote (votedFor, votesGranted) and no other; term and vote are durable when this returns.
        """
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()

    def rejectStale(self, message: Message) -> bool:
        """Tell whether `message` is of an older term; if so, refuse or drop it. Nothing else may come of it.

        message.refusal(term, sender) is the reply that refuses a request, and None for a reply, which nobody answers;
        message.sender tells who sent it. Figure 2 refuses, so that the sender hears of the newer term; a request that
        is dropped does no harm either. About 6 lines.
        """
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
