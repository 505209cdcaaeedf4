"""Names that a learner's files bring along, made to fit. Left out: telling two like names apart."""

MAX_NAME = 60  # characters of a column's or a class's name: longer ones fit in no figure


def short(name: str) -> str:
    """A name that fits into a figure: at most ``MAX_NAME`` characters."""
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"
