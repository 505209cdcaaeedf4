"""Texts from outside, shown as they are."""

from __future__ import annotations

import re

# Marks of Markdown; and at the start of a line those of lists, rules, headings and code.
MARKS = re.compile(r"[\\`*_\[\]<>$#:~|]|^[-+=](?=\s|$)|(?<=\d)[.)](?=\s|$)|^[ \t]+", re.MULTILINE)
# What Streamlit turns into icons, arrows and links after Markdown is done, whatever was escaped.
AFTERWARDS = re.compile(r"(?<=:)(?=\w|//)|(?<=[-<>~=])(?=[-<>=])|(?<=@)|(?<=www)(?=\.)")


def escape_markdown(text: str) -> str:
    """A text from outside, such as a file's name, with nothing in it that Markdown would act on."""
    apart = AFTERWARDS.sub("\N{WORD JOINER}", text)  # shows nothing, and parts what is one sign
    escaped = MARKS.sub(lambda mark: f"\\{mark[0]}" if mark[0].strip() else "", apart)
    return escaped.replace("&", "&amp;")
