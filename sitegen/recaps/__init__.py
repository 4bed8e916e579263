"""Recaps: the host's Markdown, quotes resolved in it, drafts."""
