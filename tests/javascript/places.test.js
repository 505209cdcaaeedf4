/** What lies at a point of the network's picture, and where the keys lead. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { canBeSelected, endsOf, find, walk } from "../../app/plot/places.js";

/** Two inputs and three units, in squares of 20 pixels. */
const column = (centre, tops) => ({
  centre, side: 20, places: tops.map((top) => [centre - 10, top]), room: 100 });
const net = {
  columns: [column(50, [100, 200]), column(250, [80, 150, 220])],
  weights: [{ shape: [3, 2], values: Float32Array.of(1, -1, 0.5, 2, -2, 0) }],
  drawn: [[0, 1, 2, 3, 4]],
  width: () => 2,
};
const at = (x, y, reach = 6) => find(net, x, y, reach);

test("a weight's curve runs from its input's right side to its unit's left side", () => {
  assert.deepEqual(endsOf(net, 0, 0), [60, 110, 240, 90]);  // input 1 to unit 1
  assert.deepEqual(endsOf(net, 0, 3), [60, 210, 240, 160]);  // input 2 to unit 2
});

test("squares are found, with a little around them", () => {
  assert.deepEqual(at(50, 110), { layer: -1, unit: 0, input: null });
  assert.deepEqual(at(262, 158), { layer: 0, unit: 1, input: null });
  assert.equal(at(268, 158), null);
});

test("titles are found over their columns", () => {
  assert.deepEqual(at(280, 10), { layer: 0, unit: null, input: null });
  assert.equal(at(150, 10), null);
});

test("the nearest drawn weight is found within reach", () => {
  assert.deepEqual(at(150, 185), { layer: 0, unit: 1, input: 1 });  // the middle of weight 3
  assert.deepEqual(at(150, 186, 14), { layer: 0, unit: 1, input: 1 });
  assert.equal(at(150, 220), null);  // the middle of weight 5, which has no curve
  assert.equal(at(150, 40, 14), null);
});

test("only units and weights can be selected", () => {
  assert.ok(canBeSelected({ layer: 0, unit: 2, input: null }));
  assert.ok(canBeSelected({ layer: 0, unit: 2, input: 1 }));
  for (const place of [null, at(50, 110), at(280, 10)]) assert.equal(canBeSelected(place), false);
});

const [LEFT, RIGHT, UP, DOWN, PAGE_DOWN] = [[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, 1]];
const DEEP = [net.weights[0], { shape: [1, 3] }];
const go = (...keys) => keys.reduce((place, key) => walk(DEEP, place, key), null);

test("the first key leads to the first unit", () => {
  for (const key of [LEFT, DOWN, PAGE_DOWN]) {
    assert.deepEqual(go(key), { layer: 0, unit: 0, input: null });
  }
});

test("down leads from a unit over its weights to the next unit, and round", () => {
  const seen = Array.from({ length: 10 }, (_, i) => go(...Array(i + 1).fill(DOWN)));
  assert.deepEqual(seen.map(({ unit }) => unit), [0, 0, 0, 1, 1, 1, 2, 2, 2, 0]);
  assert.deepEqual(seen.map(({ input }) => input), [null, 0, 1, null, 0, 1, null, 0, 1, null]);
});

test("up leads back, page down to the same place of the next unit", () => {
  assert.deepEqual(go(DOWN, UP), { layer: 0, unit: 2, input: 1 });
  assert.deepEqual(go(DOWN, DOWN, PAGE_DOWN), { layer: 0, unit: 1, input: 0 });
});

test("another layer begins at its first unit; there is none beyond the last", () => {
  assert.deepEqual(go(DOWN, DOWN, RIGHT), { layer: 1, unit: 0, input: null });
  assert.deepEqual(go(DOWN, RIGHT, RIGHT, DOWN), { layer: 1, unit: 0, input: 0 });
  assert.deepEqual(go(DOWN, RIGHT, LEFT), { layer: 0, unit: 0, input: null });
});
