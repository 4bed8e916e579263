"""The site as values: URLs, views, and the plan of every output path."""
