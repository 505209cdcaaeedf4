"""What text and image find in each other, in sentences with the numbers just measured."""

from __future__ import annotations

from core.data.images import Picture
from core.embeddings import scenes, two_tower
from core.embeddings.contrastive import DIRECTIONS
from core.embeddings.scenes import Scene
from core.embeddings.text_and_image import CaptionMatches, Hits, best_cosine, matched
from core.percent import percent

SURE = 0.5  # share of held-out pictures that a cosine has to reach to be called as high


def about_hits(hits: Hits) -> list[str]:
    """What fits the first text, which words are unknown, and how good the towers are."""
    shown = two_tower.held_out()
    said = [_found(hits)]
    said += filter(None, (unheard(text) for text in hits.texts))
    found = two_tower.measured()
    said += [
        " ".join(
            f"{name.capitalize()}: the first of {len(shown.texts)} held-out results is correct in "
            f"{percent(one.at_1, 1)} (recall@1, by chance {percent(one.chance, 1)}), one of the "
            f"first 5 in {percent(one.at_5, 1)} (recall@5)."
            for name, one in found.items()
        )
        + " Every picture that matches the whole caption counts as correct.",
        f"For colours and shapes never combined in training, recall@1 is "
        f"{percent(found[DIRECTIONS[0]].unseen, 1)} from text to image and "
        f"{percent(found[DIRECTIONS[1]].unseen, 1)} from image to text.",
        "The text network sees which words occur, not their order: it reads “not red” as red, and "
        "with a disc and a square, it cannot tell which is blue. The frames also use only the "
        "words.",
    ]
    return said


def _found(hits: Hits) -> str:
    text, scores, fit = hits.texts[0], hits.scores[0], hits.fit[0]
    ranged = f"The cosines range from {scores[0]:.2f} to {scores[-1]:.2f}."
    if not scenes.asked(text):
        return (
            f"“{text}” names no size, colour, shape or ground that the captions have, so it cannot "
            f"be said which pictures fit. A nearest picture always exists. {ranged}"
        )
    return (
        f"For “{text}”, {int(fit.sum())} of the {len(fit)} nearest pictures fit; of all "
        f"{len(two_tower.held_out().scenes)}, {hits.all_that_fit[0]} do. {ranged}"
    )


def unheard(text: str) -> str:
    """Which words of a text the model does not know, and what is left; "" where it knows all."""
    strange = scenes.unknown(text)
    if not strange:
        return ""
    words = ", ".join(f"“{word}”" for word in strange)
    one, it = ("This word", "it") if len(strange) == 1 else ("These words", "them")
    said = f"{one} of “{text}” did not occur in training, so the model ignores {it}: {words}."
    if len(strange) == len(set(scenes.split(text))):
        return f"{said} No word is left: the model sees an empty text."
    if not scenes.asked(text):
        return f"{said} The other words name nothing that is in a picture."
    return f"{said} The other words decide what fits."


def about_captions(
    picture: Picture, told: CaptionMatches, scene: Scene | None, fit: list[bool] | None
) -> list[str]:
    """What the towers say of a picture: right or not, where the truth is known."""
    if scene is not None and fit is not None:
        right = matched(told, scene)
        said = [
            f"This is {picture.about}. {sum(fit)} of the {len(fit)} nearest captions fit, and the "
            f"most likely value is right for {len(right)} of 4 attributes."
            + (" Training never combined its colour and shape." if scene.unseen else "")
        ]
    else:
        best, share = best_cosine(picture)
        high = "as high as" if share >= SURE else "lower than"
        said = [
            f"{picture.about} The networks were trained only on one coloured shape on a grey "
            "ground; for anything else, they still return the nearest texts. The best cosine is "
            f"{best:.2f}, {high} for most held-out pictures ({percent(share)} of them have no "
            "higher one)."
        ]
    one = two_tower.measured()[DIRECTIONS[1]]
    return [
        *said,
        "The bars below need no further training (zero-shot classification): each value becomes a "
        "text such as “a red shape”, and the softmax of the cosines shows which text is nearest.",
        f"Over all held-out pictures, the first caption fits in {percent(one.at_1, 1)} and one of "
        f"the first 5 in {percent(one.at_5, 1)} (by chance {percent(one.chance, 1)} for the "
        "first).",
    ]
