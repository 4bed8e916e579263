"""Recaps: the host's Markdown, what is resolved in it, drafts.

text --recap.read--> Recap --calls.find--> Call ...
Understanding --material.extract--> Material (only what recaps ask for)
Recap, Material ... --resolve--> Resolved (text and values, for the theme)
Understanding --draft--> Markdown for the host to edit
"""
