"""Apply the overlay's `question` corrections to what was found.

A target is a question's label: the message becomes an answer to it, or, if no question
has that label, opens it. `none` takes the message out of all questions.
"""

from dataclasses import replace

from sitegen.chat.folding import first_places
from sitegen.chat.overlay import Overlay
from sitegen.chat.session import Finding
from sitegen.chat.talk import (
    Asked,
    Talk,
    asking_order,
    key_of,
    question_text,
)


def decided(
    talk: Talk, asked: tuple[Asked, ...], overlay: Overlay | None
) -> tuple[tuple[Asked, ...], dict[int, int | None], list[Finding]]:
    """Return the questions after the host's corrections, and what is fixed by them.

    Returns:
        The questions, what is fixed (item to question), and what does not apply.
    """
    if overlay is None or not overlay.question:
        return asked, {}, []
    index_of = first_places(talk.messages)
    wishes: dict[int, str] = {}
    findings = []
    for item in overlay.question:
        if item.id in index_of:
            wishes[index_of[item.id]] = item.target.strip()
        else:
            what = f"question names message '{item.id}', which is not in it"
            place_ = f"{overlay.path}:{item.line}"
            findings.append(Finding("dead-correction", place_, what))
    questions = [
        a
        for a in asked
        if a.supplied or a.ask not in wishes or wishes[a.ask] == a.label
    ]
    questions = [
        replace(a, ask=None if a.ask in wishes and wishes[a.ask] != a.label else a.ask)
        for a in questions
    ]
    labels = {a.label.lower() for a in questions}
    for index, label in sorted(wishes.items()):
        if label.lower() != "none" and label.lower() not in labels:
            labels.add(label.lower())
            marks = talk.marks[index]
            text = talk.messages[index].text
            said = question_text(text[marks[0].end if marks else 0 :])
            questions.append(Asked(key_of(label, len(questions)), label, said, index))
    questions = [
        replace(a, again=tuple(i for i in a.again if i not in wishes))
        for a in questions
    ]
    if not any(a.supplied for a in questions):
        questions = asking_order(questions)
    places = {a.label.lower(): n for n, a in enumerate(questions)}
    fixed = {
        index: places.get(label.lower())
        for index, label in wishes.items()
        if all(a.ask != index for a in questions)
    }
    return tuple(questions), fixed, findings
