"""``python -m tests.frames FILE``: the numbers of every picture, as one digest each.

Opens every view of every page, with every preset, and where it plays a run, takes a step and a
round. Each picture's arrays go into a digest, its words do not. Written before a change to the
structure and compared after it (``--against FILE``), it shows whether any number has changed. The
digests of two processors differ, so both have to be made on the same machine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import plot
from app.catalogue import CONCEPTS
from app.plot import Message
from tests.app.test_pages import checked, opened


def digest(messages: dict[str, Message]) -> str:
    """Of all arrays of the pictures on a page, whatever they are called."""
    found = blake2b(digest_size=12)
    for key in sorted(messages):
        for kind, shape, content in sorted(messages[key].arrays.values(), key=repr):
            found.update(f"{kind}{list(shape)}".encode() + content)
    return found.hexdigest()


def digests() -> Iterator[tuple[str, str]]:
    """The name and the digest of each picture."""
    shown: dict[str, Message] = {}
    mount = plot.mount

    def seen(message: Message, *, key: str) -> dict | None:
        shown[key] = message
        return mount(message, key=key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plot, "mount", seen)
        for concept in CONCEPTS:
            at = opened(concept.slug)
            for view in at.segmented_control(key=f"{concept.slug}_view").options:
                at = opened(concept.slug)
                shown.clear()
                at = checked(at.segmented_control(key=f"{concept.slug}_view").set_value(view).run())
                for preset in [None, *presets(at, concept.slug)]:
                    shown.clear()
                    if preset:
                        at.pills(key=f"{concept.slug}-preset").set_value(preset).run()
                    else:
                        at.run()
                    name = f"{concept.slug} / {view} / {preset or 'as opened'}"
                    yield name, digest(shown)
                    for button in ("step", "round"):
                        keys = [b.key for b in at.button if (b.key or "").endswith(f"-{button}")]
                        if keys:
                            at.button(key=keys[0]).click().run()
                            yield f"{name} / {button}", digest(shown)


def presets(at: AppTest, slug: str) -> list[str]:
    """The names of the presets that a view offers."""
    return next((list(p.options) for p in at.pills if p.key == f"{slug}-preset"), [])


def main() -> None:
    """Write the digests, or compare them with those of another time."""
    parser = argparse.ArgumentParser(prog="python -m tests.frames", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--against", type=Path, help="digests to compare with")
    given = parser.parse_args()
    made = dict(digests())
    given.file.write_text(json.dumps(made, indent=1), encoding="utf-8")
    print(f"{len(made)} pictures")
    if given.against:
        before = json.loads(given.against.read_text(encoding="utf-8"))
        for name in sorted(before.keys() | made.keys()):
            if before.get(name) != made.get(name):
                print(f"differs: {name}")
        raise SystemExit(before != made)


if __name__ == "__main__":
    main()
