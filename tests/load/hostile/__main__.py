"""Hostile files, texts and drawings, each through all that reads it: the worst time and memory.

    python -m tests.load.hostile                  # all of them; fails over 5 s or 400 MB
    python -m tests.load.hostile table csv        # only one field, and names with this in them
    python -m tests.load.hostile --write DIR      # the files, to be dragged into a browser

Nothing here is malicious beyond being large, odd or broken.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from tests.load.hostile.measure import Meter, Reading
from tests.load.hostile.readers import FIELDS


def main() -> None:
    """Print the table; the exit code says whether all is as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("field", nargs="?", choices=list(FIELDS))
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--write", metavar="DIR", type=Path)
    given = parser.parse_args()
    fields = [given.field] if given.field else list(FIELDS)
    if given.write:
        write(given.write, fields)
        return
    meter, by_reader = Meter(), defaultdict[tuple[str, str], list[Reading]](list)
    for field in fields:
        for one in meter.readings(field, given.name):
            by_reader[field, one.reader].append(one)
            if one.failure:
                print(f"{one.failure}: {field} {one.name} as {one.reader}: {one.said[:200]!r}")
    print(table(by_reader))
    sys.exit(any(one.failure for found in by_reader.values() for one in found))


def table(by_reader: dict[tuple[str, str], list[Reading]]) -> str:
    """The worst of each reader, as Markdown."""
    rows = ["| field | reader | read | refused | failed | most CPU seconds | most MB |"]
    rows.append("|---|---|---:|---:|---:|---|---|")
    for (field, reader), found in by_reader.items():
        slow, large = (
            max(found, key=lambda one: getattr(one, by)) for by in ("seconds", "megabytes")
        )
        count = [sum(one.outcome == outcome for one in found) for outcome in ("read", "refused")]
        failed = sum(bool(one.failure) for one in found)
        rows.append(
            f"| {field} | {reader} | {count[0]} | {count[1]} | {failed} "
            f"| {slow.seconds:.2f} ({slow.name}) | {large.megabytes:.0f} ({large.name}) |"
        )
    total = sum(map(len, by_reader.values()))
    return "\n".join([*rows, "", f"{total} readings."])


def write(folder: Path, fields: list[str]) -> None:
    """Write what is made of bytes, a folder for each field."""
    for field in fields:
        for name, content in FIELDS[field].everything():
            if isinstance(content, bytes):
                path = folder / field / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


if __name__ == "__main__":
    main()
