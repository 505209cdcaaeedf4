/** The arithmetic of a window that slides over numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellAt, centredOn, covered, numbersUnder, pooled, total, within,
} from "../../app/slide/cells.js";

/** Two channels of 4 rows and 5 columns: channel, row and column are a number's digits. */
const padded = {
  shape: [2, 4, 5],
  values: Float32Array.from({ length: 40 }, (_, i) =>
    100 * Math.floor(i / 20) + 10 * (Math.floor(i / 5) % 4) + i % 5),
};
const spec = (more = {}) => ({ window: [2, 3], stride: [1, 1], dilation: [1, 1], padded, ...more });

test("the numbers under the window are read row by row", () => {
  assert.deepEqual(numbersUnder(spec(), 0, [1, 2]), [12, 13, 14, 22, 23, 24]);
  assert.deepEqual(numbersUnder(spec(), 1, [0, 0]), [100, 101, 102, 110, 111, 112]);
});

test("strides and gaps move them apart", () => {
  assert.deepEqual(numbersUnder(spec({ stride: [2, 1] }), 0, [1, 1]), [21, 22, 23, 31, 32, 33]);
  const wide = spec({ window: [2, 2], dilation: [3, 2] });
  assert.deepEqual(numbersUnder(wide, 0, [0, 1]), [1, 3, 31, 33]);
  assert.deepEqual(covered(wide, [0, 1]), [[0, 1], [0, 3], [3, 1], [3, 3]]);
});

test("a window without gaps is one rectangle", () => {
  assert.deepEqual(covered(spec({ stride: [2, 3] }), [1, 2]), [[2, 6, 2, 3]]);
});

test("what is left of the numbers depends on the operation", () => {
  assert.deepEqual(pooled("ReLU", [-2]), { value: 0, chosen: null });
  assert.deepEqual(pooled("ReLU", [3]), { value: 3, chosen: null });
  assert.deepEqual(pooled("max pooling", [-Infinity, 5, 7, 7]), { value: 7, chosen: 2 });
  assert.deepEqual(pooled("average pooling", [NaN, 1, 2, 6]), { value: 3, chosen: null });
  assert.equal(total([1, 2, -4]), -1);
});

test("a place of the input leads to the cell whose window is centred there", () => {
  const slid = spec({ window: [3, 3], stride: [2, 1], dilation: [1, 2] });
  for (const cell of [[0, 0], [1, 4], [3, 2]]) {
    // A window of 3 spans 3 rows, and with gaps of one 5 columns.
    assert.deepEqual(centredOn(slid, [2 * cell[0] + 1.5, cell[1] + 2.5]), cell);
  }
});

test("a cell stays in its grid", () => {
  assert.deepEqual(within([1, 4, 5], [-1, 7]), [0, 4]);
  assert.deepEqual(within([1, 4, 5], [3, 2]), [3, 2]);
});

test("cells are counted in reading order, from the first to the last", () => {
  assert.deepEqual([0, 4, 5, 19, 20, -3].map((index) => cellAt([2, 4, 5], index)),
    [[0, 0], [0, 4], [1, 0], [3, 4], [3, 4], [0, 0]]);
});
