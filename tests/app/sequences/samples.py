"""The text that several views read."""

from __future__ import annotations

TEXT = 'Mira said, "Wait <b>for</b> me" (so they say).\nThe end.'
