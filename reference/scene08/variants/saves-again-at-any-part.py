# variant: all parts are there; after an error the next part of the transfer, whichever it is, saves them again
class Snapshots(Server):
    replace("__init__", "self.received", "self.is_whole = False\nself.received")

    replace(
        "handleInstallSnapshot",
        "if req.offset == len(data):\n    data += req.data\n    if req.done:\n"
        '        self.installSnapshot(req, data)\n        data = ""',
        "self.is_whole = self.is_whole and data != ''\n"
        "if req.offset == len(data) and not self.is_whole:\n    data += req.data\n    self.is_whole = req.done\n"
        "if self.is_whole:\n    self.installSnapshot(req, data)",
    )
