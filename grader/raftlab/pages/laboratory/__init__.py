"""The laboratory in the browser: its page, its server, its sessions."""
