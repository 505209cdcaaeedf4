"""What a learner brings: the bytes of a file become data, or one sentence that says why not.

One file for each kind of thing: a table (table.py), a table as a data set (dataset.py), and an
image (image.py), which is imported from there: a page without images does not wait for Pillow.
Limits on size come before the work they limit, every refusal is a ``ValueError`` in plain words,
and whatever is changed or left out on the way is reported in plain sentences (``notes``).
"""

from core.intake.dataset import suggest, to_dataset
from core.intake.table import Table, read_table

__all__ = ["Table", "read_table", "suggest", "to_dataset"]
