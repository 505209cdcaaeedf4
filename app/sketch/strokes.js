/**
 * The arithmetic of drawing; a place is [x, y] in shares of the pad's sides, from the lower left.
 *
 * @typedef {[number, number]} Range
 * @typedef {{x: Range, y: Range}} Axes
 * @typedef {[number, number, number]} Point x and y in the units of the axes, and its class
 * @typedef {[number, number][]} Stroke of ink, in shares of the sides from the upper left
 */

const SPRAY = 0.045;  // between two points of one stroke, as a share of the pad's side
const REACH = 0.04;  // of the eraser
const STEP = 0.012;  // between two places of a stroke of ink

/** @param {number} value */
const share = (value) => Math.min(1, Math.max(0, value));

/**
 * Where a point is on the pad; at its edge where it lies outside.
 * @param {Axes} axes
 * @param {number[]} point
 */
export const placeOf = ({ x: [left, right], y: [low, high] }, [x, y]) =>
  [share((x - left) / (right - left)), share((y - low) / (high - low))];

/**
 * The point of a class at a place, in five digits.
 * @param {Axes} axes
 * @param {number[]} place
 * @param {number} label
 * @returns {Point}
 */
export function pointAt({ x, y }, place, label) {
  const [across, up] = [x, y].map(([low, high], i) =>
    Number((low + place[i] * (high - low)).toPrecision(5)));
  return [across, up, label];
}

/** @param {number[]} place */
export const isOutside = (place) => place.some((at) => at < 0 || at > 1);

/**
 * The points that an eraser leaves; the same list where it meets none.
 * @param {Axes} axes
 * @param {Point[]} points
 * @param {number[]} place of the eraser
 */
export function erased(axes, points, place) {
  const left = points.filter((point) => {
    const [across, up] = placeOf(axes, point);
    return Math.hypot(across - place[0], up - place[1]) > REACH;
  });
  return left.length < points.length ? left : points;
}

/**
 * The places of equal steps on the way to a place: a fast finger reports few of them.
 * @param {number[]} from
 * @param {number[]} to
 */
export function stepsTo(from, to) {
  const way = to.map((at, i) => at - from[i]);
  const length = Math.hypot(...way);
  return Array.from({ length: Math.floor(length / SPRAY) }, (_, step) =>
    from.map((at, i) => at + way[i] * SPRAY * (step + 1) / length));
}

/**
 * Strokes of ink with the last one led on to a place; the same list where nothing is to be added.
 * @param {Stroke[]} strokes
 * @param {number[]} place
 * @param {number} most points of all strokes
 * @returns {Stroke[]}
 */
export function ledOn(strokes, [x, up], most) {
  const [right, down] = [x, 1 - up].map((at) => Number(share(at).toFixed(3)));
  const stroke = strokes.at(-1) ?? [];
  const last = stroke.at(-1);
  if (last && Math.hypot(right - last[0], down - last[1]) < STEP) return strokes;
  if (strokes.reduce((sum, one) => sum + one.length, 0) >= most) return strokes;
  return [...strokes.slice(0, -1), [...stroke, [right, down]]];
}

/**
 * Round values inside a range, about six of them.
 * @param {Range} range
 */
export function ticks([low, high]) {
  const power = 10 ** Math.floor(Math.log10((high - low) / 6));
  const step = power * ([1, 2, 5].find((times) => times * power >= (high - low) / 6) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 },
    (_, i) => Number(((first + i) * step).toPrecision(6)));
}
