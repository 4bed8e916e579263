"""The store: plain text under content/, read, merged and redacted."""
