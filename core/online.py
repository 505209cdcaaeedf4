"""Whether the Hugging Face hub answers, asked once and briefly.

The hub's own library asks five times for each file, and waits longer each time: minutes where
there is no network, during which a page says nothing.
"""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import Request, urlopen

SECONDS = 5


def hub_answers() -> bool:
    """Whether the hub can be reached. Never asks where its library was told to stay offline."""
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return False
    try:
        urlopen(Request(constants.ENDPOINT, method="HEAD"), timeout=SECONDS).close()
    except HTTPError:  # such as "not found": somebody answers
        return True
    except OSError:
        return False
    return True
