# variant: nextIndex may be counted with the no-op, which is then sent once a follower's refusal asks for it
from raftlab.server import Entry


class Election(Server):
    """Appends a no-op first, and begins its books after it."""

    replace(
        "becomeLeader",
        "self.votesGranted = set()",
        "self.votesGranted = set()\nself.log.append(Entry(self.currentTerm))\nself.persist()",
    )
