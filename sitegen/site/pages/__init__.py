"""Views of each kind of page, made from records, sheets and the host's texts."""
