"""A page is its view, through its template: the only way a page is made."""

from sitegen.render.environment import Theme
from sitegen.render.text import PAGE, ROOT
from sitegen.site import views

TEMPLATES: dict[type[views.Page], str] = {
    views.CalendarView: "calendar.html",
    views.ChannelView: "channel.html",
    views.DayListView: "days.html",
    views.DayView: "day.html",
    views.FreePageView: "page.html",
    views.HomeView: "home.html",
    views.LinksView: "links.html",
    views.NotFoundView: "404.html",
    views.PeopleView: "people.html",
    views.PersonPartView: "person_part.html",
    views.PersonView: "person.html",
    views.QuestionsView: "questions.html",
    views.RecapListView: "recaps.html",
    views.RecapView: "recap.html",
    views.RedirectView: "redirect.html",
    views.SearchView: "search.html",
    views.SessionListView: "sessions.html",
    views.SessionTimeView: "session_time.html",
    views.SessionView: "session.html",
    views.StatsView: "stats.html",
    views.TopicView: "topic.html",
    views.TopicsView: "topics.html",
    views.UpcomingSessionView: "upcoming.html",
    views.YearView: "year.html",
}


def template_of(view: views.Page) -> str:
    """Return the name of a view's template."""
    return TEMPLATES[type(view)]


def render_page(theme: Theme, view: views.Page) -> str:
    """Return a page's HTML.

    Fragments of messages whose own page this is may still hold their marks: they are
    replaced here, once for the whole page.

    Raises:
        TemplateProblem: The template is broken or asks for what its view does not have.
    """
    values = {name: getattr(view, name) for name in view.__struct_fields__}
    html = theme.render(template_of(view), values)
    return html.replace(ROOT, view.head.root).replace(PAGE, "")
