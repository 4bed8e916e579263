"""All pages and files of a release: planned, compared with the last, made, put.

    Pages --plan--> Planned --(key unchanged: kept | else: rendered)--> Release
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import msgspec

from sitegen.build.assembling import MadeRecap, recap_views
from sitegen.build.planning import Planned, Planner
from sitegen.build.release import Release
from sitegen.build.rendering import Batch, Recipe, Workshop, feed_id, render
from sitegen.build.sources import Sources
from sitegen.build.workers import run
from sitegen.chat.people import slug_for
from sitegen.chat.stats import Period
from sitegen.errors import SitegenError
from sitegen.render.calendar import CalendarEvent, ics
from sitegen.render.environment import Theme
from sitegen.render.feeds import Feed, FeedEntry, atom, json_feed
from sitegen.render.markdown import markdown_html
from sitegen.render.sitemap import SitemapPage, opensearch, robots, sitemap
from sitegen.render.text import PAGE, ROOT
from sitegen.render.twins import Memory, on_this_day
from sitegen.site import urls
from sitegen.site.archive import Archive, Upcoming
from sitegen.site.messages import excerpt
from sitegen.site.pages.home import (
    FreePageText,
    home_page,
    redirect_page,
    small_pages,
    upcoming_page,
)
from sitegen.site.pages.knowledge import by_session, knowledge_pages
from sitegen.site.pages.lists import head, list_pages
from sitegen.site.views import Page, RecapListView
