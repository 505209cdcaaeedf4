/**
 * Plotly's axes: what they are, and where a value lies on them.
 *
 * They stand in plotly's own `_fullLayout`, which it does not document; it has no public way to ask
 * where a value is.
 *
 * @typedef {string | number} Value
 *
 * @typedef {object} Axis
 * @property {string} type
 * @property {boolean} [autorange] whether its range follows the data
 * @property {string} [rangemode]
 * @property {number[]} range
 * @property {string[]} _categories
 * @property {number} _offset pixels to its beginning
 * @property {number} _length
 * @property {(place: number) => number} l2p from a linear place to pixels
 * @property {(value: number) => number} d2p from a value to pixels
 * @property {(pixels: number) => number} p2d
 *
 * @typedef {{size: number, family: string, color: string}} Font
 *
 * @typedef {object} FullLayout
 * @property {number} width
 * @property {number} height
 * @property {{l: number, r: number, t: number, b: number}} _size
 * @property {string} [barmode]
 * @property {Font} font
 * @property {Axis} xaxis
 * @property {Axis} yaxis
 *
 * @typedef {HTMLElement & {
 *   _fullLayout: FullLayout, on: (event: string, act: (what: any) => void) => void}} Plot
 */

/**
 * @param {FullLayout} layout
 * @param {"x" | "y"} letter
 * @param {string} [short] as a trace names its axis: "x", "x2"
 */
export function axisOf(layout, letter, short = letter) {
  const axes = /** @type {Record<string, any>} */ (layout);
  return /** @type {Axis} */ (axes[`${letter}axis${short.slice(1)}`]);
}

/**
 * From values to pixels along an axis; a point beside a log axis becomes NaN.
 * @param {Pick<Axis, "type" | "_offset" | "l2p" | "_categories">} axis
 * @returns {(value: any) => number}
 */
export function along(axis) {
  const from = axis._offset + axis.l2p(0);
  const slope = axis.l2p(1) - axis.l2p(0);
  if (axis.type === "log") return (value) => from + slope * Math.log10(value > 0 ? value : NaN);
  if (axis.type !== "category") return (value) => from + slope * value;
  const places = new Map(axis._categories.map((name, index) => [name, index]));
  return (name) => from + slope * (typeof name === "number" ? name : places.get(name) ?? NaN);
}

/**
 * From shares of a plot's sides, from the lower left, to the values on its axes.
 * @param {Pick<FullLayout, "width" | "height"> & Record<"xaxis" | "yaxis", Pick<Axis, "p2d" | "_offset">>}
 *   layout
 * @param {number[]} place
 */
export function valuesAt({ xaxis, yaxis, width, height }, [right, up]) {
  return [xaxis.p2d(right * width - xaxis._offset), yaxis.p2d((1 - up) * height - yaxis._offset)];
}
