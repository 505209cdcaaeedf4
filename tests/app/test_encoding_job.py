"""The bar of what is encoded a part at a time says what it does, and what went wrong."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    import numpy as np
    import streamlit as st

    from app import encoding_job
    from core.embeddings.encoding import Encoding

    def encode(texts):
        if "bad" in texts:
            raise ValueError("“bad” cannot be read.")
        return np.zeros((len(texts), 2), np.float32)

    texts = tuple(st.session_state.texts)
    job = encoding_job.job("here", texts, lambda: Encoding(texts, encode, part=2))
    if job.encoding.finished:
        st.write("finished")
        return
    encoding_job.advance(job, missing=False)
    encoding_job.bar("here", job, "texts", by_sentences=False)


def test_a_problem_halts_and_stays_on_the_page_until_one_goes_on() -> None:
    at = AppTest.from_function(script)
    at.session_state["texts"] = ["a", "b", "bad", "c"]
    at.run()
    assert not at.warning
    at.run()
    assert ["cannot be read" in one.value for one in at.warning] == [True]
    job = at.session_state["here-encoding"]
    assert (job.halted, job.encoding.done) == (True, 2)
    assert at.button(key="here-encoding-halt").label == "Go on"
    at.session_state["texts"] = ["a", "b"]  # another one is begun for other texts
    at.run()
    assert at.markdown[0].value == "finished"
    assert not at.warning
