/** The arithmetic of the pads to draw on. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  erased, isOutside, ledOn, placeOf, pointAt, stepsTo, ticks,
} from "../../app/sketch/strokes.js";

const AXES = { x: [-2, 2], y: [0, 10] };

test("a place and a point are each other's inverse", () => {
  assert.deepEqual(pointAt(AXES, [0.25, 0.5], 3), [-1, 5, 3]);
  assert.deepEqual(placeOf(AXES, [-1, 5, 3]), [0.25, 0.5]);
  assert.deepEqual(pointAt(AXES, [1 / 3, 1 / 3], 0), [-0.66667, 3.3333, 0]);
});

test("a point beyond the axes is shown at their edge", () => {
  assert.deepEqual(placeOf(AXES, [9, -1, 0]), [1, 0]);
});

test("places outside of the pad are known", () => {
  for (const place of [[0, 0], [1, 1], [0.5, 0.5]]) assert.equal(isOutside(place), false);
  for (const place of [[-0.01, 0.5], [0.5, 1.01]]) assert.ok(isOutside(place));
});

test("the eraser takes what it reaches, and else changes nothing", () => {
  const points = [[0, 5, 0], [0.1, 5, 1], [1, 5, 0]];
  assert.deepEqual(erased(AXES, points, [0.5, 0.5]), [[1, 5, 0]]);
  assert.equal(erased(AXES, points, [0.1, 0.9]), points);
  assert.equal(points.length, 3);
});

test("a fast pointer's way is walked in equal steps, the rest of it next time", () => {
  const steps = stepsTo([0, 0], [0.06, 0.08]);
  assert.equal(steps.length, 2);
  steps.forEach(([x, y], i) => {
    assert.ok(Math.abs(x - 0.027 * (i + 1)) < 1e-12);
    assert.ok(Math.abs(y - 0.036 * (i + 1)) < 1e-12);
  });
  assert.deepEqual(stepsTo([0, 0], [0.03, 0.03]), []);
  assert.deepEqual(stepsTo([0.5, 0.5], [0.5, 0.5]), []);
});

test("ink goes from the upper left, in three digits, inside the pad", () => {
  assert.deepEqual(ledOn([[]], [0.12345, 0.25], 9), [[[0.123, 0.75]]]);
  assert.deepEqual(ledOn([[]], [1.5, -3], 9), [[[1, 1]]]);
});

test("ink leads on the last stroke and leaves what was there as it was", () => {
  const strokes = [[[0, 0]], [[0.5, 0.5]]];
  assert.deepEqual(ledOn(strokes, [0.6, 0.5], 9), [[[0, 0]], [[0.5, 0.5], [0.6, 0.5]]]);
  assert.deepEqual(strokes, [[[0, 0]], [[0.5, 0.5]]]);
});

test("a place too near, or one too many, is left out", () => {
  const strokes = [[[0, 0]], [[0.5, 0.5]]];
  assert.equal(ledOn(strokes, [0.505, 0.5], 9), strokes);
  assert.equal(ledOn(strokes, [0.6, 0.5], 2), strokes);
});

test("ticks are round numbers inside the range, three to eight of them", () => {
  assert.deepEqual(ticks([-2, 2]), [-2, -1, 0, 1, 2]);
  assert.deepEqual(ticks([0, 1]), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks([-0.35, 0.35]), [-0.2, 0, 0.2]);
  for (const range of [[0, 3], [-1.3, 1.7], [12, 97], [-4000, 100], [0.001, 0.0095]]) {
    const found = ticks(range);
    assert.ok(found.length >= 3 && found.length <= 8, `${range}: ${found}`);
    assert.ok(found.every((value) => value >= range[0] && value <= range[1]));
  }
});
