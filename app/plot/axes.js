/**
 * All that the app knows of plotly's inside, and nothing of it is named anywhere else.
 *
 * Plotly has no public way to ask where a value lies in the picture, nor to hide what moves in it
 * and leave its axes. All of this is as in plotly.js 4.1.1; where it is no longer so, `check` says
 * it, and from then on plotly draws each picture itself.
 *
 * @typedef {string | number} Value
 * @typedef {{size: number, family: string, color: string}} Font
 *
 * @typedef {object} Axis
 * @property {string} type
 * @property {boolean} [autorange] whether its range follows the data
 * @property {string} [rangemode]
 * @property {[number, number]} range its ends, of a log axis as powers
 * @property {string[]} categories in their order
 * @property {number} start pixels to its beginning
 * @property {number} length in pixels
 * @property {(place: number) => number} pixels from a place, of a log axis a power, to pixels
 * @property {(pixels: number) => number} value from pixels to a value
 *
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {{l: number, t: number, w: number, h: number}} inner the part between the margins
 * @property {boolean} stacked whether bars stand on one another
 * @property {Font} font
 * @property {(letter: "x" | "y", short?: string) => Axis} axis by the name that a trace gives it: "x2"
 *
 * @typedef {HTMLElement & {on: (event: string, act: (what: any) => void) => void}} Plot
 */

const VERSION = "4.1.1";
const CARTESIAN = new Set(["scatter", "bar", "heatmap"]);

/** What plotly draws of that which moves: hidden while it is painted. Plotly documents no class. */
export const MOVING = ":is(.cartesianlayer .mlayer, .shapelayer, .annotation)";

/** What was not as expected, once it was not. */
let changed = "";

/** Whether plotly is the one that is known here. */
export const known = () => !changed;

/**
 * Where everything of a plot lies, or null where it has no axes.
 *
 * Private: `_fullLayout`, the layout with every default filled in; in it `_size`, the part between
 * the margins, since plotly widens them for long labels.
 * @param {Plot} plot
 * @returns {?Layout}
 */
export function layoutOf(plot) {
  const full = /** @type {any} */ (plot)._fullLayout;
  if (!known() || !full?.xaxis?._length) return null;
  const { width, height, _size: inner, barmode, font } = full;
  const axis = (/** @type {"x" | "y"} */ letter, short = /** @type {string} */ (letter)) =>
    axisIn(full[`${letter}axis${short.slice(1)}`]);
  return { width, height, inner, stacked: barmode === "stack", font, axis };
}

/**
 * Private: `_offset` and `_length`, where an axis begins and how long it is; `_categories`, the names
 * along it as the data brought them; `l2p`, from a place on it to pixels, and `p2d` from pixels back to
 * a value. The range found for the data is public, but only here together with the rest.
 * @param {any} own
 * @returns {Axis}
 */
export const axisIn = ({ type, autorange, rangemode, range, _categories, _offset, _length, l2p, p2d }) => ({
  type, autorange, rangemode, range, categories: _categories, start: _offset, length: _length,
  pixels: (place) => _offset + l2p(place),
  value: (pixels) => p2d(pixels - _offset),
});

/**
 * Compare the inside of a plot that plotly has just drawn with what is known of it. The first time
 * that it differs, the console says so, and `known` is false for as long as the page is open.
 * @param {Plot} plot
 * @param {{type: string, x?: ArrayLike<Value>, y?: ArrayLike<Value>, z?: ArrayLike<unknown>}[]} data
 * @param {string} version of plotly
 */
export function check(plot, data, version) {
  // Where no trace holds anything yet, plotly has not made its layers either.
  const filled = data.some(({ x, y, z }) => [x, y, z].some((values) => values?.length));
  if (changed || !filled || !data.every(({ type }) => CARTESIAN.has(type))) return;
  changed = differs(plot);
  if (!changed) return;
  console.error(`plotly.js ${version} is not as app/plot/axes.js knows it (${VERSION}): ${changed}. `
    + "Plotly itself draws every picture now, which is slower; nothing is read or dragged in them.");
}

/**
 * What of a plot's inside is missing or wrong; empty where all is well.
 * @param {Plot} plot
 */
export function differs(plot) {
  const full = /** @type {any} */ (plot)._fullLayout;
  if (!full) return "_fullLayout is missing";
  if (![full.width, full.height, full._size?.l, full._size?.t, full._size?.w, full._size?.h]
    .every(Number.isFinite)) return "_size, width or height is missing";
  if (typeof full.font?.family !== "string") return "font is missing";
  for (const name of ["xaxis", "yaxis"]) {
    const own = full[name];
    for (const key of ["_offset", "_length"]) {
      if (!Number.isFinite(own?.[key])) return `${name}.${key} is missing`;
    }
    for (const key of ["l2p", "p2d"]) if (typeof own[key] !== "function") return `${name}.${key} is missing`;
    if (own.type === "category" && !Array.isArray(own._categories)) return `${name}._categories is missing`;
    const axis = axisIn(own);
    const ends = axis.range.map((place) => axis.pixels(place) - axis.start).sort((a, b) => a - b);
    if (!(Math.abs(ends[0]) < 0.5 && Math.abs(ends[1] - axis.length) < 0.5)) return `${name}.l2p is another`;
    if (own.type === "linear") {
      const [from, to] = axis.range;
      const returns = (/** @type {number} */ end) =>
        Math.abs(axis.value(axis.pixels(end)) - end) <= 1e-3 * Math.abs(to - from);
      if (!returns(from) || !returns(to)) return `${name}.p2d is another`;
    }
  }
  const parts = [".cartesianlayer .mlayer", ".shapelayer"];
  const missing = parts.find((part) => !plot.querySelector(part));
  return missing ? `${missing} is missing` : "";
}

/**
 * From values to pixels along an axis, in hundredths from its beginning, as plotly has them; a point
 * beside a log axis becomes NaN. As they are rounded, only the two ends of the axis say how far a
 * value leads.
 * @param {Pick<Axis, "type" | "range" | "pixels" | "categories" | "start">} axis
 * @returns {(value: any) => number}
 */
export function along({ type, range: [low, high], pixels, categories, start }) {
  const begin = pixels(low);
  const slope = (pixels(high) - begin) / (high - low);
  const at = (/** @type {number} */ place) =>
    start + Math.round(100 * (begin - start + slope * (place - low))) / 100;
  if (type === "log") return (value) => at(Math.log10(value > 0 ? value : NaN));
  if (type !== "category") return at;
  const places = new Map(categories.map((name, index) => [name, index]));
  return (name) => at(typeof name === "number" ? name : places.get(name) ?? NaN);
}

/**
 * From shares of a plot's sides, from the lower left, to the values on its axes.
 * @param {Pick<Layout, "width" | "height"> & {axis: (letter: "x" | "y") => Pick<Axis, "value">}} layout
 * @param {number[]} place
 */
export function valuesAt({ axis, width, height }, [right, up]) {
  return [axis("x").value(right * width), axis("y").value((1 - up) * height)];
}
