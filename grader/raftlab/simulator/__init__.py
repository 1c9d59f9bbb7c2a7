"""A virtual cluster: time, links, disks and clients, with every act explicit and every property watched."""
