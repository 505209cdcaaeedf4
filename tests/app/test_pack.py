"""The bytes between server and browser: everything arrives, and nothing travels twice."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.plot.pack import Message, pack
from app.plot.panel import Panel, Raster

KINDS = {"Float32Array": "<f4", "Int32Array": "<i4", "Uint8Array": "u1"}


def unpack(message: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    """What ``plot/unpack.js`` does: the header, and the arrays by name."""
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    arrays = {}
    for name, place in header["arrays"].items():
        start = 4 + length + place["at"]
        assert start % 8 == 0
        count = int(np.prod(place["shape"]))
        arrays[name] = np.frombuffer(message, KINDS[place["kind"]], count, start).reshape(
            place["shape"]
        )
    return header, arrays


def scatter(x: np.ndarray, **more: object) -> Panel:
    return Panel("Title", "alt", [{"type": "scatter", "x": x}], {"xaxis": {}}, **more)


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (np.array([1.5, -2.0]), "Float32Array"),
        (np.array([1, 2**20]), "Int32Array"),
        (np.array([0, 255], np.uint8), "Uint8Array"),
        (np.array([True, False]), "Uint8Array"),
        (np.arange(6.0).reshape(2, 3)[:, ::2], "Float32Array"),
        (np.zeros((0,)), "Float32Array"),
    ],
)
def test_an_array_arrives_as_it_left(array: np.ndarray, kind: str) -> None:
    header, arrays = unpack(pack([{"a": scatter(array)}], ["first"], {}).encode())
    sheet = header["frames"][0]["a"]
    name = json.loads(header["parts"][sheet["plot"]])["data"][0]["x"]["$"]
    assert header["arrays"][name]["kind"] == kind
    np.testing.assert_array_equal(arrays[name], array)


def test_what_stands_in_many_frames_travels_once() -> None:
    points = np.random.default_rng(0).normal(size=5000)
    one = pack([{"a": scatter(points)}], ["0"], {}).encode()
    many = pack([{"a": scatter(points.copy())} for _ in range(50)], ["0"] * 50, {}).encode()
    assert len(many) < len(one) + 50 * 200


def test_a_panel_that_did_not_change_has_the_same_names_in_the_next_message() -> None:
    def sheet(level: int) -> dict:
        raster = Raster(
            np.full((2, 2), level, np.uint8), np.zeros((256, 3), np.uint8), (0, 1), (0, 1)
        )
        message = pack([{"a": scatter(np.arange(3.0), raster=raster)}], ["0"], {}).encode()
        return unpack(message)[0]["frames"][0]["a"]

    before, after = sheet(1), sheet(2)
    assert before["plot"] == after["plot"]
    assert before["text"] == after["text"]
    assert before["raster"] != after["raster"]


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot carry a set"):
        pack([{"a": Panel("t", "alt", [{"x": {1}}], {"xaxis": {}})}], ["0"], {})


def test_what_the_browser_has_already_stays_at_home() -> None:
    points = np.random.default_rng(0).normal(size=5000)

    def message(level: float) -> Message:
        return pack([{"a": scatter(points), "b": scatter(np.full(3, level))}], [""], {})

    first, second = message(1.0), message(2.0)
    encoded = second.encode(first.names)
    header, arrays = unpack(encoded)
    assert len(encoded) < 0.1 * len(first.encode())
    (sent,) = arrays.values()
    np.testing.assert_array_equal(sent, np.full(3, 2.0))
    # Together they are the whole message.
    assert {*header["parts"], *header["arrays"], *header["kept"]} == second.names
    assert set(header["kept"]) <= first.names


def test_the_layout_stays_when_only_the_data_move() -> None:
    one, other = (pack([{"a": scatter(np.arange(n))}], [""], {}) for n in (3.0, 4.0))
    sheets = [unpack(message.encode())[0]["frames"][0]["a"] for message in (one, other)]
    assert sheets[0]["layout"] == sheets[1]["layout"]
    assert sheets[0]["plot"] != sheets[1]["plot"]
