"""When the values of a series were: their usual step, their labels, and the dates that follow.

    >>> months = np.array(["1960-01", "1960-02", "1960-03"], dtype="datetime64[s]")
    >>> step = usual_step(months)
    >>> step.name, [label(one, step) for one in step.after(months[-1], 2)]
    ('month', ['Apr 1960', 'May 1960'])

Left out: holidays, and clocks that are turned forward or back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.parsing.columns import counted

DAY, HOUR, MINUTE = 86_400, 3_600, 60  # in seconds
NAMES = {7 * DAY: "week", DAY: "day", HOUR: "hour", MINUTE: "minute", 1: "second"}
MONTHS = {12: "year", 3: "quarter", 1: "month"}
MOSTLY = 0.9  # share of the steps that have to be equal
SLACK = 0.1  # of a step, by which equal ones may differ
HOLIDAY = 4.5  # days: from Thursday or Friday over a holiday to Monday or Tuesday is no gap


@dataclass(frozen=True)
class Step:
    """From one date to the next: ``months`` of the calendar, or ``seconds``.

    With ``workdays``, Monday follows Friday.
    """

    months: int = 0
    seconds: int = 0
    workdays: bool = False

    @property
    def name(self) -> str:
        """Such as "month", "2 years" or "working day"."""
        if self.workdays:
            return "working day"
        length, names = (self.months, MONTHS) if self.months else (self.seconds, NAMES)
        unit = next(unit for unit in names if length % unit == 0)
        return names[unit] if length == unit else counted(length // unit, names[unit])

    @property
    def seasons(self) -> dict[int, str]:
        """The lengths of the calendar's seasons in steps, each with its name."""
        if self.workdays:
            return {5: "a week"}
        if self.months:
            return {12 // self.months: "a year"} if self.months in (1, 2, 3, 4, 6) else {}
        rounds = {DAY: "a day", 7 * DAY: "a week", 364 * DAY: "52 weeks", 365 * DAY: "a year"}
        named = {364 * DAY: self.seconds == 7 * DAY, 365 * DAY: self.seconds == DAY}
        return {
            length // self.seconds: words
            for length, words in rounds.items()
            if length % self.seconds == 0 and length > self.seconds and named.get(length, True)
        }

    def after(self, last: np.datetime64, count: int) -> np.ndarray:
        """The next ``count`` dates after ``last``, (count,) datetime64[s]."""
        ahead = np.arange(1, count + 1)
        if self.workdays:
            day = last.astype("datetime64[D]")
            next_days = np.busday_offset(day, ahead, roll="backward")
            return next_days.astype("datetime64[s]") + (last - day)
        if not self.months:
            return last + ahead * np.timedelta64(self.seconds, "s")
        months = last.astype("datetime64[M]") + ahead * self.months
        ends = (months + 1).astype("datetime64[D]") - 1
        day = last.astype("datetime64[D]")
        if _ends_month(np.array([last]))[0]:  # 28 February is followed by 31 March
            days = ends
        else:
            into = day - last.astype("datetime64[M]").astype("datetime64[D]")
            days = np.minimum(months.astype("datetime64[D]") + into, ends)
        return days.astype("datetime64[s]") + (last - day)


def usual_step(moments: np.ndarray) -> Step | None:
    """The step that most of these dates are apart; None where they are uneven.

    ``moments`` is (N,) datetime64[s] in order. Dates that recur count once.
    """
    moments = np.unique(moments)
    if len(moments) < 3:
        return None
    if months := _months_apart(moments):
        return Step(months=months)
    seconds = np.diff(moments).astype(np.int64)
    usual = int(np.median(seconds))
    days = (moments.astype("datetime64[D]").astype(np.int64) + 3) % 7  # Monday is 0
    workdays = usual == DAY and bool((days < 5).all())
    alike = np.abs(seconds - usual) <= SLACK * usual
    if workdays:
        alike |= seconds <= HOLIDAY * DAY
    if np.mean(alike) < MOSTLY:
        return None
    return Step(seconds=usual, workdays=workdays)


def missing(moments: np.ndarray, step: Step) -> tuple[int, int]:
    """How many dates are left out among these, and in how many places."""
    moments = np.unique(moments)
    steps: np.ndarray
    if step.months:
        steps = np.diff(moments.astype("datetime64[M]").astype(np.int64)) / step.months
    else:
        steps = np.diff(moments.astype(np.int64)) / step.seconds
    if step.workdays:
        days = moments.astype("datetime64[D]")
        steps = np.where(np.greater(steps, HOLIDAY), np.busday_count(days[:-1], days[1:]), 1.0)
    left_out = np.maximum(np.rint(steps).astype(int) - 1, 0)
    return int(left_out.sum()), int(np.count_nonzero(left_out))


def label(moment: np.datetime64, step: Step | None) -> str:
    """A date as an axis shows it, no finer than the step."""
    when = moment.astype("datetime64[s]").item()
    if step and step.months:
        if step.months == 3 and when.month % 3 == 1:
            return f"Q{when.month // 3 + 1} {when:%Y}"
        return f"{when:%Y}" if step.months % 12 == 0 else f"{when:%b %Y}"
    day = f"{when.day} {when:%b %Y}"
    if step is None and not (when.hour or when.minute or when.second):
        return day
    if step and step.seconds % DAY == 0:
        return day
    return f"{day} {when:%H:%M:%S}" if step and step.seconds % MINUTE else f"{day} {when:%H:%M}"


def _months_apart(moments: np.ndarray) -> int:
    """The usual step in months of dates at the same place in their months; 0 for others."""
    months = moments.astype("datetime64[M]")
    apart = np.diff(months.astype(np.int64))
    usual = int(np.median(apart))
    if usual < 1 or np.mean(apart == usual) < MOSTLY:
        return 0
    days = (moments.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    last = _ends_month(moments)
    usual_day = np.bincount(days).argmax()
    # The 30th is the 28th in February; the last working day of a month is near its end.
    near_end = (months + 1).astype("datetime64[D]") - moments.astype("datetime64[D]")
    same = (np.abs(days - usual_day) <= 3).all()
    return usual if same or last.all() or (near_end.astype(np.int64) <= 4).all() else 0


def _ends_month(moments: np.ndarray) -> np.ndarray:
    days = moments.astype("datetime64[D]")
    return days.astype("datetime64[M]") != (days + 1).astype("datetime64[M]")
