"""Turn stored chat transcripts and weekly recaps into a searchable static website."""

__version__ = "0.1.0"
