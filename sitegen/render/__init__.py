"""Values to bytes: templates, message HTML, feeds, calendars, charts."""
