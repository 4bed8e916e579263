"""Importers: one module per export format, and how a file finds the one that reads it."""
