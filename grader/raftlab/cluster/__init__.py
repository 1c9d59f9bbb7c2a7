"""The real cluster: the composed server as processes, on disks and sockets, for clients that speak RESP."""
