/** Which picture of a film, and which frame of a message, is due. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { dueInFilm, dueOfMessage, periodAfter } from "../../app/plot/playing.js";

test("a film goes on by its rate and stays at its last frame", () => {
  const at = (elapsed) => dueInFilm(-1, 99, elapsed, 20);
  assert.deepEqual([0, 49, 50, 999, 1000, 60_000].map(at), [0, 0, 1, 19, 20, 99]);
});

test("a film goes on from where the slider is", () => {
  assert.equal(dueInFilm(40, 99, 0, 20), 41);
  assert.equal(dueInFilm(98, 99, 0, 20), 99);
});

test("a message's frames fill the time to the next message", () => {
  const at = (elapsed) => dueOfMessage(4, elapsed, 100);
  assert.deepEqual([0, 24, 25, 50, 75, 99, 500].map(at), [1, 1, 2, 3, 4, 4, 4]);
});

test("the expected time follows the gaps, and no pause", () => {
  assert.equal(periodAfter(100, 200), 130);
  assert.equal(periodAfter(100, 1000), 100);
  let period = 100;
  for (let i = 0; i < 30; i++) period = periodAfter(period, 250);
  assert.ok(Math.abs(period - 250) < 0.01);
});
