"""Every question ever asked."""

from collections.abc import Callable, Iterable

from sitegen.chat.session import AskedQuestion
from sitegen.site import urls
from sitegen.site.archive import Archive, Unit
from sitegen.site.pages.lists import Made, head, pages_by_year
from sitegen.site.views import (
    QuestionGroup,
    QuestionRow,
    QuestionsView,
)

QUESTIONS_A_PAGE = 400
QUESTIONS_ON_TOP = 10


def question_row(archive: Archive, unit: Unit, question: AskedQuestion) -> QuestionRow:
    """Return a question as lists show it, with the address of its section."""
    item = unit.asked.get(question.message) if question.message else None
    href = unit.url if item is None else archive.message_href(unit, item)
    return QuestionRow(
        label=question.label,
        text=question.text,
        href=href,
        answers=question.answers,
        session=unit.link,
        day=unit.day,
    )


def question_pages(archive: Archive, words: Callable[[str], str]) -> Iterable[Made]:
    """Yield the pages of all questions, newest first, the most answered on top."""
    asked = [unit for unit in archive.sessions if unit.record.summary.questions]
    total = sum(len(unit.record.summary.questions) for unit in asked)
    rows = {
        unit.url: tuple(
            question_row(archive, unit, q) for q in unit.record.summary.questions
        )
        for unit in asked
    }
    top = sorted(
        (row for group in rows.values() for row in group),
        key=lambda row: (-row.answers, -row.day.toordinal(), row.href),
    )[:QUESTIONS_ON_TOP]
    is_long = total > QUESTIONS_A_PAGE
    for url, chosen, parts in pages_by_year(asked, urls.QUESTIONS, is_long=is_long):
        yield (
            url,
            QuestionsView(
                chrome=archive.chrome,
                head=head(archive, url, words("questions"), "questions"),
                groups=tuple(
                    QuestionGroup(
                        session=unit.link, day=unit.day, questions=rows[unit.url]
                    )
                    for unit in reversed(chosen)
                ),
                total=total,
                parts=parts,
                top=tuple(top) if url == urls.QUESTIONS else (),
            ),
        )
