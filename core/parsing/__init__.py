"""A learner's files: their bytes become data, or one sentence that says why not.

One file for each kind of thing: a table (table.py), a table as a data set (dataset.py), an image
(image.py), a text (text.py) and a PDF (pdf.py). They are imported from there, where they are
needed: pandas and Pillow take their time to load.
Limits on size come before the work they limit, every refusal is a ``ValueError`` in plain words,
and whatever is changed or left out on the way is reported in plain sentences (``notes``).
"""
