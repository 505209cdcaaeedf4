/**
 * Paints what moves in a plot on a canvas over its axes, in a tenth of plotly's time.
 *
 * Plotly works its axes, ticks and legend out anew whenever a number changes, which takes it
 * longer than a key press or a frame of a film allows. While only the traces move, they are
 * painted here, in plotly's own places; plotly itself draws when the picture rests.
 *
 * @typedef {CanvasRenderingContext2D} Context
 * @typedef {[number, number]} Point in pixels
 * @typedef {(value: any) => number} Along from values to pixels; see plot/axes.js
 * @typedef {import("./axes.js").Axis} Axis
 * @typedef {import("./axes.js").Font} Font
 * @typedef {import("./axes.js").FullLayout} FullLayout
 * @typedef {import("./paintable.js").Line} Line
 * @typedef {import("./paintable.js").Trace} Trace
 */

import { along, axisOf } from "./axes.js";
import { blend, contrast, faint } from "./colours.js";
import { DASHES } from "./paintable.js";

/**
 * Paint a paintable figure on the canvas over the plot.
 * @param {Context} context
 * @param {import("./paintable.js").Figure} figure
 * @param {import("./axes.js").Plot} plot
 */
export function paintQuick(context, { data, layout }, plot) {
  const full = plot._fullLayout;
  const shapes = layout.shapes ?? [];
  for (const shape of shapes) if (shape.layer === "below") paintShape(context, shape, full);
  /** @type {Point[]} */
  let previous = [];
  /** @type {Map<any, number>} */
  const piles = new Map();  // where the next bar of a stack begins
  for (const trace of data) {
    const axes = [axisOf(full, "x", trace.xaxis), axisOf(full, "y", trace.yaxis)];
    const [right, up] = axes.map(along);
    context.save();
    if (trace.cliponaxis !== false) clip(context, axes);
    context.globalAlpha = trace.opacity ?? 1;
    if (trace.type === "bar") {
      paintBars(context, trace, axes, [right, up], full.barmode === "stack" ? piles : null, full.font);
    } else if (trace.type === "heatmap") {
      paintCells(context, trace, [right, up], full.font);
    } else {
      const points = Array.from(trace.x, (x, i) => /** @type {Point} */ ([right(x), up(trace.y[i])]));
      paintScatter(context, trace, points, previous, up(0));
      previous = points;
    }
    context.restore();
  }
  for (const shape of shapes) if (shape.layer !== "below") paintShape(context, shape, full);
  for (const words of layout.annotations ?? []) paintWords(context, words, full);
}

/** @param {Context} context @param {Axis[]} axes */
function clip(context, [x, y]) {
  context.beginPath();
  context.rect(x._offset, y._offset, x._length, y._length);
  context.clip();
}

/**
 * @param {Context} context
 * @param {Trace} trace
 * @param {Point[]} points
 * @param {Point[]} previous those of the trace before
 * @param {number} floor where zero is
 */
function paintScatter(context, trace, points, previous, floor) {
  const { mode = "lines", line = {}, marker = {}, fill } = trace;
  if (fill && fill !== "none") {
    context.beginPath();
    trail(context, points);
    if (fill === "tonexty") trail(context, [...previous].reverse(), true);
    if (fill === "tozeroy" && points.length) {
      context.lineTo(points[points.length - 1][0], floor);
      context.lineTo(points[0][0], floor);
    }
    context.fillStyle = trace.fillcolor ?? faint(line.color ?? "");
    context.fill();
  }
  if (mode.includes("lines") && line.width !== 0) {
    context.beginPath();
    trail(context, line.shape === "hvh" ? steps(points) : points);
    stroke(context, line);
  }
  if (!mode.includes("markers") || marker.opacity === 0) return;
  points.forEach(([x, y], i) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    const { size, color } = marker;
    context.beginPath();
    symbol(context, marker.symbol, x, y, ((typeof size === "object" ? size[i] : size) ?? 6) / 2);
    const colour = (typeof color === "object" ? color[i] : color) ?? line.color ?? "";
    if (marker.symbol === "circle-open") {
      stroke(context, { color: colour, width: marker.line?.width ?? 1 });
      return;
    }
    context.fillStyle = colour;
    context.fill();
    if (marker.line?.width) stroke(context, marker.line);
  });
}

/**
 * A path through the points, broken where a number is missing.
 * @param {Context} context
 * @param {Point[]} points
 * @param {boolean} joined to the path so far
 */
function trail(context, points, joined = false) {
  let [lastX, lastY, down] = [NaN, NaN, joined];
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) down = false;
    else if (!down) context.moveTo(x, y);
    else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.3) continue;
    else context.lineTo(x, y);
    if (Number.isFinite(x + y)) [lastX, lastY, down] = [x, y, true];
  }
}

/**
 * Corners of a histogram's outline: each value runs to halfway between its neighbours.
 * @param {Point[]} points
 * @returns {Point[]}
 */
export function steps(points) {
  return points.flatMap(([x, y], i) => {
    const [before, after] = [points[i - 1] ?? [x], points[i + 1] ?? [x]];
    return [[(before[0] + x) / 2, y], [(x + after[0]) / 2, y]];
  });
}

/** @param {Context} context @param {Line} [line] */
function stroke(context, { color = "", width = 2, dash = "solid" } = {}) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(DASHES[dash].map((share) => share * Math.max(width, 3)));
  context.stroke();
}

/** @type {Record<string, number[][]>} */
const CORNERS = {
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  "triangle-up": [[-1.15, 0.5], [0, -1], [1.15, 0.5]],
  "triangle-down": [[-1.15, -0.5], [0, 1], [1.15, -0.5]],
};

