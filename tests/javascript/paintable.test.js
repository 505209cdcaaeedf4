/** What of a plot is painted, what plotly draws, and where values lie on its axes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { along, axisIn, differs, layoutOf, valuesAt } from "../../app/plot/axes.js";
import { frameOf, paintable } from "../../app/plot/paintable.js";
import { steps } from "../../app/plot/quick.js";

/** An axis of 200 pixels that begins at pixel 30. */
const axis = (low, high, more = {}) => {
  const slope = 200 / (high - low);
  return {
    type: "linear", range: [low, high], _offset: 30, _length: 200,
    l2p: (place) => Math.round(100 * (place - low) * slope) / 100,  // to hundredths, as plotly has it
    p2d: (pixels) => low + pixels / slope, ...more,
  };
};
const plot = (x, y, more = {}) => ({
  _fullLayout: {
    width: 260, height: 150, _size: { l: 30, t: 20, w: 200, h: 100 }, font: { family: "serif" },
    xaxis: x, yaxis: y, ...more,
  },
  querySelector: () => ({}),
});
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
  const layout = layoutOf(plot(axis(0, 1), axis(0, 2), { xaxis2: axis(0, 3), yaxis3: axis(0, 4) }));
  const found = [layout.axis("x"), layout.axis("x", "x2"), layout.axis("y", "y3")];
  assert.deepEqual(found.map(({ range }) => range[1]), [1, 3, 4]);
});

test("values lie along an axis as its type has it", () => {
  const on = (...axes) => along(axisIn(axis(...axes)));
  assert.deepEqual([0, 5, 10].map(on(0, 10)), [30, 130, 230]);
  const log = on(0, 2, { type: "log" });
  assert.deepEqual([1, 10, 100, 0, -1].map(log), [30, 130, 230, NaN, NaN]);
  const names = on(0, 2, { type: "category", _categories: ["cat", "dog"] });
  assert.deepEqual(["cat", "dog", 0.5, "cow"].map(names), [30, 130, 80, NaN]);
});

test("what plotly rounds of a pixel does not add up along an axis", () => {
  assert.ok(Math.abs(along(axisIn(axis(0, 30000)))(29000) - (30 + (200 * 29) / 30)) < 0.01);
});

test("a pressed pointer's place becomes values, with up as up", () => {
  const downward = axis(0, 1, { _offset: 20, p2d: (pixels) => 1 - pixels / 100 });
  const layout = layoutOf(plot(axis(0, 10), downward));
  assert.deepEqual(valuesAt(layout, [0.5, 1 - 70 / 150]), [5, 0.5]);
});

test("what changed inside plotly is named", () => {
  assert.equal(differs(FIXED), "");
  assert.equal(differs({}), "_fullLayout is missing");
  for (const key of ["_offset", "_length", "l2p", "p2d"]) {
    assert.match(differs(plot(axis(0, 1, { [key]: undefined }), axis(0, 1))), /^xaxis[.]/, key);
  }
  const names = { type: "category", _categories: undefined };
  assert.match(differs(plot(axis(0, 1), axis(0, 1, names))), /^yaxis[.]_categories/);
  assert.match(differs(plot(axis(0, 1, { l2p: (place) => place }), axis(0, 1))), /l2p is another/);
  assert.match(differs(plot(axis(0, 1, { p2d: (place) => place }), axis(0, 1))), /p2d is another/);
  assert.match(differs(plot(axis(0, 1), axis(0, 1), { _size: undefined })), /_size/);
  assert.match(differs({ ...FIXED, querySelector: () => null }), /is missing/);
});

test("a histogram's outline changes halfway between its values", () => {
  assert.deepEqual(steps([[0, 5], [10, 7], [30, 6]]),
    [[0, 5], [5, 5], [5, 7], [20, 7], [20, 6], [30, 6]]);
  assert.deepEqual(steps([[4, 1]]), [[4, 1], [4, 1]]);
  assert.deepEqual(steps([]), []);
});
