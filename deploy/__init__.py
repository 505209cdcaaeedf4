"""Serve the app to many learners: one Streamlit process per core behind nginx.

``python -m deploy`` starts it all; README.md beside this file has the recipes. Left out: what the
app shows.
"""
