"""What a table suggests: the column to predict, and those that do not give it away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.parsing.table import Table
from core.parsing.target import giveaways, suggest
from tests.core.intake_samples import FLOWERS, csv, read

RNG = np.random.default_rng(0)
ROWS = 60
KIND = [("oak", "elm", "ash")[i % 3] for i in range(ROWS)]
SIZE = RNG.normal(size=ROWS).round(3)


def frame(**columns: object) -> Table:
    return Table(pd.DataFrame(columns), "own.csv", ())


def test_the_suggestion_leaves_out_what_identifies_a_row():
    table = read(
        csv(
            [
                (
                    i,
                    1000 + 7 * i,
                    f"person {i}",
                    f"2020-01-{i + 1:02}",
                    1,
                    i / 3,
                    "ab"[i % 2],
                    i % 3,
                )
                for i in range(20)
            ],
            ["", "patient_id", "name", "day", "flat", "dose", "arm", "outcome"],
        )
    )
    assert suggest(table) == ("outcome", ("dose", "arm"), "classification")


@pytest.mark.parametrize(
    ("header", "target", "task"),
    [
        (["kind", "width", "colour", "z"], "z", "classification"),
        (["height", "Class", "colour", "z"], "Class", "regression"),
        (["y", "width", "colour", "z"], "y", "regression"),
    ],
)
def test_the_suggested_target_is_the_named_column_or_the_last(header, target, task):
    found, features, kind = suggest(read(csv(FLOWERS, header)))
    assert (found, kind) == (target, task)
    assert features == tuple(name for name in header if name != target)


def test_a_measurement_is_no_identifier_whatever_its_name():
    table = read(csv([(1.5 + i / 7, i % 2) for i in range(20)], ["refractive index", "type"]))
    assert suggest(table)[1] == ("refractive index",)


def test_a_table_without_anything_to_learn_has_no_suggestion():
    with pytest.raises(ValueError, match="at least two columns"):
        suggest(read(csv([(i, f"word {i}") for i in range(30)], ["n", "text"])))


@pytest.mark.parametrize("name", ["Unnamed: 0", "rownames", "row names", "index", "column 1"])
def test_shuffled_row_numbers_are_no_feature(name: str) -> None:
    numbers = RNG.permutation(3 * ROWS)[:ROWS]  # of a table that was filtered
    table = frame(**{name: numbers, "size": SIZE, "kind": KIND})
    assert suggest(table) == ("kind", ("size",), "classification")


@pytest.mark.parametrize("name", ["CustomerId", "PassengerId", "customer_id", "Order No", "ID"])
def test_identifiers_are_no_feature_also_where_they_recur(name: str) -> None:
    table = frame(**{name: [1_000 + i // 2 for i in range(ROWS)], "size": SIZE, "kind": KIND})
    assert suggest(table)[1] == ("size",)


@pytest.mark.parametrize("name", ["humid", "paid", "grid", "casino"])
def test_words_that_end_like_an_identifier_are_features(name: str) -> None:
    table = frame(**{name: [7 * i for i in range(ROWS)], "size": SIZE, "kind": KIND})
    assert suggest(table)[1] == (name, "size")


def test_a_column_of_every_number_once_is_a_row_number_whatever_its_name() -> None:
    table = frame(rank=RNG.permutation(ROWS), size=SIZE, kind=KIND)
    assert suggest(table)[1] == ("size",)


def test_a_year_of_every_row_is_a_feature() -> None:
    table = frame(year=np.arange(1960, 1960 + ROWS), kind=KIND)
    assert suggest(table) == ("kind", ("year",), "classification")


def test_a_mostly_empty_column_is_neither_predicted_nor_used() -> None:
    sparse = [kind if i < 20 else None for i, kind in enumerate(KIND)]
    table = frame(size=SIZE, kind=KIND, label=sparse)
    assert suggest(table) == ("kind", ("size",), "classification")


def test_a_name_that_targets_have_goes_before_the_last_column() -> None:
    table = frame(survived=[i % 2 for i in range(ROWS)], size=SIZE, kind=KIND)
    assert suggest(table)[0] == "survived"


def test_the_answer_in_other_words_is_named() -> None:
    said = {"oak": "1", "elm": "2", "ash": "3"}
    table = frame(kind=KIND, code=[said[kind] for kind in KIND], size=SIZE)
    assert giveaways(table, "kind", ("code", "size")) == {
        "code": "code gives kind away (it says the same in other words), so it is left out."
    }


def test_a_feature_that_is_right_alone_is_named() -> None:
    group = [f"{kind} {i % 2}" for i, kind in enumerate(KIND)]
    told = giveaways(frame(kind=KIND, group=group), "kind", ("group",))
    assert "alone it is right in 100% of the rows" in told["group"]


def test_the_same_number_on_another_scale_is_named() -> None:
    table = frame(price=SIZE, euros=0.9 * SIZE + 2, weight=SIZE + RNG.normal(0, 0.1, ROWS))
    assert list(giveaways(table, "price", ("euros", "weight"))) == ["euros"]


@pytest.mark.parametrize(
    "feature",
    [
        [("a", "b")[i % 2] for i in range(ROWS)],
        SIZE,
        [f"{kind} {i}" for i, kind in enumerate(KIND)],  # a row each: chance looks like an answer
        [
            {"oak": "elm", "elm": "oak"}.get(kind, kind) if i < 9 else kind
            for i, kind in enumerate(KIND)
        ],
    ],
)
def test_what_only_helps_gives_nothing_away(feature: object) -> None:
    assert giveaways(frame(kind=KIND, feature=feature), "kind", ("feature",)) == {}


def test_a_rare_class_is_not_given_away_by_a_constant_guess() -> None:
    rare = ["yes"] + ["no"] * (2 * ROWS - 1)
    table = frame(rare=rare, side=[("a", "b")[i % 2] for i in range(2 * ROWS)])
    assert giveaways(table, "rare", ("side",)) == {}


@pytest.mark.parametrize(
    ("name", "header", "target"),
    [
        ("tips.csv", "total_bill,tip,sex,size", "tip"),
        ("Default.csv", "default,student,balance,income", "default"),
        ("Carseats.csv", "Sales,CompPrice,Income,Price,Age", "Sales"),
        ("train.csv", "Id,LotArea,SalePrice,YrSold", "SalePrice"),
        ("loans.csv", "Loan_ID,Amount,Loan_Status,Area", "Loan_Status"),
        ("Churn_Modelling.csv", "RowNumber,Balance,Exited,Tenure", "Exited"),
        ("wine.csv", "alcohol,ash,quality,type", "quality"),
        ("houses.csv", "rooms,median_house_value,latitude,longitude", "median_house_value"),
        ("mtcars.csv", ",mpg,cyl,disp", "mpg"),
        ("swiss.csv", "rownames,Fertility,Agriculture,Examination", "Fertility"),
        ("plants.csv", "width,kind,country,year", "kind"),
    ],
)
def test_the_default_target_of_a_table_is_what_it_is_known_for(
    name: str, header: str, target: str
) -> None:
    columns = {one: RNG.normal(size=ROWS).round(3) for one in header.split(",")}
    for one in columns.keys() & {"Loan_Status", "Exited", "default", "kind", "student"}:
        columns[one] = KIND
    first = next(iter(columns))
    if first in ("", "rownames", "Id", "RowNumber"):
        columns = {first or "column 1": np.arange(1, ROWS + 1)} | {
            one: values for one, values in columns.items() if one != first
        }
    assert suggest(Table(pd.DataFrame(columns), name, ()))[0] == target


def test_a_column_that_says_another_one_again_is_no_default_target() -> None:
    table = frame(kind=KIND, width=SIZE, height=RNG.normal(size=ROWS), exp_width=np.exp(SIZE))
    assert suggest(table)[0] == "height"


def test_y_beside_x_is_a_place_where_something_else_can_be_predicted() -> None:
    table = frame(x=SIZE, y=RNG.normal(size=ROWS), kind=KIND)
    assert suggest(table)[0] == "kind"
    assert suggest(frame(x=SIZE, y=RNG.normal(size=ROWS)))[0] == "y"


def test_thirty_kinds_can_be_the_default_target() -> None:
    kinds = [f"kind {i % 30}" for i in range(120)]
    assert suggest(frame(width=np.arange(120) / 7, kind=kinds))[0] == "kind"
