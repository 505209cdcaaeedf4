"""Retrieval: documents in chunks, a question among them, and how often the right one is found."""

from app import page

page.render("retrieval")
