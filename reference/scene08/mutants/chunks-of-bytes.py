# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Cuts the encoded text: a character of two bytes at a cut is lost."""

    def snapshot_part(self, snapshot: Snapshot, offset: int) -> InstallSnapshot:
        end = offset + CHUNK_CHARACTERS
        data = snapshot.data.encode()
        return InstallSnapshot(
            term=self.currentTerm,
            leaderId=self.id,
            lastIncludedIndex=snapshot.lastIncludedIndex,
            lastIncludedTerm=snapshot.lastIncludedTerm,
            configuration=snapshot.configuration,
            offset=offset,
            data=data[offset:end].decode(errors="ignore"),
            done=end >= len(data),
        )
