"""The kit tested like a product: what `raftlab dev check` looks at, scene by scene."""
