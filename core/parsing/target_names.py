"""How likely a column is the target of a table, from its name and the table's own.

Left out: languages other than English, and what only the text that came with the table says.
"""

from __future__ import annotations

import re

# Names that data sets give their targets, the surest first.
TARGET_NAMES = """
    target, label, labels, y, outcome, response, survived, diagnosis, churn, churned, exited,
    attrition, default, fraud, is fraud, spam, species, quality, medv, sale price, sales, price,
    salary, wage, wages, lwage, earnings, charges, mpg, class, approved, loan status, subscribed,
    purchase, purchased, admit, admitted, chance of admit, readmitted, disease, stroke, died, death,
    deaths, dead, crime, tip, affairs, choice, vote, prestige, yield, strength, consumption, demand,
    rent, revenue, profit, cnt, sentiment, rating, grade, score, result, winner, direction, variety,
    approve, happy, participation, lfp, decision, status, type, category, event, count, freq
"""
# What accompanies a target: when, where, who, which treatment, and how much a row counts.
ASIDES = """
    year, yr, month, mnth, day, date, time, hour, week, weekday, quarter, period, season, round,
    lat, latitude, long, lng, lon, longitude, zip, postal code, country, state, county, district,
    city, region, area, age, sex, gender, race, group, treatment, treat, trt, block, replicate,
    subject, weights, train, test, fold, split, id, index, no, nr, number, code, notes, comment
"""
_SAID = {name.strip(): place for place, name in enumerate(TARGET_NAMES.split(","))}
_ASIDE = {name.strip() for name in ASIDES.split(",")}
_WORD_END = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
NEVER = 10**6  # a rank beyond all places


def words(name: str) -> str:
    """A name in lower case with blanks between its words.

    >>> words("SalePrice"), words("loan_status"), words("Chance of Admit ")
    ('sale price', 'loan status', 'chance of admit')
    """
    return " ".join(_WORD_END.sub(" ", name).casefold().split())


def name_rank(name: str, table_name: str) -> tuple[int, int]:
    """The rank of a column: the smaller it is, the likelier the column is the target.

    First comes a column with the name of its table, then a known name, then a name that begins or
    ends with one, then all others, and last what only accompanies a target.

    >>> name_rank("tip", "tips.csv") < name_rank("y", "a.csv") < name_rank("unit_price", "a.csv")
    True
    >>> name_rank("unit_price", "a.csv") < name_rank("colour", "a.csv") < name_rank("Year", "a.csv")
    True
    """
    said, table = words(name), words(table_name.rpartition(".")[0])
    parts = said.split() or [""]
    first, last = parts[0], parts[-1]
    if said and table in (said, f"{said}s"):
        return 0, 0
    if said in _SAID:
        return 1, _SAID[said]
    if said in _ASIDE or last in _ASIDE:
        return 4, 0
    found = [_SAID[word] for word in (first, last) if word in _SAID]
    return (2, min(found)) if found else (3, 0)
