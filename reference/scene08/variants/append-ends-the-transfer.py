# variant: the leader learns from the offset that the parts are gone, and sends them again
class Snapshots(Server):
    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "super().handleAppendEntries(req)\nself.received = (0, 0, '')",
    )
