/** Numbers as colours and pixels, and what is read from them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { blend, contrast, faint, parts } from "../../app/plot/colours.js";
import { partOf, wordsOf, writeMaps } from "../../app/plot/pixels.js";
import { wordsAt } from "../../app/plot/raster.js";
import { colour, onTop, short, writeGrid } from "../../app/slide/paint.js";

const COLOURS = { shape: [2, 3], values: Uint8Array.of(255, 0, 16, 1, 2, 3) };

test("a colour is written as the bytes of a pixel", () => {
  assert.deepEqual([...new Uint8Array(wordsOf(COLOURS).buffer)], [255, 0, 16, 255, 1, 2, 3, 255]);
});

test("maps stand on their first row, one below the other", () => {
  const pixels = new Uint32Array(8);
  const maps = { shape: [2, 2, 2], values: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7) };
  writeMaps(pixels, maps, Uint32Array.of(10, 11, 12, 13, 14, 15, 16, 17));
  assert.deepEqual([...pixels], [12, 13, 10, 11, 16, 17, 14, 15]);
  assert.deepEqual([0, 1].map(partOf(2, 3)), [[0, 0, 3, 2], [0, 2, 3, 2]]);
});

const RASTER = {
  index: { shape: [2, 3], values: Uint8Array.of(0, 1, 1, 0, 0, 1) }, x: [0, 3], y: [-1, 1],
  words: ["no", "yes"], columns: [], rows: [],
};

test("a raster says what is at a place, its first row being the low end", () => {
  assert.equal(wordsAt(RASTER, 1.5, -0.5), "(1.50, -0.50) yes");
  assert.equal(wordsAt(RASTER, 1.5, 0.5), "(1.50, 0.50) no");
  const named = { ...RASTER, columns: ["a", "b", "c"], rows: ["low", "high"] };
  assert.equal(wordsAt(named, 2.5, 0.5), "high, c: yes");
});

test("beside a raster, or on one without words, nothing is said", () => {
  for (const [x, y] of [[-0.1, 0], [3, 0], [1, -1.1], [1, 1]]) {
    assert.equal(wordsAt(RASTER, x, y), null, `${x}, ${y}`);
  }
  assert.equal(wordsAt({ ...RASTER, words: [] }, 1, 0), null);
});

test("both ways of writing a colour are read", () => {
  assert.deepEqual(parts("#0a10ff"), [10, 16, 255]);
  assert.deepEqual(parts("rgba(1, 2, 3, 0.5)"), [1, 2, 3, 0.5]);
  assert.equal(faint("#0a10ff"), "rgba(10,16,255,0.5)");
  assert.deepEqual(["#000000", "#ffffff", "rgb(200,0,0)"].map(contrast), ["#fff", "#444", "#fff"]);
});

test("a scale is blended between its colours and held at its ends", () => {
  const scale = [[0, "#000000"], [0.5, "#640000"], [1, "#6400c8"]];
  assert.deepEqual([0, 0.25, 0.5, 0.75, 1].map((share) => blend(scale, share)),
    ["rgb(0,0,0)", "rgb(50,0,0)", "rgb(100,0,0)", "rgb(100,0,100)", "rgb(100,0,200)"]);
  assert.deepEqual([blend(scale, -3), blend(scale, 7)], ["rgb(0,0,0)", "rgb(100,0,200)"]);
});

const SIGNED = {
  kind: "signed", limit: 2,
  table: { shape: [256, 3], values: Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)) },
};
const GREY = { kind: "grey", limit: 1 };

test("a signed number takes the table's colour, another is a grey; what is no number is half grey", () => {
  assert.deepEqual([-2, 0, 2, 9].map((value) => colour(SIGNED, value)[0]), [0, 128, 255, 255]);
  assert.deepEqual(colour(GREY, 0.2), [51, 51, 51]);
  assert.deepEqual(colour(SIGNED, NaN), [128, 128, 128]);
  assert.deepEqual([colour(GREY, 0), colour(GREY, 1)].map(onTop), ["#fff", "#111"]);
});

test("a grid of one channel is grey, one of three is in colour", () => {
  const written = (shape, values) => {
    const bytes = new Uint8ClampedArray(8);
    writeGrid(bytes, { shape, values: Float32Array.from(values) }, GREY);
    return [...bytes];
  };
  assert.deepEqual(written([1, 1, 2], [0, 1]), [0, 0, 0, 255, 255, 255, 255, 255]);
  assert.deepEqual(written([3, 1, 2], [0, 1, 0.2, 0, 1, 0.4]), [0, 51, 255, 255, 255, 0, 102, 255]);
});

test("numbers are written as short as they can be read", () => {
  assert.deepEqual([0.4712, -1, 0, -0.001, 1234.56, NaN, Infinity, -Infinity].map((x) => short(x)),
    ["0.47", "−1", "0", "0", "1235", "·", "∞", "−∞"]);
  assert.equal(short(0.4712, 3), "0.471");
});
