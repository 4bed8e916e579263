"""Importers: one module per export format, and how a file finds its reader."""
