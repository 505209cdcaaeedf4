/** Colours as plotly is given them and as it makes them: "#rrggbb" or "rgb(…)". */

/**
 * Red, green and blue.
 * @param {string} colour
 * @returns {number[]}
 */
export const parts = (colour) => colour.startsWith("#")
  ? [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16))
  : (colour.match(/[\d.]+/g) ?? []).map(Number);

/**
 * As plotly does under an area that was given no colour of its own: half of its line's.
 * @param {string} colour
 */
export function faint(colour) {
  const [red, green, blue] = parts(colour);
  return `rgba(${red},${green},${blue},0.5)`;
}

/**
 * Letters that can be read on the colour.
 * @param {string} colour
 */
export function contrast(colour) {
  const [red, green, blue] = parts(colour);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "#fff" : "#444";
}

/**
 * The colour at a share of a scale, between the two equally spaced ones beside it.
 * @param {[number, string][]} scale
 * @param {number} share
 */
export function blend(scale, share) {
  const place = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)].map((i) => parts(scale[i][1]));
  return `rgb(${low.map((value, i) => Math.round(value + (place % 1) * (high[i] - value)))})`;
}
