# caught by: test_installed_before_acknowledged
class Snapshots(Server):
    """Acknowledges the last part before the snapshot is durable."""

    def handleInstallSnapshot(self, req: InstallSnapshot) -> None:
        self.hear_leader(req)
        if req.lastIncludedIndex <= self.commitIndex:
            self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
            return
        data = self.received_data(req)
        if data is None:
            return
        if req.offset == len(data):
            data += req.data
            if req.done and not self._disk_fails:
                self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
                self.installSnapshot(req, data)
                return
            data = "" if req.done else data
        self.received = (req.term, req.lastIncludedIndex, data)
        self.answer_part(req, len(data))
