# variant: a part that begins in what is here brings what follows it
class Snapshots(Server):
    replace(
        "handleInstallSnapshot",
        "if req.offset == len(data):",
        "if req.offset <= len(data) <= req.offset + len(req.data):",
    )
    replace("handleInstallSnapshot", "data += req.data", "data += req.data[len(data) - req.offset :]")
