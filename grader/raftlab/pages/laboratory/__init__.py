"""The laboratory in the browser: page, HTTP server and session."""
