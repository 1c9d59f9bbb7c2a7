"""Simulates a cluster: virtual time, links, disks and clients. Acts drive it, and every property is checked."""
