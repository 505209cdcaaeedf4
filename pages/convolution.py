"""Convolution: a kernel that slides, what a network makes of many, and what sharing saves."""

from app import page

page.render("convolution")
