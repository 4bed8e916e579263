"""First files of a site, of a session: written once, then the host's own."""
