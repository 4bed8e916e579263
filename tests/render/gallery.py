"""A gallery: every kind of page from made-up views, hostile and long text included.

    python -m tests.render.gallery FOLDER [LANGUAGE]     writes it as a static site

Nothing here comes from a chat: names and sentences are invented. The pages link to
each other where the gallery has the target, so that link checkers can run over it.
"""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sitegen.model import Entity, Reaction
from sitegen.render import fragments, pages
from sitegen.render.environment import Theme, load_theme
from sitegen.render.language import direction
from sitegen.render.text import text_html
from sitegen.site import views as v
from sitegen.site.views.turns import turns

ZONE = ZoneInfo("America/New_York")
START = datetime(2024, 3, 5, 21, 0, tzinfo=ZONE)
SESSION = "sessions/supportchat/2024-03-05/"

_NAMES = (
    ("Mara Lindqvist", "mara"),
    ("Tomás Errázuriz", "terrazuriz"),
    ("נועה ברק", "noa_b"),
    ("Priya Raghunathan", "priyar"),
    ("ياسمين حداد", "yhaddad"),
    ("Wolfeschlegelsteinhausenbergerdorff the Younger of Somewhere", "longname"),
    ("<script>alert(1)</script>", "scripty"),
    ("\u202eevil\u202d name", "rlo"),
    ("Jun 🦊", "junfox"),
    ("o", "o"),
)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


PEOPLE = tuple(
    v.Person(
        name=name,
        handle=handle,
        href="people/mara/" if handle == "mara" else "people/",
        initials=_initials(name),
        hue=(7 * n + 3) % 36,
        role="host" if n == 0 else "guest" if n == 3 else None,
    )
    for n, (name, handle) in enumerate(_NAMES)
)

QUESTIONS = (
    "What is the kindest thing a support agent ever did for you?",
    "How do you tell an angry customer no, and have them thank you for it?",
    (
        "Which number on your dashboard would you give up first, and what would happen "
        "on the day you did? Tell us about a metric that led you astray, please."
    ),
    "What should a newcomer read in their first week?",
)

TEXTS = (
    (
        "A1: Somebody stayed on the line until the tow truck came. Forty minutes. I still "
        "tell that story to every new hire."
    ),
    (
        "@mara Say what you can do, before you say what you can't. People hear the first "
        "half of a sentence."
    ),
    "שלום לכולם! אני עונה כאן בעברית: הקשבה היא חצי מהתשובה, see https://example.org/he",
    (
        "We wrote it down: https://example.org/guides/saying-no_(gently)?lang=en#part-2 "
        "#supportchat"
    ),
    "الإنصات أولًا ثم الجواب. هذا كل ما تعلمته في عشر سنوات.",
    "<b>not bold</b> & <script>alert('x')</script> \"quotes\" \u202eturned\u202c around",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3,
    "ok",
    "Line one\nLine two, a poem\n\nAnd a last line 🦊🦊",
    "javascript:alert(1) http://[bad http://example.org\\@evil.example",
    (
        "I would give up handle time. It went down by a third the month we stopped looking "
        "at it, since nobody was rushing people off the phone only to have them call back."
    ),
    "Agreed!",
)

NAMES = v.Names(
    mentions={"mara": "people/mara/"}, topics={"supportchat": "topics/listening/"}
)


