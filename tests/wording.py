"""``python -m tests.wording [PAGE]``: every sentence that a learner can read, sorted, by page.

Opens every view of a page with every preset, takes a step and a round where there is a run, and
lists labels, options, help, captions, notes, titles of axes, texts for screen readers and lessons.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator

from app.catalogue import BY_SLUG
from app.page import lesson
from tests.app.session import Session, header_of
from tests.app.whole import said
from tests.frames import presets

# What of a picture, of its layout and of its traces is text to read.
READ = {"title", "note", "alt", "text", "name", "hovertemplate", "hovertext", "words", "ticktext"}
READ |= {"columns", "rows", "labels", "label", "says", "legend"}


def written(value: object, key: str = "") -> Iterator[str]:
    """The texts in a part of a picture's message."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from written(inner, name if isinstance(name, str) else key)
    elif isinstance(value, list):
        for inner in value:
            yield from written(inner, key)
    elif isinstance(value, str) and key in READ:
        yield value


def shown(session: Session) -> Iterator[str]:
    """The texts of a page as it is now."""
    yield from said(session)
    for block in session.get("expander"):
        yield block.label
    for widget in session.widgets:
        yield from getattr(widget, "options", ())
        yield getattr(widget.proto, "placeholder", "")
    for kind in ("download_button", "page_link", "metric"):
        for element in session.get(kind):
            yield element.proto.label
            yield getattr(element.proto, "help", "")
    for component in session.components.values():
        header = header_of(component)
        yield from written(header.get("labels", []), "labels")
        for part in header.get("parts", {}).values():
            yield from written(json.loads(part))


def wording(slug: str) -> Iterator[str]:
    """The texts of a page in all its views, with all their presets."""
    yield from lesson(slug)["plain"]
    yield from lesson(slug)["plain"].values()
    views = Session().open(slug).segmented_control(key=f"{slug}_view").options
    for view in views:
        session = Session().open(slug)
        session.session_state[f"{slug}-code"] = True
        session.segmented_control(key=f"{slug}_view").set_value(view).run()
        for preset in [None, *presets(session, slug)]:
            if preset:
                session.pills(key=f"{slug}-preset").set_value(preset).run()
            yield from shown(session)
            for key in (f"{slug}-step", f"{slug}-round"):
                if any(button.key == key for button in session.button):
                    session.button(key=key).click().run()
                    yield from shown(session)


def sentences(slug: str) -> list[str]:
    """The lines of a page's texts, sorted, one of those that differ in their numbers alone."""
    found: dict[str, str] = {}
    for text in wording(slug):
        for line in re.split(r"\n|<br>", text):
            if re.search(r"[A-Za-z]{2}", line):
                found.setdefault(re.sub(r"[-−+]?\d[\d,.e]*", "0", line.strip()), line.strip())
    return sorted(found.values())


def main() -> None:
    """Print the texts of the named page, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.wording", description=__doc__)
    parser.add_argument("page", nargs="?", choices=list(BY_SLUG))
    given = parser.parse_args()
    for slug in [given.page] if given.page else BY_SLUG:
        print(f"# {slug}")
        print("\n".join(sentences(slug)))


if __name__ == "__main__":
    main()
