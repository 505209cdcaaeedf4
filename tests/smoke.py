"""``python -m tests.smoke``: `streamlit run` serves the home page and every other, on any system.

It needs no browser: a learner without one opens each page. A page that ends in an error, or that
does not answer, fails.
"""

from __future__ import annotations

import asyncio
import sys

from app.catalogue import CONCEPTS
from tests.browser.server import Server
from tests.load.learner import Answer, Learner

PAGES = ("", *(concept.slug for concept in CONCEPTS))


async def visit(url: str, page: str) -> tuple[Answer, list[str]]:
    """How the page answered, and what it reported as errors."""
    learner = Learner(url, page)
    answer = await learner.open()
    await learner.close()
    return answer, learner.errors


def main() -> int:
    failed = False
    with Server(seconds=180) as server:
        for page in PAGES:
            answer, errors = asyncio.run(visit(server.url, page))
            failed |= bool(errors) or not answer.answered
            print(f"/{page}: {'; '.join(errors) or f'{answer.seconds:.1f} s'}", flush=True)
        if failed:
            print(server.log())
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
