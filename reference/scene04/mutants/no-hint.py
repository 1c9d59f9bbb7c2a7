# caught by: test_far_behind_is_found_fast
"""Gives no hint, and goes back one index a message."""


class Replication(Server):
    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, 0)
