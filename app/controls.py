"""Knobs on the screen: a settings class in core becomes widgets, bound to the page's address.

    >>> from core import train
    >>> settings("train", train.Settings) == train.Settings()
    True

Each widget's key is ``<page>_<knob>``, which is also its name in the address, so that a copied
address rebuilds the settings. An address can say anything: what a knob does not accept becomes
its default, and a sentence says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import boundary
from app.markdown import escape_markdown
from core.knob_kinds import Choice, Items, Knob, Number, Several, Switch, Text, Value
from core.knob_text import as_number, parts, read, split, write
from core.knobs import Knobs, applicable, knobs_of

BIND: Final = "query-params"
FEW = 10  # knobs below each other, all visible at once
Chosen = TypeVar("Chosen", bound=Knobs)


def settings(
    slug: str,
    cls: type[Chosen],
    *,
    only: Collection[str] | None = None,
    opened: str | None = None,
    elsewhere: Mapping[str, DeltaGenerator] | None = None,
) -> Chosen:
    """Draw the knobs of ``cls`` where this is called, in tabs where they have groups.

    ``only`` names those that act in the view, and the others keep their default; up to ``FEW`` do
    without tabs. ``opened`` is the group whose tab is open at first, and again when
    another one is named. ``elsewhere`` has the places of groups that are not to be drawn here.
    """
    for sentence in rejected(slug, cls):
        _warn(sentence)
    elsewhere = elsewhere or {}
    drawn = [knob for knob in knobs_of(cls) if only is None or knob.name in only]
    groups = list(dict.fromkeys(k.group for k in drawn if k.group not in elsewhere))
    places = dict(elsewhere)
    if len(groups) > 1 and (only is None or len(only) > FEW):
        # Tabs that stay the same element keep the tab that is open, whatever their default says.
        tabs = st.tabs(groups, default=opened, key=f"{slug}-tabs-{opened}")
        places |= zip(groups, tabs, strict=True)

    def read(knob: Knob, so_far: SimpleNamespace) -> Value:
        if only is not None and knob.name not in only:
            return knob.default
        with places.get(knob.group) or nullcontext():
            return widget(slug, knob, so_far)

    values = {knob.name: value for knob, value in applicable(cls, read)}
    try:
        chosen = cls(**values)
    except ValueError as problem:
        # Knobs that do not go together: say so, and leave the page as it was.
        st.warning(str(problem), icon=":material/warning:")
        return st.session_state.get(f"{slug}-{cls.__name__}", cls())
    st.session_state[f"{slug}-{cls.__name__}"] = chosen
    return chosen


def view(slug: str, views: Sequence[str]) -> str:
    """Which of a page's views is shown, also by its address."""
    return segments(f"{slug}_view", "View", views, label_visibility="collapsed")


def segments(key: str, label: str, options: Sequence[str], **more: Any) -> str:
    """Buttons side by side, one of them pressed, at first the first one; bound to the address.

    If an address names none of them, or several, a sentence says so.
    """
    given = st.query_params.get_all(key)
    # Streamlit takes an empty text in an address for a button that was let go.
    if st.session_state.get(key, options[0]) is None:
        st.session_state[key] = options[0]
    chosen = st.segmented_control(
        label, options, default=options[0], required=True, key=key, bind=BIND, **more
    )
    if chosen is None:
        st.rerun()  # a widget's value can only be set before it is drawn
    if given and (len(given) > 1 or given[0] not in options):
        said, accepted = ", ".join(filter(None, given)), "is one of " + ", ".join(options)
        _warn(_refusal(said, f"the {label.lower()}", accepted))
    return chosen


def text(key: str, label: str, default: str, most: int, **more: Any) -> str:
    """A text field that is no knob, bound to the address; a sentence answers too long a text."""
    given = st.query_params.get(key, "")
    if len(given) > most:
        _warn(_too_long(given, label, most))
    return st.text_input(label, default, most, key=key, bind=BIND, **more)


def answer_unlisted(key: str, label: str, options: Collection[str]) -> None:
    """Say so where the address has none of the ``options`` for a bound choice that is no knob."""
    given = st.query_params.get_all(key)
    if given and given[-1] not in options:
        _warn(_refusal(", ".join(given), label, "is one of those in the list"))


def widget(slug: str, knob: Knob, so_far: SimpleNamespace) -> Value:
    """The widget of one knob, or those of a list, at the place where this is called."""
    if not isinstance(knob, Items):
        return _single(slug, knob)
    if knob.one_for_each:
        length = len(getattr(so_far, knob.one_for_each))
    else:
        length = _single(slug, knob.length())
    chosen = []
    pairs = st.grid(columns=2, min_column_width=80, gap="xsmall") if length else nullcontext()
    for place in range(length):
        with pairs:
            chosen.append(_single(slug, knob.item_at(place)))
    while knob.one_for_each and chosen and chosen[-1] == knob.item.default:
        chosen.pop()
    return tuple(chosen)


def _single(slug: str, knob: Knob) -> Any:
    """One widget for one value; a knob's kind decides which."""
    key = f"{slug}_{knob.name}"
    common: dict[str, Any] = {"key": key, "help": knob.help or None, "bind": BIND}
    match knob:
        case Several():
            chosen = st.multiselect(knob.label, knob.options, list(knob.default), **common)
            if len(chosen) < knob.min_items:
                st.caption(f"Choose at least {knob.min_items}; until then the default is used.")
                return knob.default
            return knob.in_order(chosen)
        case Switch():
            return st.toggle(knob.label, knob.default, **common)
        case Text():
            return st.text_input(knob.label, knob.default, knob.max_chars, **common)
        case Choice(numeric=True):
            return st.select_slider(
                knob.label, knob.options, knob.default, format_func=knob.format, **common
            )
        case Choice():
            usual = knob.options.index(knob.default)
            return st.selectbox(knob.label, knob.options, usual, **common)
        case Number():
            return _number(knob, common)
    raise TypeError(f"{knob.label} has no widget of its own.")