/**
 * @param {Context} context
 * @param {string | undefined} name
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function symbol(context, name = "circle", x, y, radius) {
  const corners = CORNERS[name];
  if (!corners) return context.arc(x, y, radius, 0, 2 * Math.PI);
  corners.forEach(([dx, dy]) => context.lineTo(x + dx * radius, y + dy * radius));
  return context.closePath();
}

/**
 * @param {Context} context
 * @param {Trace} trace
 * @param {Axis[]} axes
 * @param {Along[]} place
 * @param {?Map<any, number>} piles where the next bar of a stack begins
 * @param {Font} font
 */
function paintBars(context, trace, axes, place, piles, font) {
  const lying = trace.orientation === "h" ? 1 : 0;
  const [values, spots] = lying ? [trace.x, trace.y] : [trace.y, trace.x];
  const [length, across] = lying ? place : [place[1], place[0]];
  const axis = axes[lying];
  const thick = Math.abs(axis.l2p(1) - axis.l2p(0));
  for (let i = 0; i < values.length; i++) {
    const begin = piles?.get(spots[i]) ?? trace.base ?? 0;
    piles?.set(spots[i], begin + values[i]);
    // On a log axis there is no zero: such a bar stands on the axis' end.
    const edge = axes[1 - lying];
    const foot = Number.isFinite(length(begin)) ? length(begin) : edge._offset + (lying ? 0 : edge._length);
    const head = length(begin + values[i]);
    if (!Number.isFinite(head)) continue;
    const half = (thick * (trace.width ?? 0.8)) / 2;
    const middle = across(spots[i]);
    const color = trace.marker?.color ?? "";
    const colour = typeof color === "object" ? color[i] : color;
    context.fillStyle = colour;
    if (lying) context.fillRect(foot, middle - half, head - foot, 2 * half);
    else context.fillRect(middle - half, head, 2 * half, foot - head);
    if (trace.text?.[i]) {
      const [x, y, room] = lying ? [(foot + head) / 2, middle, Math.abs(head - foot)]
        : [middle, (foot + head) / 2, 2 * half];
      write(context, trace.text[i], x, y, contrast(colour), font, "center", room - 6);
    }
  }
}

/**
 * @param {Context} context
 * @param {Trace} trace
 * @param {Along[]} place
 * @param {Font} font
 */
function paintCells(context, { z = [], zmin = 0, zmax = 1, colorscale = [], texttemplate, text }, place,
  font) {
  z.forEach((row, r) => row.forEach((value, c) => {
    const [left, right, top, bottom] = [
      place[0](c - 0.5), place[0](c + 0.5), place[1](r + 0.5), place[1](r - 0.5)];
    const colour = blend(colorscale, (value - zmin) / (zmax - zmin));
    context.fillStyle = colour;
    const [width, height] = [right - left - Math.sign(right - left), bottom - top - Math.sign(bottom - top)];
    context.fillRect(left, top, width, height);
    if (texttemplate) {
      write(context, String(text?.[r][c]), (left + right) / 2, (top + bottom) / 2, contrast(colour), font);
    }
  }));
}

/**
 * @param {Context} context
 * @param {import("./paintable.js").Shape} shape
 * @param {FullLayout} layout
 */
function paintShape(context, shape, layout) {
  const { l, r, t, b } = layout._size;
  const spot = (/** @type {"x" | "y"} */ letter, /** @type {any} */ value) => {
    const reference = shape[`${letter}ref`] ?? letter;
    const axis = axisOf(layout, letter, reference === "paper" ? letter : reference);
    if (reference !== "paper") return along(axis)(value);
    return letter === "x" ? l + value * (layout.width - l - r) : layout.height - b - value * (layout.height - t - b);
  };
  const [x0, x1] = [spot("x", shape.x0), spot("x", shape.x1)];
  const [y0, y1] = [spot("y", shape.y0), spot("y", shape.y1)];
  context.save();
  context.beginPath();
  context.rect(l, t, layout.width - l - r, layout.height - t - b);
  context.clip();
  context.globalAlpha = shape.opacity ?? 1;
  context.beginPath();
  if (shape.type === "rect") {
    context.rect(x0, y0, x1 - x0, y1 - y0);
    context.fillStyle = shape.fillcolor ?? "transparent";
    context.fill();
  } else {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  if (shape.line?.width !== 0) stroke(context, shape.line);
  context.restore();
}

/** @type {Record<string, [CanvasTextAlign, number]>} */
const SIDES = { left: ["left", 2], right: ["right", -2] };  // with plotly's border around words

/**
 * @param {Context} context
 * @param {import("./paintable.js").Words} words
 * @param {FullLayout} layout
 */
function paintWords(context, words, layout) {
  const { l, r } = layout._size;
  const x = words.xref === "paper" ? l + words.x * (layout.width - l - r)
    : along(axisOf(layout, "x", words.xref))(words.x);
  const y = along(axisOf(layout, "y", words.yref))(words.y);
  const font = { ...layout.font, ...words.font };
  const [side, gap] = SIDES[words.xanchor ?? ""] ?? ["center", 0];
  write(context, words.text, x + gap, y, font.color, font, side);
}

/**
 * Words around a place, smaller where they find no `room`.
 * @param {Context} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 * @param {Font} font
 * @param {CanvasTextAlign} side
 * @param {number} room
 */
function write(context, text, x, y, colour, font, side = "center", room = Infinity) {
  context.font = `${font.size}px ${font.family}`;
  const wide = context.measureText(text).width;
  if (wide > room) context.font = `${(font.size * Math.max(room, 0)) / wide}px ${font.family}`;
  context.textAlign = side;
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
