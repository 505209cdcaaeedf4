/**
 * Grids of numbers as pixels, with the window and the border marked on them.
 *
 * @typedef {import("../plot/unpack.js").Numbers} Numbers
 * @typedef {{kind: string, limit: number, table: Numbers}} Look how a number becomes a colour
 *
 * @typedef {object} Picture
 * @property {string} title
 * @property {string} note
 * @property {string} alt
 * @property {Numbers} array (channels, rows, columns)
 * @property {Look} look
 * @property {?number[]} border [top, left, rows, columns] inside of it
 */

import { canvasOf, contextOf } from "../plot/pixels.js";

const HATCH = 6;  // pixels between two lines of the border's hatching
const GRID = 7;  // pixels of a cell's side from which on the grid is drawn
const DIGITS = 30;  // and from which on its number is written

/**
 * A number as short as it can be read: "0.47", "−1", "−∞" for what can never be the largest.
 * @param {number} value
 * @param {number} digits behind the point
 */
export function short(value, digits = 2) {
  if (Number.isNaN(value)) return "·";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  return String(Number(value.toFixed(Math.abs(value) >= 100 ? 0 : digits))).replace("-", "−");
}

/**
 * The colour [red, green, blue] of a number.
 * @param {Look} look
 * @param {number} value
 * @returns {number[]}
 */
export function colour({ kind, limit, table }, value) {
  if (!Number.isFinite(value)) return [128, 128, 128];
  if (kind !== "signed") return Array(3).fill(clip(255 * value / limit));
  const index = clip((value / limit + 1) * 127.5);
  return [0, 1, 2].map((part) => table.values[3 * index + part]);
}

const clip = (/** @type {number} */ value) => Math.min(255, Math.max(0, Math.round(value)));

/** @param {number[]} rgb */
export const css = (rgb) => `rgb(${rgb.join(",")})`;

/**
 * Black or white, whichever is read more easily on the colour.
 * @param {number[]} rgb
 */
export const onTop = ([red, green, blue]) =>
  0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#111" : "#fff";

/**
 * Write a grid as red, green, blue and alpha, one pixel a cell; three channels are its colours.
 * @param {Uint8ClampedArray} bytes
 * @param {Numbers} grid (channels, rows, columns)
 * @param {Look} look
 */
export function writeGrid(bytes, { shape: [channels, rows, columns], values }, look) {
  const size = rows * columns;
  for (let i = 0; i < size; i++) {
    const rgb = channels === 3
      ? [0, 1, 2].map((part) => colour(look, values[part * size + i])[0]) : colour(look, values[i]);
    bytes.set([...rgb, 255], 4 * i);
  }
}

/** One grid on the page: fills its column, keeps its cells square, and knows what lies where. */
export class Grid {
  /** @type {Picture} */ spec;
  /** @type {HTMLCanvasElement} */ source;
  side = 0;  // of a cell, in pixels

  /** @param {number} most pixels of height */
  constructor(most) {
    this.most = most;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.context = contextOf(this.canvas);
  }

  /** @param {Picture} spec */
  receive(spec) {
    this.spec = spec;
    const [, rows, columns] = spec.array.shape;
    this.source = canvasOf(columns, rows, (bytes) => writeGrid(bytes, spec.array, spec.look));
    this.canvas.setAttribute("aria-label", spec.alt);
  }

