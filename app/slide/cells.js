/**
 * The arithmetic of a window that slides over numbers.
 *
 * @typedef {import("../plot/unpack.js").Numbers} Numbers
 * @typedef {[number, number]} Pair of rows and of columns
 *
 * @typedef {object} Window
 * @property {Pair} window
 * @property {Pair} stride
 * @property {Pair} dilation
 */

/**
 * The numbers under the window at a cell of the output, row by row.
 * @param {Window & {padded: Numbers}} spec
 * @param {number} channel
 * @param {number[]} cell [row, column]
 */
export function numbersUnder({ window: [high, wide], stride, dilation, padded }, channel, [row, column]) {
  const [, rows, columns] = padded.shape;
  return Array.from({ length: high * wide }, (_, i) => {
    const y = row * stride[0] + Math.floor(i / wide) * dilation[0];
    const x = column * stride[1] + (i % wide) * dilation[1];
    return padded.values[(channel * rows + y) * columns + x];
  });
}

/**
 * What is left of the numbers under a window without a kernel, and which of them it is, where it is
 * one. NaN stands for what is not counted.
 * @param {string} operation
 * @param {number[]} numbers
 * @returns {{value: number, chosen: ?number}}
 */
export function pooled(operation, numbers) {
  if (operation === "ReLU") return { value: Math.max(0, numbers[0]), chosen: null };
  if (operation === "max pooling") {
    const value = Math.max(...numbers);
    return { value, chosen: numbers.indexOf(value) };
  }
  const counted = numbers.filter((value) => !Number.isNaN(value));
  return { value: total(counted) / counted.length, chosen: null };
}

/** @param {number[]} numbers */
export const total = (numbers) => numbers.reduce((sum, value) => sum + value, 0);

/**
 * What the window covers at a cell of the output: one rectangle, or each number apart where there
 * are gaps between them.
 * @param {Window} spec
 * @param {number[]} cell
 * @returns {number[][]} [top, left, rows, columns], or [top, left] of a single one
 */
export function covered({ window: [high, wide], stride, dilation }, [row, column]) {
  const [top, left] = [row * stride[0], column * stride[1]];
  if (Math.max(...dilation) === 1) return [[top, left, high, wide]];
  return Array.from({ length: high * wide }, (_, i) =>
    [top + Math.floor(i / wide) * dilation[0], left + (i % wide) * dilation[1]]);
}

/**
 * The cell of the output whose window is centred nearest to a place of the input.
 * @param {Window} spec
 * @param {number[]} place [row, column], with fractions
 */
export const centredOn = ({ window, stride, dilation }, place) => place.map((at, side) => {
  const span = dilation[side] * (window[side] - 1) + 1;
  return Math.round((at - span / 2) / stride[side]);
});

/**
 * The nearest cell that the grid has.
 * @param {number[]} shape [channels, rows, columns]
 * @param {number[]} cell
 */
export const within = ([, ...sides], cell) =>
  cell.map((at, side) => Math.min(sides[side] - 1, Math.max(0, at)));

/**
 * The cell of a number in reading order.
 * @param {number[]} shape [channels, rows, columns]
 * @param {number} index
 */
export function cellAt([, rows, columns], index) {
  const inside = Math.min(rows * columns - 1, Math.max(0, index));
  return [Math.floor(inside / columns), inside % columns];
}
