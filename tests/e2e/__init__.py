"""The built site as readers meet it: in a real browser, served as files are."""
