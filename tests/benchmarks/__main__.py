"""``python -m tests.benchmarks [NAME ...]``: all of them, or these.

Each prints a table of this app's figures beside a reference, and their ratio. They are no tests:
let nothing else run on the machine meanwhile.
"""

from __future__ import annotations

import argparse

from playwright.sync_api import sync_playwright

from tests.benchmarks import (
    embeddings,
    frames,
    latency,
    live,
    memory,
    photograph,
    race,
    speed,
    start,
)
from tests.benchmarks.table import show
from tests.browser.server import Server, launch

TITLES = {
    "speed": "Training in the core",
    "race": "RNN, GRU and LSTM with several seeds, side by side against one after another",
    "start": "Cold start of the server",
    "latency": "From a key press to the picture, against st.plotly_chart",
    "frames": "Pictures and epochs a second, against TensorFlow Playground's (quoted)",
    "live": "Sequences and GANs live, against GAN Lab (quoted)",
    "photograph": "A photograph of twelve megapixels, sent by the visitor",
    "embeddings": "Maps and neighbours, against umap-learn and sentence-transformers alone",
    "memory": "Memory of the server, against a bare page with torch",
}

CORE = {"speed": speed, "race": race}
VISITS = {"latency": latency, "frames": frames, "live": live}
OTHERS = {"start": start, "memory": memory, "photograph": photograph, "embeddings": embeddings}


def main() -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(TITLES))
    names = parser.parse_args().names or list(TITLES)
    if unknown := set(names) - set(TITLES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(TITLES)}")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name in names:
            if name in CORE:
                lines = CORE[name].measure()
            elif name in VISITS:
                with Server() as server:
                    lines = VISITS[name].measure(browser, server.url)
            else:
                lines = OTHERS[name].measure(browser)
            show(TITLES[name], lines)
        browser.close()


if __name__ == "__main__":
    main()
