/**
 * The measures and the arithmetic behind the network's picture; see plot/diagram.js.
 *
 * @typedef {import("./unpack.js").Numbers} Numbers
 * @typedef {import("./unpack.js").Values} Values
 * @typedef {{layer: number, unit: ?number, input: ?number}} Place see plot/diagram.js
 *
 * @typedef {object} Spec what app/figures/train/network.py says of the picture
 * @property {{title: string, names: string[], maps: ?Numbers}[]} columns
 * @property {Numbers[]} weights (outputs, inputs) of each layer
 * @property {Numbers[]} biases
 * @property {Numbers} colours
 * @property {string} negative
 * @property {string} positive
 * @property {string} ink
 * @property {string} muted
 * @property {string} grid
 * @property {?Place} selected
 * @property {number} height
 * @property {string} alt
 *
 * @typedef {object} Column where one column goes
 * @property {number} centre
 * @property {number} side of a square
 * @property {[number, number][]} places the squares' upper left corners
 * @property {number} room for the title
 * @property {number} size of its letters
 * @property {?string[]} named what stands beside the squares
 * @property {string[]} lines of the title
 *
 * @typedef {(text: string) => number} Wide how wide a text is
 * @typedef {[number, number, number, number]} Ends of a weight's curve: x0, y0, x1, y1
 */

export const TOP = 36;  // room for a title of two lines
export const EDGE = 6;
const LARGEST_SQUARE = 40;
export const SMALL = "11px";

/**
 * Where everything goes.
 * @param {Pick<CanvasRenderingContext2D, "font" | "measureText">} context measures texts
 * @param {Pick<Spec, "columns" | "height">} spec
 * @param {number} width
 * @param {string} family of the letters
 * @returns {Column[]}
 */
export function arrange(context, spec, width, family) {
  const last = spec.columns.length - 1;
  const height = spec.height - TOP - EDGE;
  // Names stand beside the inputs and the classes where one column of squares has room for them.
  const beside = spec.columns.map(({ names }, c) =>
    (c === 0 || (c === last && names.length > 1)) && height / names.length >= 11.25);
  const measure = (/** @type {string} */ font) => {
    context.font = `${font} ${family}`;
    return (/** @type {string} */ text) => context.measureText(text).width;
  };
  let wide = measure(SMALL);
  const margins = [0, last].map((c) => beside[c]
    ? Math.min(0.16 * width, 120, Math.max(...spec.columns[c].names.map(wide))) + EDGE : EDGE);
  const slot = (width - margins[0] - margins[1]) / (last + 1);
  const halves = [0, last].map((c) => Math.min(slot / 2, beside[c] ? 24 : 60));
  const first = margins[0] + halves[0];
  const step = (width - margins[1] - halves[1] - first) / last;
  const size = step < 40 ? 9 : step < 80 ? 10 : 12;

  return spec.columns.map(({ title, names }, c) => {
    const { side, across, down } = fit(
      names.length, height, Math.min(0.62 * slot, 120), beside[c] ? 1 : 16);
    const [dx, dy] = [side + Math.max(2, 0.25 * side), Math.min(height / down, side + 20)];
    const centre = first + c * step;
    const left = centre - ((across - 1) * dx + side) / 2;
    const top = TOP + (height - (down - 1) * dy - side) / 2;
    const places = names.map((_, unit) => /** @type {[number, number]} */ (
      [Math.round(left + (unit % across) * dx), Math.round(top + Math.floor(unit / across) * dy)]));

    const [before, after] = [c ? step / 2 : centre, c < last ? step / 2 : width - centre];
    const room = 2 * Math.min(before, after) - Math.min(10, step / 12);
    wide = measure(`600 ${size}px`);
    const whole = wide(title) <= room;
    const lines = (whole ? [title] : title.split(" · ")).map((line) => shorten(line, room, wide));
    wide = measure(SMALL);
    const edge = (c ? width - centre : centre) - side / 2 - 8;
    const named = beside[c] ? names.map((name) => shorten(name, edge, wide)) : null;
    return { centre, side, places, room, size, named, lines: lines.slice(0, 2) };
  });
}

/**
 * The grid with the fewest sub-columns whose squares are large enough, else the largest.
 * @param {number} units
 * @param {number} height
 * @param {number} width
 * @param {number} most sub-columns
 */
function fit(units, height, width, most) {
  let best = { side: 0, across: 1, down: units };
  for (let across = 1; across <= most && best.side < 14; across++) {
    const down = Math.ceil(units / across);
    const side = Math.floor(Math.min(LARGEST_SQUARE, height / down / 1.25, width / across / 1.25));
    if (side > best.side) best = { side, across, down };
  }
  return best;
}

/**
 * Whole words while they fit, else the beginning of the first one.
 * @param {string} text
 * @param {number} room
 * @param {Wide} wide
 */
function shorten(text, room, wide) {
  while (wide(text) > room && text.includes(" ")) text = text.slice(0, text.lastIndexOf(" "));
  if (wide(text) <= room) return text;
  while (text.length > 1 && wide(`${text}…`) > room) text = text.slice(0, -1);
  return `${text}…`;
}

/**
 * The largest finite size among the values.
 * @param {Values} values
 */
export function largestOf(values) {
  let largest = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

/**
 * Indices of the `most` largest finite values; by a histogram, since sorting costs too much.
 * @param {Values} values
 * @param {number} most
 * @param {number} largest size among the values
 */
export function strongest(values, most, largest) {
  const scale = largest ? 1023 / largest : 0;
  const counts = new Uint32Array(1024);
  for (const value of values) if (Number.isFinite(value)) counts[Math.abs(value) * scale | 0]++;
  let cut = 1023;
  let room = most;
  while (cut > 0 && counts[cut] <= room) room -= counts[cut--];
  const chosen = [];
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) continue;
    const bin = Math.abs(values[index]) * scale | 0;
    if (bin > cut || (bin === cut && room-- > 0)) chosen.push(index);
  }
  return chosen;
}

/**
 * From a point to a weight's curve, measured across it; infinite beside its ends.
 * @param {Ends} ends
 * @param {number} x
 * @param {number} y
 */
export function distance([x0, y0, x1, y1], x, y) {
  if (x < x0 || x > x1) return Infinity;
  const u = (x - x0) / (x1 - x0);
  const rise = u < 0.5 ? 2 * u * u : 1 - 2 * (1 - u) ** 2;
  const slope = (4 * Math.min(u, 1 - u) * (y1 - y0)) / (x1 - x0);
  return Math.abs(y0 + (y1 - y0) * rise - y) / Math.hypot(1, slope);
}

/**
 * Three significant digits, with a real minus sign.
 * @param {number} value
 */
export function number(value) {
  if (!Number.isFinite(value)) return "not a number";
  return String(Number(value.toPrecision(3))).replaceAll("-", "−");
}
