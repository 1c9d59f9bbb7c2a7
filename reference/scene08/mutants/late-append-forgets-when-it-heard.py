# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """Forgets that it heard its leader when an append begins below its log."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "super().handleAppendEntries(req)\nif known > 0:\n    self.heardAt = None",
    )
