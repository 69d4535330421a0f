"""The seizure test: it finds every kind of leak that is planted, and little in the real server."""
