"""Knobs on the screen: a settings class in core becomes widgets, bound to the page's address.

    settings = controls.settings("train", train.Settings)

Each widget's key is ``<page>_<knob>``, which is also its name in the address, so that a copied
address rebuilds the settings. An address can say anything: what a knob does not accept becomes
its default, and a sentence says so.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.page import plain
from core.knobs import Knob, Knobs, Value, applicable, changed, knobs_of

BIND = "query-params"
FEW = 10  # knobs under each other, all to be seen at once
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


def segments(key: str, label: str, options: Sequence[str], **more: object) -> str:
    """Buttons side by side of which one is pressed, at first the first; bound to the address.

    What an address says that is none of them, or several, is answered by a sentence.
    """
    given = st.query_params.get_all(key)
    # Streamlit takes an empty text in an address for a button that was let go.
    if st.session_state.get(key, options[0]) is None:
        st.session_state[key] = options[0]
    chosen = st.segmented_control(
        label, options, default=options[0], required=True, key=key, bind=BIND, **more
    )
    if chosen is None:
        st.rerun()  # what a widget shows can be said before it is drawn only
    if given and (len(given) > 1 or given[0] not in options):
        said, accepted = ", ".join(filter(None, given)), "is one of " + ", ".join(options)
        _warn(_refusal(said, f"the {label.lower()}", accepted))
    return chosen


def text(key: str, label: str, default: str, most: int, **more: object) -> str:
    """A text field that is no knob, bound to the address; one that is too long is answered."""
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
    """The widget of one knob, at the place where this is called."""
    if knob.kind == "list":
        return _list(slug, knob, so_far)
    key = f"{slug}_{knob.name}"
    if knob.kind == "several":
        chosen = st.multiselect(
            knob.label,
            knob.choices,
            default=list(knob.default),
            key=key,
            help=knob.help or None,
            bind=BIND,
        )
        if len(chosen) < knob.least:
            st.caption(f"Choose at least {knob.least}; until then the default is used.")
            return knob.default
        return tuple(choice for choice in knob.choices if choice in chosen)
    return _single(key, knob, knob.label, knob.default, help=knob.help or None)


def _single(key: str, knob: Knob, label: str, default: Value, **more: object) -> Value:
    """One widget for one value; a knob's kind decides which."""
    if knob.kind == "switch":
        return st.toggle(label, default, key=key, bind=BIND, **more)
    if knob.kind == "text":
        return st.text_input(label, default, knob.most, key=key, bind=BIND, **more)
    if knob.choices:
        return st.selectbox(
            label, knob.choices, knob.choices.index(default), key=key, bind=BIND, **more
        )
    if knob.stops:
        return st.select_slider(
            label, knob.stops, default, format_func=knob.say, key=key, bind=BIND, **more
        )
    number = float if knob.kind == "number" else int
    shown, bind = st.slider, BIND
    if _typed(knob):
        shown = st.number_input
        # Streamlit stumbles over an infinite number that is to be whole.
        if math.isinf(_number(st.query_params.get(key, ""))):
            bind = None
            if key not in st.session_state:  # else it comes from the browser's history
                del st.query_params[key]
    return shown(
        label,
        number(knob.low),
        number(knob.high),
        default,
        number(_step(knob)),
        key=key,
        bind=bind,
        **more,
    )


def _step(knob: Knob) -> float:
    usual = (knob.high - knob.low) / 100 if knob.kind == "number" else 1
    return knob.step or usual


def _typed(knob: Knob) -> bool:
    """Whether a number is typed: a slider of a thousand places cannot be set to one of them."""
    return knob.kind == "list" or (knob.high - knob.low) / _step(knob) > 1000


def _list(slug: str, knob: Knob, so_far: SimpleNamespace) -> tuple:
    """A widget for the list's length, unless another list gives it, and one for each item."""
    if knob.one_for_each:
        length = len(getattr(so_far, knob.one_for_each))
    else:
        length = st.slider(
            knob.label,
            knob.least,
            knob.most,
            len(knob.default),
            key=f"{slug}_{knob.name}",
            help=knob.help or None,
            bind=BIND,
        )
    items = []
    pairs = st.grid(columns=2, min_column_width=80, gap="xsmall") if length else None
    for i in range(length):
        default = knob.default[i] if i < len(knob.default) else knob.item_default
        with pairs:
            key = f"{slug}_{knob.name}_{i + 1}"
            items.append(_single(key, knob, knob.item_label.format(i + 1), default))
    while knob.one_for_each and items and items[-1] == knob.item_default:
        items.pop()
    return tuple(items)


def remember(slug: str, chosen: Knobs, *, only: Collection[str] | None = None) -> None:
    """Turn the page's knobs, or ``only`` these, to the settings; before they are drawn."""
    for knob in knobs_of(type(chosen)):
        if only is not None and knob.name not in only:
            continue
        value = getattr(chosen, knob.name)
        key = f"{slug}_{knob.name}"
        if knob.kind != "list":
            st.session_state[key] = list(value) if knob.kind == "several" else value
            continue
        if not knob.one_for_each:
            st.session_state[key] = len(value)
        for i in range(knob.most):
            st.session_state[f"{key}_{i + 1}"] = value[i] if i < len(value) else knob.item_default