def message(n: int, **changes: object) -> v.MessageView:
    """Return the n-th made-up message."""
    values: dict[str, object] = {
        "anchor": f"m-{1000 + n}",
        "time": START + timedelta(seconds=37 * n),
        "person": PEOPLE[(n * 3 + n // 4) % len(PEOPLE)],
        "text": TEXTS[n % len(TEXTS)],
    }
    return v.MessageView(**(values | changes))  # type: ignore[arg-type]


def special_messages() -> tuple[v.MessageView, ...]:
    """Return messages that use every field."""
    ref = v.MessageRef(
        person=PEOPLE[1], excerpt="Say what you <can> do", anchor="m-1001"
    )
    return (
        message(
            100,
            text="Bold, code, and a short link http://t.example/x here",
            entities=(
                Entity(start=0, end=4, kind="bold"),
                Entity(start=6, end=10, kind="code"),
                Entity(
                    start=29,
                    end=47,
                    kind="link",
                    href="https://docs.example.org/long/page",
                ),
            ),
            reply_to=ref,
            reactions=(Reaction(emoji="👍", count=3), Reaction(emoji="🎉", count=1)),
            reposts=PEOPLE[2:6],
            repost_count=6,
            edited=START,
            labels=("A2",),
            marks=("guess",),
        ),
        message(101, state="redacted"),
        message(102, state="deleted"),
        message(
            103,
            text="Pictures",
            attachments=(
                v.MediaView(
                    kind="image",
                    href="icon.svg",
                    alt="A green notebook",
                    width=120,
                    height=120,
                ),
                v.MediaView(
                    kind="image", url="https://example.org/p.jpg", alt="A far picture"
                ),
                v.MediaView(kind="file", url="javascript:alert(1)", title="bad.html"),
                v.MediaView(kind="video", url="https://example.org/v.mp4"),
            ),
            copies=1,
            quotes=v.MessageRef(person=PEOPLE[4], excerpt="الإنصات أولًا"),
            replies=(v.MessageRef(person=PEOPLE[0], anchor="m-1003"),),
            kind="action",
        ),
        message(
            104,
            text="Who did it? The butler.",
            entities=(
                Entity(start=12, end=23, kind="spoiler"),
                Entity(start=0, end=11, kind="quote"),
            ),
        ),
    )


def chrome(theme: Theme, language: str) -> v.Chrome:
    """Return the gallery's chrome."""
    sections: tuple[tuple[v.Section, str], ...] = (
        ("sessions", "sessions/"),
        ("people", "people/"),
        ("recaps", "recaps/"),
        ("questions", "questions/"),
        ("links", "links/"),
        ("topics", "topics/"),
        ("stats", "stats/"),
        ("calendar", "calendar/"),
    )
    return v.Chrome(
        title="The Tuesday Support Chat",
        base_url="https://example.org/chat/",
        assets=theme.asset_links,
        tagline="An hour each week with people who answer other people's questions.",
        language=language,
        direction=direction(language),
        timezone="America/New_York",
        nav=tuple(v.NavItem(section=s, href=h) for s, h in sections),
        footer=(v.NavItem(label="About", href="about/"),),
        footer_text="Transcripts are shared under CC BY 4.0.",
        removal_href="about/",
    )


def _head(path: str, title: str, **more: object) -> v.Head:
    root = "/" if path == "404.html" else "../" * path.count("/") or "./"
    values: dict[str, object] = {
        "root": root,
        "title": title,
        "description": f"{title} of the Tuesday Support Chat",
        "canonical": "" if path == "404.html" else f"https://example.org/chat/{path}",
    }
    return v.Head(**(values | more))  # type: ignore[arg-type]


def _entries(theme: Theme, numbers: range) -> tuple[v.Turn, ...]:
    fragment = fragments.fragments(theme, NAMES)
    return turns(
        v.Entry(
            html=fragment(m),
            key=m.person.handle,
            time=m.time,
            replies=tuple(
                fragment(
                    message(
                        5000 + k,
                        reply_to=v.MessageRef(
                            person=m.person, excerpt=m.text[:60], anchor=m.anchor
                        ),
                    )
                )
                for k in range(n * 5, n * 5 + n % 3)
            ),
        )
        for n in numbers
        for m in (message(n, person=PEOPLE[(n // 2) % len(PEOPLE)]),)
    )


def _measures(*names: v.MeasureName) -> tuple[v.Measure, ...]:
    return tuple(
        v.Measure(
            name=name,
            value=0.42 if name == "top_ten_share" else 17 * (n + 1) ** 3,
            before=None if n % 2 else 12,
        )
        for n, name in enumerate(names)
    )


LISTENING = v.Link(href="topics/listening/", text="listening")
CHANNEL = v.Link(href="sessions/supportchat/", text="#supportchat")
SESSION_LINK = v.Link(href=SESSION, text="Saying no, kindly")
RECAP_LINK = v.Link(href="recaps/2024-w10/", text="Recap: saying no, kindly")
MONDAY = date(2024, 1, 1)
PACE = tuple((n * 7919) % 13 * (2 if n % 15 < 5 else 1) for n in range(66))

FACTS = v.SessionFacts(
    title="Saying no, kindly",
    key="2024-03-05",
    href=SESSION,
    channel=CHANNEL,
    start=START,
    end=START + timedelta(hours=1),
    zone="America/New_York",
    topic="The hardest word in support, and how to say it so that it helps.",
    number=114,
    within="session:supportchat/2024-03-05",
    intro_html="<p>Four questions, one hour, <strong>no jargon</strong>.</p>",
    hosts=PEOPLE[:1],
    guests=PEOPLE[3:4],
    tags=(LISTENING,),
    recaps=(RECAP_LINK,),
    related=(SESSION_LINK,),
    previous=v.Link(href=SESSION, text="The first week"),
    next=v.Link(href=SESSION, text="שלום <world>"),
)


def _card(n: int, **more: object) -> v.SessionCard:
    values: dict[str, object] = {
        "title": ("Saying no, kindly", "The first week", "What we stopped measuring")[
            n % 3
        ],
        "href": SESSION,
        "channel": "",
        "start": START - timedelta(days=7 * n),
        "topic": "The hardest word in support." if n % 2 else "",
        "messages": 140 + n,
        "participants": 31,
        "questions": 4,
        "pace": PACE[::3],
    }
    return v.SessionCard(**(values | more))  # type: ignore[arg-type]


def _question_rows() -> tuple[v.QuestionRow, ...]:
    return tuple(
        v.QuestionRow(
            label=f"Q{n}",
            text=text,
            href=SESSION + f"#q{n}",
            answers=30 - n,
            session=SESSION_LINK,
            day=START.date(),
        )
        for n, text in enumerate(QUESTIONS, 1)
    )


def _person_rows() -> tuple[v.PersonRow, ...]:
    return tuple(
        v.PersonRow(
            person=p,
            messages=1234 // (n + 1),
            sessions=20 - n,
            first=date(2020 + n % 4, 3, 1),
            last=date(2024, 3, 5),
        )
        for n, p in enumerate(PEOPLE)
    )


def _weeks(year: int) -> v.YearWeeks:
    return v.YearWeeks(
        year=year,
        href="stats/2024/",
        weeks=tuple(
            v.Week(
                monday=date(year, 1, 1) + timedelta(weeks=n),
                count=0 if n % 9 == 4 else (n * 37 + year) % 160,
                href=SESSION,
            )
            for n in range(52)
        ),
    )


def _shared() -> tuple[v.SharedLink, ...]:
    return tuple(
        v.SharedLink(
            url=url,
            text=url,
            host="example.org",
            count=n + 1,
            href=SESSION + "#m-1003",
            day=START.date(),
            person=PEOPLE[n],
        )
        for n, url in enumerate(
            (
                "https://example.org/guides/saying-no",
                "javascript:alert(1)",
                "https://example.org/a-very-long-address/" + "with-many-words-" * 8,
            )
        )
    )


def _recap_cards() -> tuple[v.RecapCard, ...]:
    return (
        v.RecapCard(
            title="Recap: saying no, kindly",
            href="recaps/2024-w10/",
            week="2024-w10",
            day=date(2024, 3, 8),
            summary="Thirty-one people, four questions, and a tow truck.",
            sessions=(SESSION_LINK,),
        ),
    )


def _groups(theme: Theme, root: str) -> tuple[v.MessageGroup, ...]:
    fragment = fragments.fragments(theme, NAMES)
    return tuple(
        v.MessageGroup(
            source=SESSION_LINK,
            day=START.date(),
            channel="#supportchat",
            fragments=tuple(
                fragments.place(fragment(message(n)), root, SESSION, own_page=False)
                for n in range(k * 4, k * 4 + 4)
            ),
        )
        for k in range(2)
    )


def _quote() -> v.QuoteView:
    return v.QuoteView(
        person=PEOPLE[1],
        html=str(text_html(TEXTS[0], (), NAMES)),
        href=SESSION + "#m-1000",
        time=START,
    )


def _nav() -> tuple[v.QuestionLink, ...]:
    return tuple(
        v.QuestionLink(label=f"Q{n}", text=text, anchor=f"q{n}", answers=9 * n)
        for n, text in enumerate(QUESTIONS, 1)
    )


def _session_pages(
    theme: Theme, chrome_: v.Chrome, *, messages: int
) -> dict[str, v.Page]:
    fragment = fragments.fragments(theme, NAMES)
    share = messages // 4
    sections = tuple(
        v.QuestionSection(
            anchor=f"q{n}",
            label=f"Q{n}",
            text=text,
            message_html=fragment(
                message(900 + n, text=f"Q{n}: {text}", is_question=True)
            ),
            turns=_entries(theme, range(share * (n - 1), share * n)),
            answers=9 * n,
            guesses=n - 1,
        )
        for n, text in enumerate(QUESTIONS, 1)
    )
    special = turns(
        v.Entry(html=fragment(m), key=m.anchor, time=m.time) for m in special_messages()
    )
    session = v.SessionView(
        chrome=chrome_,
        head=_head(
            SESSION,
            FACTS.title,
            section="sessions",
            kind="article",
            crumbs=(v.Link(href="sessions/", text="Sessions"), CHANNEL),
        ),
        session=FACTS,
        measures=_measures("messages", "participants", "questions", "replies"),
        people=PEOPLE,
        pace=v.Pace(
            start=START,
            counts=PACE,
            marks=tuple(
                v.PaceMark(minute=4 + 15 * (n - 1), label=f"Q{n}") for n in range(1, 5)
            ),
        ),
        nav=_nav(),
        before=_entries(theme, range(600, 603)),
        sections=sections,
        also=special,
        early=_entries(theme, range(610, 612)),
        late=_entries(theme, range(620, 622)),
        parts=(
            v.PartLink(href=SESSION, label="1", is_current=True, detail="Q1-Q4"),
            v.PartLink(href=SESSION + "2/", label="2", detail="Q5-Q8"),
        ),
        time_href=SESSION + "time/",
        data=(v.DataLink(href=SESSION + "transcript.txt", kind="txt"),),
    )
    by_time = v.SessionTimeView(
        chrome=chrome_,
        head=_head(SESSION + "time/", FACTS.title, section="sessions"),
        session=FACTS,
        question_href=SESSION,
        nav=_nav(),
        slices=tuple(
            v.TimeSlice(
                anchor=f"q{n}",
                start=START + timedelta(minutes=15 * (n - 1)),
                turns=s.turns,
                label=s.label,
                text=s.text,
            )
            for n, s in enumerate(sections, 1)
        ),
    )
    plain = v.SessionView(
        chrome=chrome_,
        head=_head(SESSION + "2/", FACTS.title, section="sessions"),
        session=FACTS,
        turns=_entries(theme, range(12)),
    )
    return {SESSION: session, SESSION + "time/": by_time, SESSION + "2/": plain}


def gallery_pages(
    theme: Theme, language: str = "en", messages: int = 48
) -> dict[str, v.Page]:
    """Return every kind of page by its address."""
    c = chrome(theme, language)
    upcoming = _card(0, start=datetime(2031, 3, 4, 21, 0, tzinfo=ZONE), messages=0)
    upcoming = v.SessionCard(
        title="A chat to come",
        href="sessions/supportchat/2031-03-04/",
        channel="#supportchat",
        start=datetime(2031, 3, 4, 21, 0, tzinfo=ZONE),
        topic="What will support look like by then?",
        is_upcoming=True,
    )
    years = (v.SessionYear(year=2024, cards=tuple(_card(n) for n in range(6))),)
    summary = v.ChannelSummary(
        title="#supportchat",
        href=CHANNEL.href,
        description="Tuesdays at nine",
        sessions=114,
        messages=12345,
        days_href="days/supportchat/",
    )
    measures = _measures(
        "sessions", "messages", "participants", "questions", "links", "top_ten_share"
    )
    counts = tuple(
        v.PersonCount(person=p, count=90 // (n + 1)) for n, p in enumerate(PEOPLE)
    )
    hosts = (v.HostCount(host="example.org", count=12),)
    topic = v.TopicRow(name="listening", href=LISTENING.href, sessions=3, messages=40)
    prose = (
        "<p>Thirty-one people came. <em>Four questions</em>, one tow truck.</p>"
        '<h2 id="s-stayed">What stayed</h2><ul><li>Say what you can do.</li></ul>'
        "<blockquote><p>People hear the first half of a sentence.</p></blockquote>"
    )
    made: dict[str, v.Page] = {
        "": v.HomeView(
            chrome=c,
            head=_head("", "", section="home", kind="website"),
            welcome_html="<p>Read along, or join us on Tuesdays.</p>",
            next_sessions=(upcoming,),
            newest=_card(0),
            newest_people=PEOPLE[:6],
            newest_quote=_quote(),
            recent=tuple(_card(n) for n in range(1, 5)),
            recap=_recap_cards()[0],
            measures=measures,
            activity=(_weeks(2024), _weeks(2023), _weeks(2022)),
            top_questions=_question_rows(),
            people=_person_rows()[:8],
            topics=(LISTENING,),
            calendar_href="calendar/",
        ),
        "sessions/": v.SessionListView(
            chrome=c,
            head=_head("sessions/", "Sessions", section="sessions"),
            channels=(summary, summary),
            years=years,
            upcoming=(upcoming,),
            calendar_href="calendar/",
        ),
        CHANNEL.href: v.ChannelView(
            chrome=c,
            head=_head(CHANNEL.href, "#supportchat", section="sessions"),
            channel=summary,
            years=years,
            schedule=("Tuesdays, 21:00-22:00",),
            hosts=PEOPLE[:1],
            parts=(
                v.PartLink(href=CHANNEL.href, label="2024", is_current=True),
                v.PartLink(href=CHANNEL.href, label="2023"),
            ),
        ),
        "sessions/supportchat/2031-03-04/": v.UpcomingSessionView(
            chrome=c,
            head=_head("sessions/supportchat/2031-03-04/", "A chat to come"),
            session=v.SessionFacts(
                title="A chat to come",
                key="2031-03-04",
                href="sessions/supportchat/2031-03-04/",
                channel=CHANNEL,
                start=upcoming.start,
                end=upcoming.start + timedelta(hours=1),
                zone="America/New_York",
                topic=upcoming.topic,
                hosts=PEOPLE[:1],
            ),
            times=tuple(
                upcoming.start.astimezone(ZoneInfo(zone))
                for zone in ("America/New_York", "Europe/Berlin", "Asia/Kolkata")
            ),
            zones=("America/New_York", "Europe/Berlin", "Asia/Kolkata"),
            questions=(v.PlannedQuestion(label="Q1", text=QUESTIONS[0], anchor="q1"),),
            join_url="https://example.org/join",
            similar=(SESSION_LINK,),
        ),
        "days/supportchat/": v.DayListView(
            chrome=c,
            head=_head("days/supportchat/", "Days"),
            channel=CHANNEL,
            days=tuple(
                v.DayCount(
                    day=date(2024, 1, 1) + timedelta(days=5 * n),
                    href="days/supportchat/2024-03-07/",
                    messages=n + 1,
                )
                for n in range(20)
            ),
        ),
        "days/supportchat/2024-03-07/": v.DayView(
            chrome=c,
            head=_head("days/supportchat/2024-03-07/", "March 7"),
            channel=CHANNEL,
            day=date(2024, 3, 7),
            turns=_entries(theme, range(700, 708)),
            sessions=(SESSION_LINK,),
            previous=v.Link(href="days/supportchat/", text="March 5"),
        ),
        "people/": v.PeopleView(
            chrome=c,
            head=_head("people/", "People", section="people"),
            rows=_person_rows(),
            total=10,
            letters=(
                v.PartLink(href="people/", label="A", is_current=True),
                v.PartLink(href="people/", label="B"),
            ),
            most_active=_person_rows()[:3],
        ),
        "people/mara/": v.PersonView(
            chrome=c,
            head=_head(
                "people/mara/", "Mara Lindqvist", section="people", kind="profile"
            ),
            person=PEOPLE[0],
            measures=_measures("messages", "sessions", "answers", "replies"),
            first=date(2020, 1, 7),
            last=date(2024, 3, 5),
            bio_html="<p>Started this chat in a train.</p>",
            aliases=("mara", "mara_l"),
            links=(v.OutsideLink(url="https://example.org/mara", text="example.org"),),
            roles=(("host", 40), ("guest", 1)),
            activity=(_weeks(2024), _weeks(2023)),
            groups=_groups(theme, "../../"),
            attended=(
                v.Attended(
                    session=SESSION_LINK, day=START.date(), messages=12, role="host"
                ),
            ),
            attended_total=88,
            answered=(
                v.AnsweredQuestion(
                    label="Q1",
                    text=QUESTIONS[0],
                    href=SESSION + "#m-1001",
                    session=SESSION_LINK,
                    day=START.date(),
                ),
            ),
            talks_with=counts[1:5],
            shared=_shared(),
            parts=(v.PartLink(href="people/mara/1/", label="1", detail="2020"),),
        ),
        "people/mara/1/": v.PersonPartView(
            chrome=c,
            head=_head("people/mara/1/", "Mara Lindqvist, part 1", is_indexed=False),
            person=PEOPLE[0],
            number=1,
            groups=_groups(theme, "../../../"),
            next=v.Link(href="people/mara/", text="newest"),
        ),
        "recaps/": v.RecapListView(
            chrome=c,
            head=_head("recaps/", "Recaps", section="recaps"),
            recaps=_recap_cards() * 3,
        ),
        "recaps/2024-w10/": v.RecapView(
            chrome=c,
            head=_head("recaps/2024-w10/", "Recap", section="recaps", kind="article"),
            title="Recap: saying no, kindly",
            week="2024-w10",
            day=date(2024, 3, 8),
            html=prose,
            summary="Thirty-one people, four questions, and a tow truck.",
            authors=PEOPLE[:1],
            sessions=(SESSION_LINK,),
            quoted=PEOPLE[1:4],
            tags=(LISTENING,),
        ),
        "questions/": v.QuestionsView(
            chrome=c,
            head=_head("questions/", "Questions", section="questions"),
            groups=(
                v.QuestionGroup(
                    session=SESSION_LINK, day=START.date(), questions=_question_rows()
                ),
            ),
            total=456,
            top=_question_rows()[:2],
        ),
        "links/": v.LinksView(
            chrome=c,
            head=_head("links/", "Links", section="links"),
            links=_shared(),
            hosts=hosts,
            total=3,
            sharers=counts[:3],
        ),
        "topics/": v.TopicsView(
            chrome=c,
            head=_head("topics/", "Topics", section="topics"),
            topics=(topic,) * 5,
        ),
        "topics/listening/": v.TopicView(
            chrome=c,
            head=_head("topics/listening/", "listening", section="topics"),
            name="listening",
            sessions=(_card(0), _card(1)),
            recaps=_recap_cards(),
            questions=_question_rows()[:2],
            people=counts[:3],
            related=(LISTENING,),
        ),
        "stats/": v.StatsView(
            chrome=c,
            head=_head("stats/", "Statistics", section="stats"),
            measures=measures,
            years=(
                v.YearRow(year=2024, href="stats/2024/", measures=measures),
                v.YearRow(year=2023, href="stats/2024/", measures=measures),
            ),
            activity=(_weeks(2024), _weeks(2023)),
            contributors=counts,
            questions=_question_rows(),
            links=_shared(),
            hosts=hosts,
            busiest=(_card(0), _card(1), _card(2)),
        ),
        "stats/2024/": v.YearView(
            chrome=c,
            head=_head("stats/2024/", "2024", section="stats"),
            year=2024,
            measures=measures,
            months=v.MonthCounts(
                year=2024, counts=(90, 120, 300, 40, 0, 80, 70, 60, 110, 200, 150, 90)
            ),
            weeks=_weeks(2024),
            busiest=(_card(0),),
            questions=_question_rows(),
            contributors=counts[:5],
            newcomers=PEOPLE[4:],
            newcomers_total=40,
            links=_shared(),
            hosts=hosts,
            topics=(topic,),
            quotes=(_quote(),),
            recaps=_recap_cards(),
            previous=v.Link(href="stats/", text="2023"),
        ),
        "calendar/": v.CalendarView(
            chrome=c,
            head=_head("calendar/", "Calendar", section="calendar"),
            years=(
                v.CalendarYear(
                    year=2024,
                    days=tuple(
                        v.CalendarDay(
                            day=date(2024, 1, 2) + timedelta(days=7 * n),
                            links=(SESSION_LINK,),
                            is_upcoming=n > 20,
                        )
                        for n in range(24)
                    ),
                ),
            ),
        ),
        "search/": v.SearchView(
            chrome=c,
            head=_head("search/", "Search", section="search"),
            help_href="about/",
        ),
        "about/": v.FreePageView(
            chrome=c, head=_head("about/", "About"), title="About", html=prose
        ),
        "404.html": v.NotFoundView(
            chrome=c, head=_head("404.html", "404", is_indexed=False)
        ),
        "sessions/old/": v.RedirectView(
            chrome=c,
            head=_head("sessions/old/", "Moved", is_indexed=False),
            href=SESSION,
            title="Saying no, kindly",
        ),
    }
    return made | _session_pages(theme, c, messages=messages)


def write_gallery(
    folder: Path, language: str = "en", theme_name: str = "default", messages: int = 48
) -> None:
    """Write every kind of page as a static site."""
    theme = load_theme(theme_name, language)
    for address, view in gallery_pages(theme, language, messages).items():
        name = address if address.endswith(".html") else address + "index.html"
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(pages.render_page(theme, view), "utf-8")
    for asset in theme.assets:
        file = folder / asset.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(asset.content)
    icon = next(a.content for a in theme.assets if a.source == "files/icon.svg")
    (folder / "icon.svg").write_bytes(icon)
    (folder / SESSION / "transcript.txt").write_text("made up\n", "utf-8")


if __name__ == "__main__":
    write_gallery(Path(sys.argv[1]), (*sys.argv[2:], "en")[0])
