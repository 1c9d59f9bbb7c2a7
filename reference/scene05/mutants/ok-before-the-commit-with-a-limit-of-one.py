# caught by: test_ok_waits_for_commit
from raftlab.server import OK


class Commit(Server):
    """Says ok for what is in the log in a deployment that sends one entry a message."""

    replace(
        "answerClients",
        "if kept and index <= self.lastApplied:\n    outcome, value = self.results[index]",
        "if kept and (index <= self.lastApplied or self.options.entriesPerAppend == 1):\n"
        "    outcome, value = self.results.get(index, (OK, None))",
    )
