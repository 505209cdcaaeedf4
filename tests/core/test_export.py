import ast
import contextlib
import io
import json

import nbformat
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from torch import nn

from core.export import WIDTH, call, code, comment, notebook, table

SCRIPT = '''"""What it is about.

And a second paragraph, with a $sign.
"""

import math

HALF = 0.5


# %% The first part
# Words about the
# first part.
#
# And more.


def double(x):
    """Twice x."""
    # A comment that belongs to the code.
    return 2 * x


# %% The second part

TEXT = """
1 2
"""
print(double(HALF), math.pi > 3, TEXT.split())
'''


def cells(script=SCRIPT, title="A title"):
    return json.loads(notebook(script, title))["cells"]


def source(cell):
    return "".join(cell["source"])


def test_a_notebook_is_valid_and_the_same_each_time():
    text = notebook(SCRIPT, "A title")
    nbformat.validate(json.loads(text))
    assert text == notebook(SCRIPT, "A title")


def test_words_become_markdown_and_the_rest_code():
    kinds = [(cell["cell_type"], source(cell).split("\n")[0]) for cell in cells()]
    assert kinds == [
        ("markdown", "# A title"),
        ("code", "import math"),
        ("markdown", "## The first part"),
        ("code", "def double(x):"),
        ("markdown", "## The second part"),
        ("code", 'TEXT = """'),
    ]
    title, _, first, double, second, _ = map(source, cells())
    assert title.endswith("What it is about.\n\nAnd a second paragraph, with a $sign.")
    assert first.endswith("\n\nWords about the\nfirst part.\n\nAnd more.")
    assert "# A comment that belongs to the code." in double
    assert second == "## The second part"


def test_the_code_cells_do_what_the_script_does():
    by_script, by_cells = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(by_script):
        exec(SCRIPT, {})
    namespace = {}
    with contextlib.redirect_stdout(by_cells):
        for cell in cells():
            if cell["cell_type"] == "code":
                exec(source(cell), namespace)
    assert by_cells.getvalue() == by_script.getvalue() == "1.0 True ['1', '2']\n"


def test_a_script_without_words_or_sections_is_one_cell_below_its_title():
    assert [source(cell) for cell in cells("x = 1\n")] == ["# A title", "x = 1"]


def test_a_module_is_written_as_it_is_made():
    layer = eval(code(nn.GELU(approximate="tanh")), {"nn": nn})
    assert layer.approximate == "tanh"
    assert code(nn.Linear(2, 3)) == "nn.Linear(in_features=2, out_features=3, bias=True)"


def test_a_call_is_broken_only_where_it_does_not_fit():
    assert call("f", "a", "b=1") == "    f(a, b=1)"
    longest = WIDTH - len("    f()")
    assert call("f", "x" * longest) == f"    f({'x' * longest})"
    assert call("f", "a", "y" * longest) == f"    f(\n        a,\n        {'y' * longest},\n    )"


@given(st.lists(st.text(), min_size=1))
def test_a_comment_can_hold_any_text_and_stays_a_comment(texts):
    lines = comment(*texts).split("\n")
    assert all(not line or line == "#" or line.startswith("# ") for line in lines)
    assert not any(line.startswith("# %%") for line in lines)
    assert all(len(line) <= WIDTH for line in lines)
    assert ast.parse("\n".join(lines)).body == []


def test_a_comment_says_the_text():
    words = "one two three " * 20
    assert comment(words).replace("\n# ", " ") == f"# {words.strip()}"
    assert comment("one", "", "two\nlines") == "# one\n#\n# two lines"


columns = st.integers(1, 4).flatmap(
    lambda rows: st.lists(
        arrays.arrays(
            np.float32, rows, elements=st.floats(width=32, allow_nan=False, allow_infinity=False)
        ),
        min_size=1,
        max_size=3,
    )
)


@given(columns)
def test_a_table_gives_back_exactly_the_numbers_that_went_in(numbers):
    rows = [[float(text) for text in line.split()] for line in table(numbers).split("\n")]
    back = np.array(rows, dtype=np.float32).T
    assert back.tobytes() == np.stack(numbers).tobytes()


def test_a_table_is_aligned_and_as_short_as_it_can_be():
    first, second = np.array([1.0, -0.25, 0.1], np.float32), np.array([0, 10, 2])
    assert table([first, second]) == "    1  0\n-0.25 10\n  0.1  2"
