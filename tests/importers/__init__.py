"""Tests of the importers: folders of input and expected output, and few with code."""
