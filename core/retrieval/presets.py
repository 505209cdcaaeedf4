"""Settings that each show one phenomenon of retrieval, by view; all are tested."""

from __future__ import annotations

from core.retrieval.settings import SearchSettings

# Without a word of the passage that answers it.
PARAPHRASE = "Why does the learning signal fade before it reaches the early layers?"

QUERY, CHUNKS, EVALUATE = "Query", "Chunks", "Evaluate"

PRESETS: dict[str, dict[str, SearchSettings]] = {
    QUERY: {
        "Meaning or words?": SearchSettings(),
        "Other words, same meaning": SearchSettings(question=PARAPHRASE),
        "A rare name": SearchSettings(question="What is RoPE?", method="BM25"),
        "Hybrid": SearchSettings(
            question="What do the three gates of an LSTM control?", method="hybrid"
        ),
        "Near-duplicates": SearchSettings(
            question="What is the validation set used for?", overlap=0.5
        ),
        "Diversified by MMR": SearchSettings(
            question="What is the validation set used for?",
            overlap=0.5,
            diverse=True,
            mmr_lambda=0.5,
        ),
        "Not in the handbook": SearchSettings(
            question="How do I bake sourdough bread?", threshold=0.35
        ),
    },
    CHUNKS: {
        "Sentences": SearchSettings(),
        "Cut through words": SearchSettings(cut="characters", characters=200, overlap=0.0),
        "Half overlapping": SearchSettings(overlap=0.5),
        "By headings": SearchSettings(cut="headings"),
        "One sentence each": SearchSettings(sentences=1),
    },
    EVALUATE: {
        "Four sentences": SearchSettings(),
        "One sentence": SearchSettings(sentences=1),
        "Ten sentences": SearchSettings(sentences=10),
        "Title in front": SearchSettings(titled=True),
        "Cut at characters": SearchSettings(cut="characters", characters=200),
        "Only the first hit": SearchSettings(top=1),
    },
}