def presets(
    slug: str,
    offered: Mapping[str, Knobs],
    now: Knobs | None = None,
    *,
    knobs: str | None = None,
    only: Collection[str] | None = None,
) -> None:
    """Pills that turn all knobs at once, each to a phenomenon; lit while the knobs stand so.

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
        on_change=turn,
        label_visibility="collapsed",
        wrap=False,
    )


def rejected(slug: str, cls: type[Knobs]) -> list[str]:
    """A sentence for each value in the page's address that its knob does not accept."""
    problems = []
    for knob in knobs_of(cls):
        names = [f"{slug}_{knob.name}"]
        if knob.kind == "list":
            names += [f"{slug}_{knob.name}_{i + 1}" for i in range(knob.most)]
        for i, name in enumerate(names):
            given = st.query_params.get_all(name)
            length = knob.kind == "list" and i == 0
            if given and not _understood(knob, given, length=length):
                accepts = f"from {knob.least} to {knob.most}" if length else knob.accepts()
                label = knob.item_label.format(i) if i else knob.label
                rounded = _rounded(knob, given, length=length)
                if knob.kind == "text":
                    problems.append(_too_long(given[-1], label, knob.most))
                elif rounded is None:
                    problems.append(_refusal(", ".join(given), label, f"takes {accepts}"))
                else:
                    problems.append(
                        f"The link says “{plain(given[-1][:60])}” for {label}, which takes whole "
                        f"numbers {accepts}, so {rounded} is used."
                    )
    return problems


def _refusal(given: str, what: str, accepted: str) -> str:
    return (
        f"The link says “{plain(given[:60])}” for {what}, which {accepted}. "
        "The app ignores what does not fit."
    )


def _too_long(given: str, what: str, most: int) -> str:
    return (
        f"The link says “{plain(given[:60])}” for {what}, which takes a text of at most {most} "
        "characters, so only the beginning is used."
    )


def _warn(sentence: str) -> None:
    """Where the knobs are, and for those who have them folded away, also on the page."""
    st.warning(sentence, icon=":material/link_off:")
    st.toast(sentence, icon=":material/link_off:")


def _understood(knob: Knob, given: list[str], *, length: bool) -> bool:
    """Whether the texts of one address parameter make a value that the knob accepts."""
    if knob.kind == "several":
        # Streamlit writes it as an empty text where none is chosen.
        return given == [""] or all(text in knob.choices for text in given)
    if knob.choices and not length:
        return given[-1] in knob.choices
    if knob.kind == "text":
        return len(given[-1]) <= knob.most
    if knob.kind == "switch":
        return given[-1].lower() in ("true", "false")
    if knob.stops and not length:
        return given[-1] in map(knob.say, knob.stops) and len(given) == 1
    number = _number(given[-1])
    low, high = _ends(knob, length=length)
    whole = length or knob.kind != "number"
    slider = length or not _typed(knob)
    return (
        low <= number <= high
        and not (whole and number != int(number))
        and not (slider and len(given) > 1)
    )


def _rounded(knob: Knob, given: list[str], *, length: bool) -> int | None:
    """What Streamlit takes of a number that is to be whole and is not, None if it takes none."""
    number = _number(given[-1])
    counts = length or (knob.kind in ("whole", "list") and not (knob.choices or knob.stops))
    if not counts or not math.isfinite(number):
        return None
    low, high = _ends(knob, length=length)
    if not length and _typed(knob):
        return int(number) if low <= int(number) <= high else None
    return int(number) if low <= number <= high and len(given) == 1 else None


def _ends(knob: Knob, *, length: bool) -> tuple[float, float]:
    return (knob.least, knob.most) if length else (knob.low, knob.high)


def _number(text: str) -> float:
    """The number that a text says; NaN if it says none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def link(slug: str, chosen: Knobs, *others: tuple[str, Knobs], view: str | None = None) -> str:
    """The address of this page with these settings, without what stands at its default.

    ``others`` are the settings of the page's ``view``, each with the first part of its keys.
    """
    said = [(f"{slug}_view", view)] if view else []
    for prefix, knobs in ((slug, chosen), *others):
        said += _said(prefix, knobs)
    address = (st.context.url or "").split("?")[0]
    return f"{address}?{urlencode(said)}" if said else address


def _said(slug: str, chosen: Knobs) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    declared = {knob.name: knob for knob in knobs_of(type(chosen))}
    for name, value in changed(chosen).items():
        knob = declared[name]
        if knob.kind == "list":
            if not knob.one_for_each:
                said.append((f"{slug}_{name}", str(len(value))))
            said += [(f"{slug}_{name}_{i + 1}", str(item)) for i, item in enumerate(value)]
        elif knob.kind == "several":
            said += [(f"{slug}_{name}", item) for item in value]
        else:
            said.append(
                (f"{slug}_{name}", str(value).lower() if knob.kind == "switch" else knob.say(value))
            )
    return said
