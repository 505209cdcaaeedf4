/** Where the network's picture puts its squares and titles, and which weights it draws. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange, distance, EDGE, largestOf, number, strongest, TOP } from "../../app/plot/layout.js";

/** Letters as wide as half their size. */
const context = {
  font: "",
  measureText(text) {
    return { width: text.length * parseInt(this.font.match(/(\d+)px/)[1], 10) / 2 };
  },
};
const names = (count) => Array.from({ length: count }, (_, i) => `${i + 1}`);
const net = (...columns) => ({
  height: 400, columns: columns.map((units, c) => ({ title: `Layer ${c}`, names: names(units) })),
});

for (const [units, width] of [[[2, 4, 1], 600], [[2, 8, 8, 3], 900], [[10, 64, 64, 10], 320]]) {
  test(`squares of ${units} units in ${width} pixels neither overlap nor leave the picture`, () => {
    const columns = arrange(context, net(...units), width, "serif");
    assert.deepEqual(columns.map(({ places }) => places.length), units);
    let right = 0;
    for (const { side, places } of columns) {
      assert.ok(side >= 1);
      for (const [x, y] of places) {
        assert.ok(x >= right && x + side <= width, `${x} to ${x + side}`);
        assert.ok(y >= TOP - 1 && y + side <= 400 - EDGE + 1, `${y} to ${y + side}`);
      }
      places.forEach(([x, y], i) => places.slice(0, i).forEach(([u, v]) =>
        assert.ok(Math.abs(x - u) >= side || Math.abs(y - v) >= side)));
      right = Math.max(...places.map(([x]) => x + side));
    }
  });
}

test("inputs are named beside their squares, units of hidden layers are not", () => {
  const [inputs, hidden, output] = arrange(context, net(2, 4, 1), 600, "serif");
  assert.deepEqual(inputs.named, ["1", "2"]);
  assert.equal(hidden.named, null);
  assert.equal(output.named, null);
});

test("a title without room is broken at its dot, then shortened", () => {
  const spec = net(2, 4, 4, 1);
  spec.columns[1].title = "64 units · LeakyReLU";
  const titles = (width) => arrange(context, spec, width, "serif")[1].lines;
  assert.deepEqual(titles(900), ["64 units · LeakyReLU"]);
  assert.deepEqual(titles(300), ["64 units", "LeakyReLU"]);
  assert.match(titles(150)[1], /^L.*…$/);
});

test("the strongest weights are those that sorting finds", () => {
  const values = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i * i) * (i % 7));
  const largest = largestOf(values);
  const chosen = strongest(values, 250, largest);
  assert.equal(chosen.length, 250);
  const size = (index) => Math.abs(values[index]);
  const sorted = [...values.keys()].sort((a, b) => size(b) - size(a));
  // Sizes are compared in 1024 steps.
  const least = Math.min(...chosen.map(size));
  assert.ok(least >= size(sorted[249]) - largest / 1023);
});

test("fewer weights than are asked for are all drawn, but for what is no number", () => {
  const values = Float32Array.of(0.5, NaN, -2, Infinity, 0);
  assert.equal(largestOf(values), 2);
  assert.deepEqual(strongest(values, 250, 2), [0, 2, 4]);
  assert.deepEqual(strongest(Float32Array.of(0, 0), 250, 0), [0, 1]);
});

test("distance is measured to the curve and nowhere beside its ends", () => {
  const ends = [0, 0, 100, 40];
  for (const [x, y] of [[0, 0], [50, 20], [100, 40], [25, 5], [75, 35]]) {
    assert.ok(distance(ends, x, y) < 1e-9, `${x}, ${y}`);
  }
  assert.equal(distance(ends, 0, 7), 7);
  assert.equal(distance(ends, -1, 0), Infinity);
  assert.equal(distance(ends, 101, 40), Infinity);
  assert.ok(distance(ends, 50, 30) < 10);  // across the slope is shorter than down
});

test("numbers have three digits and a real minus sign", () => {
  assert.deepEqual([0.12345, -2, 1234.5, -1e-9, NaN].map(number),
    ["0.123", "−2", "1230", "−1e−9", "not a number"]);
});
