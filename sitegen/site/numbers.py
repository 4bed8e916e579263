"""A session or day in one line of numbers, where the host wrote none of words."""

from sitegen.chat.session import SessionSummary
from sitegen.render.language import Language


def in_numbers(language: Language, summary: SessionSummary) -> str:
    """Return how many messages, people and questions there were."""
    counts = (
        ("messages", summary.stats.posts),
        ("people", summary.stats.participants),
        ("questions", len(summary.questions)),
    )
    return " \u00b7 ".join(
        str(language.text(f"count.{name}", count=count))
        for name, count in counts
        if count
    )