def _number(knob: Number, common: dict[str, Any]) -> float:
    """A field or a slider for a number."""
    key = common["key"]
    # Streamlit stumbles over an infinite number that is to be whole.
    if knob.typed and math.isinf(as_number(st.query_params.get(key, ""))):
        common |= {"bind": None}
        if key not in st.session_state:  # else it comes from the browser's history
            del st.query_params[key]
    shown: Callable[..., float] = st.number_input if knob.typed else st.slider
    kind = int if knob.whole else float
    ends = kind(knob.low), kind(knob.high)
    return shown(knob.label, *ends, knob.default, kind(knob.step), **common)


def remember(slug: str, chosen: Knobs, *, only: Collection[str] | None = None) -> None:
    """Turn the page's knobs, or ``only`` these, to the settings. Call it before drawing them."""
    for knob in knobs_of(type(chosen)):
        if only is not None and knob.name not in only:
            continue
        value = getattr(chosen, knob.name)
        said = [*split(knob, value)]
        if isinstance(knob, Items):
            unused = range(len(value), knob.max_items)
            said += [(knob.item_at(place), knob.item.default) for place in unused]
        for part, turned in said:
            address = write(part, turned) if turned != part.default else None
            turn(
                f"{slug}_{part.name}",
                list(turned) if isinstance(part, Several) else turned,
                address,
            )


def turn(key: str, value: Any, address: Sequence[str] | None) -> None:
    """Turn a bound widget before it is drawn; ``address`` is its value in a link, None for none.

    Streamlit updates the link for a widget that is on the page, but not for one that only appears
    with this turn, such as a kernel's text when its first number is edited.
    """
    if address is not None and key not in st.session_state:
        st.query_params[key] = address
    st.session_state[key] = value


def presets(
    slug: str,
    offered: Mapping[str, Knobs],
    now: Knobs | None = None,
    *,
    knobs: str | None = None,
    only: Collection[str] | None = None,
) -> None:
    """Pills that turn all knobs at once, each to a phenomenon; lit while the knobs match.

    ``knobs`` is the first part of the knobs' keys, where a view's knobs have another than its page.
    ``only`` names the knobs that a view has; those that it hides then stay as they are.
    """

    def turn() -> None:
        name = st.session_state[f"{slug}-preset"]
        if name:
            remember(knobs or slug, offered[name], only=only)

    lit = next((name for name, preset in offered.items() if preset == now), None)
    st.session_state[f"{slug}-preset"] = lit
    st.pills(
        "Try",
        list(offered),
        key=f"{slug}-preset",
        on_change=boundary.callback(turn),
        label_visibility="collapsed",
        wrap=False,
    )


def rejected(slug: str, cls: type[Knobs]) -> list[str]:
    """A sentence for each value in the page's address that its knob does not accept."""
    problems = []
    for knob in (part for declared in knobs_of(cls) for part in parts(declared)):
        given = st.query_params.get_all(f"{slug}_{knob.name}")
        if not given:
            continue
        reading = read(knob, given)
        if reading.exact:
            continue
        if isinstance(knob, Text):
            problems.append(_too_long(given[-1], knob.label, knob.max_chars))
        elif isinstance(knob, Number) and reading.value is not None:
            problems.append(
                f"The link says “{escape_markdown(given[-1][:60])}” for {knob.label}, which takes "
                f"whole numbers {knob.accepts()}, so {reading.value} is used."
            )
        else:
            problems.append(_refusal(", ".join(given), knob.label, f"takes {knob.accepts()}"))
    return problems


def _refusal(given: str, what: str, accepted: str) -> str:
    return (
        f"The link says “{escape_markdown(given[:60])}” for {what}, which {accepted}. "
        "The app ignores what does not fit."
    )


def _too_long(given: str, what: str, most: int) -> str:
    return (
        f"The link says “{escape_markdown(given[:60])}” for {what}, which takes a text of at most "
        f"{most} characters, so only the beginning is used."
    )


def _warn(sentence: str) -> None:
    """Where the knobs are, and for those who have them folded away, also on the page."""
    st.warning(sentence, icon=":material/link_off:")
    st.toast(sentence, icon=":material/link_off:")


def link(slug: str, chosen: Knobs, *others: tuple[str, Knobs], view: str | None = None) -> str:
    """The address of this page with these settings, without those at their defaults.

    ``others`` are the settings of the page's ``view``, each with the first part of its keys.
    """
    said = [(f"{slug}_view", view)] if view else []
    for prefix, knobs in ((slug, chosen), *others):
        said += _said(prefix, knobs)
    address = (st.context.url or "").split("?")[0]
    return f"{address}?{urlencode(said)}" if said else address


def _said(slug: str, chosen: Knobs) -> list[tuple[str, str]]:
    return [
        (f"{slug}_{part.name}", text)
        for knob in knobs_of(type(chosen))
        if (value := getattr(chosen, knob.name)) != knob.default
        for part, said in split(knob, value)
        for text in write(part, said)
    ]
