"""Embeddings: things as points; maps of them, neighbours, directions."""

from app import page

page.render("embeddings")
