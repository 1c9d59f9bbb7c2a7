# variant: Figure 13 writes each part at its offset, so those that come before their turn may be kept
class Snapshots(Server):
    """Keeps the parts of a transfer by offset, also those that arrive before their turn."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.transfer_key: tuple[int, int] = (0, 0)
        self.parts: dict[int, str] = {}
        self.last_offset: int | None = None
        self.transfers: dict[ServerId, tuple[int, int]] = {}

    def handleInstallSnapshot(self, req: InstallSnapshot) -> None:
        self.hear_leader(req)
        key = (req.term, req.lastIncludedIndex)
        if req.lastIncludedIndex <= self.commitIndex:
            self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
            return
        if key < self.transfer_key:
            return
        if key > self.transfer_key:
            self.transfer_key, self.parts, self.last_offset = key, {}, None
        self.parts[req.offset] = req.data
        if req.done:
            self.last_offset = req.offset
        text, at, complete = "", 0, False
        while at in self.parts:
            complete = at == self.last_offset
            text += self.parts[at]
            if complete or not self.parts[at]:
                break
            at = len(text)
        if complete:
            self.installSnapshot(req, text)
            text = ""
            self.parts, self.last_offset = {}, None
        if self.commitIndex >= req.lastIncludedIndex:
            self.transfer_key = (0, 0)
            self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
        else:
            self.answer_part(req, len(text))
