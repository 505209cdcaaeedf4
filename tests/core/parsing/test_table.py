"""Bytes to tables: what is read, what is mended and said, what is refused."""

import pandas as pd
import pytest

from core.parsing.cells import MAX_CELL
from core.parsing.table import read_table
from tests.core.intake_samples import FLOWERS, HEADER, csv, read


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_line_ends_and_encodings_are_recognised(separator, end, encoding):
    decimal = "," if separator == ";" else "."
    rows = [[str(cell).replace(".", decimal) for cell in row] for row in FLOWERS]
    table = read((csv(rows, separator=separator, end=end) + end).encode(encoding))
    expected = pd.DataFrame(FLOWERS, columns=HEADER)
    pd.testing.assert_frame_equal(table.frame, expected, check_dtype=False)
    assert table.notes == ()
    assert table.name == "table.csv"


def test_western_european_text_is_read_and_said():
    table = read(csv([("Größe", 1.5), ("é", 2)], ["naïve", "€"]).encode("cp1252"))
    assert list(table.frame) == ["naïve", "€"]
    assert table.frame["naïve"].tolist() == ["Größe", "é"]
    assert "Western European" in table.notes[0]


def test_commas_inside_cells_do_not_mislead():
    quoted = read('a,b\n"x, y",1\n"z, ""q""",2\n')
    assert quoted.frame["a"].tolist() == ["x, y", 'z, "q"']
    semicolons = read(csv([("1,5", "2,5", "x,y"), ("3,5", "4,5", "z,w")], None, ";"))
    assert semicolons.frame.iloc[0].tolist() == [1.5, 2.5, "x,y"]
    two_lines = read('"a\nb",c\n"1\n2",3\n')
    assert list(two_lines.frame) == ["a b", "c"]
    assert two_lines.frame.iloc[0].tolist() == ["1\n2", 3]


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n", ["column 1", "column 2", "column 3"], 2),
        ("?,3.5\n4.9,3.0\n", ["column 1", "column 2"], 2),
        ("1,5;a\n2,5;b\n", ["column 1", "column 2"], 2),
        ("year,2019,2020\n1,2,3\n", ["year", "2019", "2020"], 1),
        ("0,1,2,kind\n1,2,3,a\n", ["0", "1", "2", "kind"], 1),
        ("first,last\nAda,Lovelace\n", ["first", "last"], 1),
        ("\n ,\n\na,b\n1,2\n", ["a", "b"], 1),
    ],
)
def test_a_missing_header_is_noticed_and_a_header_of_numbers_kept(text, names, rows):
    table = read(text)
    assert list(table.frame) == names
    assert len(table.frame) == rows
    assert any("columns are called" in note for note in table.notes) == (names[0] == "column 1")


def test_one_column_is_a_table_where_one_is_enough():
    texts = 'review\n"Good, and cheap."\nNot for me.\n'
    table = read_table(texts.encode(), "reviews.csv", least=1)
    assert table.frame["review"].tolist() == ["Good, and cheap.", "Not for me."]
    assert table.notes == ("The first line is the name of the only column: review.",)
    numbers = read_table(b"1.5\n2.5\n", "series.csv", least=1)
    assert numbers.frame["column 1"].tolist() == [1.5, 2.5]
    with pytest.raises(ValueError, match="The table has only one column"):
        read_table(texts.encode(), "reviews.csv")


def test_blank_repeated_and_long_column_names_are_mended_and_said():
    table = read("a,a,,a (2)," + "x" * 99 + "\n" + "1,2,3,4,5\n" * 3)
    names = ["a", "a (2)", "column 3", "a (2) (2)", "x" * 59 + "…"]
    assert list(table.frame) == names
    assert table.notes[:2] == (
        "Column 2 (a) is called a (2).",
        "Column 3 (no name) is called column 3.",
    )
    assert len(table.notes) == 4


