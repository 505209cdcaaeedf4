"""What is learnt on the page, to take home: plain programs, and the words' vectors as a table.

Their random numbers are their own, so that their numbers are alike and not the same.

Left out: the maps.
"""

from __future__ import annotations

from core.data import shapes
from core.embeddings import contrastive, dimensions, recall, scenes, skip_gram, towers, toy_corpus
from core.embeddings.space import unit
from core.embeddings.toy_corpus import GROUP_OF, vocabulary
from core.programs import render, source


def skip_gram_script(settings: skip_gram.Settings, steps: int = 1000) -> str:
    """Skip-gram with these settings as a program of its own, of so many steps."""
    return render(
        "embeddings/learn/skip_gram",
        settings=settings,
        steps=steps,
        grammar=toy_corpus,
        functions=(skip_gram.loss_of, skip_gram.pairs_of, skip_gram.noise_of),
    )


def tower_script(settings: contrastive.Settings, steps: int = 600) -> str:
    """Two towers with these settings, from scratch, as a program of its own."""
    model = source(towers, "HIDDEN =")
    before, after = (model.index(function) for function in ("def build", "def as_images"))
    return render(
        "embeddings/learn/two_towers",
        settings=settings,
        steps=steps,
        batch=min(settings.batch, settings.images),
        whole=settings.captions == contrastive.WHOLE,
        validation=contrastive.VALIDATION,
        drawing=shapes,
        scenes=scenes,
        towers=model[:before] + model[after:],
        recall=(recall.top, recall.recall_at),
    )


def compress_script() -> str:
    """Truncating, PCA, bytes and bits as a program of its own."""
    functions = (
        unit,
        recall.top,
        dimensions.kept,
        dimensions.stored,
        dimensions.turned,
        dimensions.bytes_each,
        dimensions.cosines,
    )
    return render("embeddings/dimensions", functions=functions, nearest=dimensions.NEAREST)


def vectors_tsv(run: skip_gram.Run) -> str:
    """Every word, its group and its vector as it is now, separated by tabs, with a header."""
    names = [f"d{i + 1}" for i in range(run.settings.dimensions)]
    rows = ["\t".join(["word", "group", *names])]
    for word, vector in zip(vocabulary(), run.vectors, strict=True):
        rows.append(
            "\t".join([word, GROUP_OF.get(word, ""), *(f"{value:.6g}" for value in vector)])
        )
    return "\n".join(rows) + "\n"
