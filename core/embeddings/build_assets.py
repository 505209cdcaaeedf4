"""The vectors and layouts that come with the app: made anew, in a minute or two, by

    python -m core.embeddings.build_assets

into assets/embeddings. The layouts are of the vectors as they come back from the file.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.embeddings import corpora, sentences, shipped, words
from core.embeddings.projection import TSNE, UMAP, Settings, lay_out

LAYOUTS = (
    Settings(method=UMAP),
    Settings(method=UMAP, dimensions=3),
    Settings(method=UMAP, seed=1),
    Settings(method=UMAP, seed=2),
    Settings(method=TSNE),
)
ENCODED: dict[str, Callable[[], np.ndarray]] = {
    "sentences": lambda: sentences.encode(corpora.topics().texts),
    "words": lambda: words.encode_texts(corpora.words().texts),
}


def arrays(encoded: np.ndarray) -> dict[str, np.ndarray]:
    """What a file holds: the vectors and their layouts, as float16."""
    small = encoded.astype(np.float16)
    vectors = small.astype(np.float32)
    found = {"vectors": small}
    for settings in LAYOUTS:
        assert settings.shipped_as is not None  # as LAYOUTS are what ships
        found[settings.shipped_as] = lay_out(vectors, settings).points.astype(np.float16)
    return found


def main() -> None:
    """Encode, lay out and write."""
    from safetensors.numpy import save_file

    shipped.FOLDER.mkdir(parents=True, exist_ok=True)
    for name, encode in ENCODED.items():
        save_file(arrays(encode()), shipped.path(name))
        print(f"{shipped.path(name).name}: {shipped.path(name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