  /**
   * Fit into so many pixels of width, and draw.
   * @param {number} width
   * @param {number[][]} marks to outline: cells [row, column], or [top, left, rows, columns]
   * @param {string} highlight the outline's colour
   * @param {number} reveal how many cells have been computed so far
   */
  draw(width, marks, highlight, reveal = Infinity) {
    const { array: { shape: [, rows, columns] }, border } = this.spec;
    const side = Math.min(width / columns, this.most / rows);
    const [wide, high] = [side * columns, side * rows];
    const ratio = window.devicePixelRatio || 1;
    const { canvas, context } = this;
    if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(high * ratio)) {
      [canvas.width, canvas.height] = [Math.round(wide * ratio), Math.round(high * ratio)];
      [canvas.style.width, canvas.style.height] = [`${wide}px`, `${high}px`];
    }
    this.side = side;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    context.clearRect(0, 0, wide, high);
    context.globalAlpha = reveal < rows * columns ? 0.15 : 1;
    context.drawImage(this.source, 0, 0, wide, high);
    context.globalAlpha = 1;
    if (reveal < rows * columns) this.reveal(reveal, columns, side);
    if (border) this.hatch(border, wide, high);
    if (side >= GRID) this.lines(rows, columns);
    if (side >= DIGITS) this.digits();
    this.outline(marks, highlight);
  }

  /**
   * What has been computed so far, in full colour: whole rows, and the beginning of one.
   * @param {number} count
   * @param {number} columns
   * @param {number} side
   */
  reveal(count, columns, side) {
    const [rows, rest] = [Math.floor(count / columns), count % columns];
    for (const [row, high, wide] of [[0, rows, columns], [rows, 1, rest]]) {
      if (!high || !wide) continue;
      this.context.drawImage(this.source, 0, row, wide, high,
        0, row * side, wide * side, high * side);
    }
  }

  /**
   * @param {number[]} inside
   * @param {number} wide
   * @param {number} high
   */
  hatch([top, left, rows, columns], wide, high) {
    const { context, side } = this;
    /** @type {[number, number, number, number]} */
    const inner = [left * side, top * side, columns * side, rows * side];
    context.save();
    context.beginPath();
    context.rect(0, 0, wide, high);
    context.rect(...inner);
    context.clip("evenodd");
    context.beginPath();
    for (let x = -high; x < wide; x += HATCH) {
      context.moveTo(x, high);
      context.lineTo(x + high, 0);
    }
    context.strokeStyle = "rgb(128 128 128 / 80%)";
    context.lineWidth = 1.5;
    context.stroke();
    context.restore();
    context.strokeStyle = "rgb(128 128 128)";
    context.lineWidth = 1;
    context.strokeRect(...inner);
  }

  /** @param {number} rows @param {number} columns */
  lines(rows, columns) {
    const { context, side } = this;
    context.beginPath();
    for (let row = 1; row < rows; row++) {
      context.moveTo(0, row * side);
      context.lineTo(columns * side, row * side);
    }
    for (let column = 1; column < columns; column++) {
      context.moveTo(column * side, 0);
      context.lineTo(column * side, rows * side);
    }
    context.strokeStyle = "rgb(128 128 128 / 35%)";
    context.lineWidth = 0.5;
    context.stroke();
  }

  digits() {
    const { context, side, spec: { array: { shape: [channels, rows, columns], values }, look } } = this;
    if (channels > 1) return;
    context.font = `${Math.min(12, side / 2.8)}px ${getComputedStyle(this.canvas).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let i = 0; i < rows * columns; i++) {
      context.fillStyle = onTop(colour(look, values[i]));
      context.fillText(short(values[i]),
        (i % columns + 0.5) * side, (Math.floor(i / columns) + 0.5) * side);
    }
  }

  /** @param {number[][]} marks @param {string} highlight */
  outline(marks, highlight) {
    const { context, side } = this;
    const pens = [{ wide: 4, stroke: "rgb(0 0 0 / 70%)" }, { wide: 2, stroke: highlight }];
    for (const { wide, stroke } of pens) {
      context.lineWidth = wide;
      context.strokeStyle = stroke;
      for (const [row, column, rows = 1, columns = 1] of marks) {
        context.strokeRect(column * side, row * side, columns * side, rows * side);
      }
    }
  }

  /**
   * Which cell [row, column] lies under a pointer, as numbers with a fraction.
   * @param {PointerEvent} event
   */
  under({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return [(clientY - box.top) / this.side, (clientX - box.left) / this.side];
  }
}
