"""Sequences: what RNN, GRU and LSTM remember of what they read, and how they learn to."""

from app import page

page.render("sequences")
