"""Documents of one's own: searched, refused, and there after another view."""

from __future__ import annotations

import pytest

from core.retrieval import encode
from tests.app.retrieval.visit import encoded, opened, said, whole

NOTES = (
    "notes.md",
    b"# Quokkas\n\nThe quokka lives on Rottnest Island. It eats leaves.",
    "text/md",
)


TABLE = ("pets.csv", b"id,text\n1,The cat purrs.\n2,The dog barks loudly.\n", "text/csv")


def test_own_documents_are_searched_and_a_bad_one_loses_nothing(encoder: list[int]) -> None:
    at = opened(source="own documents")
    assert "125 chunks" in said(at)
    upload = at.file_uploader(key="retrieval-own-file")
    upload.set_value([NOTES, TABLE])
    encoded(whole(at.run()))
    at.text_input(key="retrieval_question").set_value("quokka island").run()
    assert "Quokkas" in said(at)
    assert "notes.md" in said(at)
    bad = ("bad.txt", b"\x00\x01\x02", "text/plain")
    at.file_uploader(key="retrieval-own-file").set_value([NOTES, TABLE, bad])
    whole(at.run())
    assert [warning.value.startswith("bad.txt") for warning in at.warning] == [True]
    assert "notes.md" in said(at)
    for view in ("Chunks", "Evaluate"):
        whole(at.segmented_control(key="retrieval_view").set_value(view).run())


def test_of_too_much_text_the_first_chunks_are_searched_and_told(
    encoder: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "MAX_CHUNKS", 40)
    at = opened(source="own documents", cut="characters", characters="100")
    long = ("long.txt", b"Some words. " * 400, "text/plain")
    at.file_uploader(key="retrieval-own-file").set_value([long])
    encoded(whole(at.run()))
    assert "The search holds the first 40 of 64 chunks." in said(at)


def test_all_columns_of_a_table_are_searched_until_the_learner_chooses(encoder: list[int]) -> None:
    at = opened(source="own documents")
    at.file_uploader(key="retrieval-own-file").set_value([TABLE])
    encoded(whole(at.run()))
    (document,) = at.session_state["retrieval-own-documents"]
    assert document.text.split("\f")[0].strip() == "id: 1\ntext: The cat purrs."
    assert "row 1" in said(at)
    at.multiselect(key="retrieval-own-columns-1-pets.csv").set_value(["text"])
    encoded(whole(at.run()))
    (document,) = at.session_state["retrieval-own-documents"]
    assert document.text.split("\f")[0].strip() == "The cat purrs."


def test_what_was_changed_or_left_out_is_told(encoder: list[int]) -> None:
    at = opened(source="own documents")
    german = "Der Hund schläft im Garten, und die Katze jagt eine Maus durch die Straße."
    accents = ("old.txt", german.encode("latin-1"), "text/plain")
    at.file_uploader(key="retrieval-own-file").set_value([accents])
    whole(at.run())
    assert any("check its letters" in caption.value for caption in at.caption)
    assert any("has learned English" in warning.value for warning in at.warning)
    before = len(at.warning)
    at.text_input(key="retrieval_question").set_value("Warum schläft der Hund im Garten?").run()
    assert len(at.warning) == before + 1
    assert "BM25 compares the words themselves" in at.warning[-1].value


@pytest.mark.parametrize("view", ["Evaluate", "Index size"])
def test_files_are_still_there_after_a_view_without_their_uploader(
    encoder: list[int], view: str
) -> None:
    at = opened(source="own documents")
    at.file_uploader(key="retrieval-own-file").set_value([NOTES, TABLE])
    encoded(whole(at.run()))
    first = at.session_state["retrieval-own-documents"]
    whole(at.segmented_control(key="retrieval_view").set_value(view).run())
    at.segmented_control(key="retrieval_view").set_value("Query").run()
    for _ in range(2):
        whole(at.run())
        assert at.session_state["retrieval-own-documents"] == first
        assert any("still loaded" in caption.value for caption in at.caption)
    at.file_uploader(key="retrieval-own-file").set_value([TABLE])
    whole(at.run())
    assert [one.title for one in at.session_state["retrieval-own-documents"]] == ["pets.csv"]
    at.file_uploader(key="retrieval-own-file").set_value([])
    whole(at.run())
    assert at.session_state["retrieval-own-documents"] == ()


def test_own_documents_stay_on_screen_while_one_more_is_encoded(encoder: list[int]) -> None:
    at = opened(source="own documents")
    at.file_uploader(key="retrieval-own-file").set_value([NOTES])
    encoded(whole(at.run()))
    assert "among 1 chunks" in said(at)
    at.file_uploader(key="retrieval-own-file").set_value([NOTES, TABLE])
    whole(at.run())
    assert not at.session_state["retrieval-encoding"].encoding.finished
    assert "among 1 chunks" in said(at)
