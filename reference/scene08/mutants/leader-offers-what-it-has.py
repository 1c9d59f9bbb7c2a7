# caught by: test_refusal_below_the_log_leads_to_the_snapshot
class Snapshots(Server):
    """Offers the first entry that it holds, again and again."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "self.send(follower, self.append_request(self.log.lastIncludedIndex))\n"
        "return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