def test_separators_left_over_by_a_spreadsheet_are_no_columns_and_no_rows():
    table = read("a,b,\n1,2,\n3,4,\n,,\n,,\n")
    pd.testing.assert_frame_equal(
        table.frame, pd.DataFrame({"a": [1, 3], "b": [2, 4]}), check_dtype=False
    )
    only_below = read("a,b\n1,2,\n3,4,\n")
    assert list(only_below.frame) == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "empty"),
        (b";;;\n;;;\n", "empty"),
        (b"sep=;\n", "empty"),
        (b"# nothing below\n\n", "only one column"),
        (b"# nothing\n# at all\n \n", "only one column"),
        (b"PK\x03\x04rest", "Excel workbook.*CSV"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel.*CSV"),
        (b"\x89PNG\r\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"%PDF-1.7", "PDF"),
        (b"a,b\n1,\x002\n", "not a text file"),
        (b"a,b\n1,\x01\x02\x03\x042\n", "not a text file"),
        (b"a\n1\n2\n", "only one column.*semicolon"),
        (b"a,b\n", "no rows of data"),
        (b"a,b", "no rows of data"),
        (b"a,b\n,\n,\n", "no rows of data"),
        (b"a,b\n1,2\n1,2,3\n1,2\n", "'1,2,3' has 3 cells, not 2. A comma inside"),
        (b"a;b\n" + b"1;2\n" * 60 + b"1;2;3\n", "Line 62 has 3 cells, not 2. A semicolon"),
        (b"a,b\n1,2,3,4\n4,5,6,7\n", "names 2 columns, but the rows have 4"),
        (b'a,b\n"1,2\n3,4\n', "quote"),
        (b",".join([b"a"] * 201) + b"\n", "201 columns; the limit is 200"),
        (b"a,b\n" + b"1,2\n" * 50_001, "more than 50,000 rows"),
        (b"1,2\n" * 1_250_001, "5.0 MB; the limit is 5"),
        (b"," * 4_999_999, "empty"),
        (b"a," * 2_499_999, "columns; the limit is 200"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(content, words):
    with pytest.raises(ValueError, match=words):
        read(content)


def test_the_largest_table_is_read():
    table = read(b"a,b\n" + b"1,2\n" * 50_000)
    assert table.frame.shape == (50_000, 2)
    assert read(csv([range(200)], [f"c{i}" for i in range(200)])).frame.shape == (1, 200)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x,y\n1,2\n3," + b"9" * 4_000_000 + b"\n", "Line 3 has a cell of 4,000,000 characters"),
        (b"x," + b"z" * 40_000 + b"\n1,2\n", "Line 1 has a cell of 40,000 characters"),
        (b'x,y\n1,"' + b"1,111" * 9_000 + b'"\n', "Column 2 has a cell of 45,000 characters"),
    ],
)
def test_a_cell_of_endless_length_is_refused_before_it_is_parsed(content, words):
    with pytest.raises(ValueError, match=words):
        read(content)


def test_the_longest_cell_is_read():
    longest = "a" * MAX_CELL
    assert read(f"x,y\n1,{longest}\n").frame["y"][0] == longest


def test_whole_numbers_of_any_length_are_numbers():
    table = read("x,y\n" + f"{10**400},{-(10**400)}\n{10**25},1\n")
    assert table.frame["x"].tolist() == [float("inf"), 1e25]
    assert table.frame["y"].tolist() == [float("-inf"), 1]


def test_a_long_name_is_shortened_and_so_is_what_is_said_of_it():
    table = read("x," + "z" * 30_000 + "\n1,2\n")
    assert [len(name) for name in table.frame] == [1, 60]
    assert max(map(len, table.notes)) < 200


@pytest.mark.parametrize(
    ("text", "names", "first", "note"),
    [
        ("sep=;\nday;sold\n1;0,5\n2;1,5\n", ["day", "sold"], [1, 0.5], None),
        ("# by hand\n# 2024\na,b\n1,2\n", ["a", "b"], [1, 2], "2 lines (by hand)"),
        ("#a,b\n1,2\n3,4\n", ["#a", "b"], [1, 2], None),
        ("Sales\n\nday,sold,left\n1,2,3\n4,5,6\n", ["day", "sold", "left"], [1, 2, 3], "(Sales)"),
        ("Sales,,\nday,sold,left\n1,2,3\n4,5,6\n", ["day", "sold", "left"], [1, 2, 3], "(Sales)"),
        (
            "A\n\nB\nday,sold,left\n1,2,3\n4,5,6\n",
            ["day", "sold", "left"],
            [1, 2, 3],
            "2 lines (A)",
        ),
        (",,\nday,sold,left\n1,2,3\n4,5,6\n", ["day", "sold", "left"], [1, 2, 3], None),
        ("x,y\na,1,2\nb,3,4\n", ["row names", "x", "y"], ["a", 1, 2], "names the rows"),
        ("a,b\n1,2\n3,4\n\x1a", ["a", "b"], [1, 2], None),
    ],
)
def test_what_stands_around_a_table_is_left_out_and_said(text, names, first, note):
    table = read(text)
    assert list(table.frame) == names
    assert table.frame.iloc[0].tolist() == first
    assert len(table.notes) == (note is not None)
    assert note is None or note in table.notes[0]


def test_words_that_recur_below_are_no_header():
    table = read("p,x,s\ne,x,s\np,b,y\ne,b,s\n" * 3)
    assert len(table.frame) == 12
    assert table.frame.iloc[0].tolist() == ["p", "x", "s"]


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("a b  c\n1  2 3\n 4 5   6\n", ["a", "b", "c"], [1, 2, 3]),
        ('18.0   8  130.\t"amc rebel sst"\n15.0   8   165.\t"ford"\n', None, [18, 8, 130]),
        ("2024-01-01 5\n2024-01-02 6\n", None, ["2024-01-01", 5]),
        ("a|b\n1|x y\n2|z\n", ["a", "b"], [1, "x y"]),
        ("'a', 'b'\n'p, q', '1'\n'it''s', '2'\n", ["a", "b"], ["p, q", 1]),
        ("a;b\n'p;q';\"r's;s\"\n't';u\n", ["a", "b"], ["p;q", "r's;s"]),
        ("'GPA'  'GRADE'\n2.66  0\n2.89  1\n", ["GPA", "GRADE"], [2.66, 0]),
        ("4,2,red,blue\n5.1,3.5,0\n4.9,3,0\n4,2,1\n4,1,1\n", None, [5.1, 3.5, 0]),
        ("Source,WDI,,,,,,\n\na,b,c,d,e,f,g,h\n1,2,3,4,5,6,7,8\n" * 1, list("abcdefgh"), [1, 2]),
    ],
)
def test_cells_are_cut_at_blanks_and_pipes_and_kept_in_quotes(text, names, first):
    table = read(text)
    assert names is None or list(table.frame) == names
    assert table.frame.iloc[0, : len(first)].tolist() == first


@pytest.mark.parametrize(
    "text",
    [
        "name\tage\nAnn Lee\t5\nBob Ray\t6\n",  # a tab between the cells, a blank inside
        "when\tn\n2024-01-01 00:00\t5\n2024-01-02 00:00\t6\n",
        "1 234\n2 345\n12 678\n",  # blanks that group thousands
        "Good phone\nBad battery\nNice screen\n",
        "it's 5 o'clock,1\nit's 6 o'clock,2\n",
    ],
)
def test_blanks_and_apostrophes_inside_cells_stay(text):
    table = read_table(text.encode(), "own.csv", least=1)
    assert not any("Blanks" in note for note in table.notes)
    assert len(table.frame.columns) == max(text.split("\n")[0].count(m) for m in "\t,") + 1
