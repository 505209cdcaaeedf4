/** What of a plot is painted, what plotly draws, and where values lie on its axes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { along, axisOf, valuesAt } from "../../app/plot/axes.js";
import { frameOf, paintable } from "../../app/plot/paintable.js";
import { steps } from "../../app/plot/quick.js";

/** An axis of 200 pixels that begins at pixel 30. */
const axis = (low, high, more = {}) => {
  const slope = 200 / (high - low);
  return {
    type: "linear", range: [low, high], _offset: 30, l2p: (place) => (place - low) * slope,
    p2d: (pixels) => low + pixels / slope, ...more,
  };
};
const plot = (x, y) => ({ _fullLayout: { xaxis: x, yaxis: y } });
const figure = (trace, layout = {}) => ({
  data: [{ type: "scatter", x: [0, 10], y: [0, 1], ...trace }], layout });
const FIXED = plot(axis(0, 10), axis(0, 1));
const kept = (next, on = FIXED) => paintable(next, frameOf(figure({})), on);

test("moved points are painted", () => {
  assert.ok(kept(figure({ x: [3, 4], y: [0.5, 7], line: { color: "#123456", dash: "dot" } })));
});

test("what is not painted here is plotly's", () => {
  for (const trace of [
    { mode: "markers+text" }, { error_y: {} }, { error_x: {} }, { stackgroup: "one" },
    { marker: { symbol: "star" } }, { marker: { colorscale: [] } }, { line: { dash: "longdash" } },
  ]) assert.equal(kept(figure(trace)), false, JSON.stringify(trace));
  const pie = figure({ type: "pie" });
  assert.equal(paintable(pie, frameOf(pie), FIXED), false);
});

test("a change of the layout is plotly's, but for shapes and plain words", () => {
  const moved = { shapes: [{ type: "line", x0: 1 }], annotations: [{ text: "here", x: 1, y: 1 }] };
  assert.ok(kept(figure({}, moved)));
  assert.equal(kept(figure({}, { title: "new" })), false);
  assert.equal(kept(figure({}, { annotations: [{ text: "<b>bold</b>" }] })), false);
  assert.equal(kept(figure({}, { annotations: [{ text: "here", showarrow: true }] })), false);
});

test("a trace's name and colour belong to the frame where a legend says them", () => {
  const frame = (name, color, layout, more) => frameOf(figure({ name, line: { color }, ...more }, layout));
  assert.equal(frame("a", "red", {}), frame("b", "blue", {}));
  const legend = { showlegend: true };
  assert.notEqual(frame("a", "red", legend), frame("b", "red", legend));
  assert.notEqual(frame("a", "red", legend), frame("a", "blue", legend));
  const hidden = { showlegend: false };
  assert.equal(frame("a", "red", legend, hidden), frame("b", "blue", legend, hidden));
});

test("an axis that follows the data stays while they fill enough of it", () => {
  const on = plot(axis(0, 10), axis(0, 1, { autorange: true }));
  const spanning = (low, high) => kept(figure({ y: [low, high] }), on);
  assert.ok(spanning(0.1, 0.9));
  assert.ok(spanning(0.3, 0.95));
  assert.equal(spanning(0.5, 0.9), false);  // a new range would show more of it
  assert.equal(spanning(0, 1.1), false);
  assert.equal(spanning(-0.1, 1), false);
});

test("an axis that begins at zero is filled from there", () => {
  const on = plot(axis(0, 10), axis(0, 1, { autorange: true, rangemode: "tozero" }));
  assert.ok(kept(figure({ y: [0.5, 0.9] }), on));
});

test("a log axis is filled by powers; what is not above zero is no data", () => {
  const on = plot(axis(0, 10), axis(0, 3, { type: "log", autorange: true }));
  assert.ok(kept(figure({ y: [1, 900], x: [1, 2] }), on));
  assert.ok(kept(figure({ y: [-5, 0, 1, 900] }), on));
  assert.equal(kept(figure({ y: [500, 900] }), on), false);
});

test("names on an axis stay in their order, or plotly draws", () => {
  const names = plot(axis(0, 2, { type: "category", _categories: ["cat", "dog"] }), axis(0, 1));
  assert.ok(kept(figure({ x: ["cat", "dog"] }), names));
  assert.ok(kept(figure({ x: [0, 1] }), names));
  assert.equal(kept(figure({ x: ["dog", "cat"] }), names), false);
  assert.equal(kept(figure({ x: ["cat", "cow"] }), names), false);
});

test("a trace's axis is found by plotly's short name for it", () => {
  const layout = { xaxis: 1, xaxis2: 2, yaxis3: 3 };
  assert.deepEqual([axisOf(layout, "x"), axisOf(layout, "x", "x2"), axisOf(layout, "y", "y3")], [1, 2, 3]);
});

test("values lie along an axis as its type has it", () => {
  assert.deepEqual([0, 5, 10].map(along(axis(0, 10))), [30, 130, 230]);
  const log = along(axis(0, 2, { type: "log" }));
  assert.deepEqual([1, 10, 100, 0, -1].map(log), [30, 130, 230, NaN, NaN]);
  const names = along(axis(0, 2, { type: "category", _categories: ["cat", "dog"] }));
  assert.deepEqual(["cat", "dog", 0.5, "cow"].map(names), [30, 130, 80, NaN]);
});

test("a pressed pointer's place becomes values, with up as up", () => {
  const downward = { _offset: 20, p2d: (pixels) => 1 - pixels / 100 };
  const layout = { width: 260, height: 150, xaxis: axis(0, 10), yaxis: downward };
  assert.deepEqual(valuesAt(layout, [0.5, 1 - 70 / 150]), [5, 0.5]);
});

test("a histogram's outline changes halfway between its values", () => {
  assert.deepEqual(steps([[0, 5], [10, 7], [30, 6]]),
    [[0, 5], [5, 5], [5, 7], [20, 7], [20, 6], [30, 6]]);
  assert.deepEqual(steps([[4, 1]]), [[4, 1], [4, 1]]);
  assert.deepEqual(steps([]), []);
});
