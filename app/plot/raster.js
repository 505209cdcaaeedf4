/**
 * Paints a picture of numbers on a canvas behind a plot's axes, and says them on hover.
 *
 * @typedef {import("./axes.js").Plot} Plot
 *
 * @typedef {object} Raster what app/plot/panel.py says of it
 * @property {import("./unpack.js").Numbers} index
 * @property {import("./unpack.js").Numbers} colours
 * @property {[number, number]} x
 * @property {[number, number]} y
 * @property {string[]} words
 * @property {string[]} columns
 * @property {string[]} rows
 * @property {HTMLCanvasElement} [picture] painted once, in its own resolution
 */

import { along, layoutOf } from "./axes.js";
import { contextOf, mapsOn } from "./pixels.js";

/**
 * A canvas's context, cleared, in the pixels and at the size of the plot.
 * @param {HTMLCanvasElement} canvas
 * @param {import("./axes.js").Layout} layout
 */
export function clearFor(canvas, { width, height }) {
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * Paint the raster so that it fills its part of the plot's axes, zoomed or not.
 * @param {HTMLCanvasElement} canvas
 * @param {Raster} raster
 * @param {import("./axes.js").Layout} layout
 */
export function paintRaster(canvas, raster, layout) {
  const context = clearFor(canvas, layout);
  const [x, y] = [layout.axis("x"), layout.axis("y")];
  const [left, right] = raster.x.map(along(x));
  const [bottom, top] = raster.y.map(along(y));
  context.save();
  context.beginPath();
  context.rect(x.start, y.start, x.length, y.length);
  context.clip();
  context.imageSmoothingEnabled = true;
  context.drawImage(pictureOf(raster), left, top, right - left, bottom - top);
  context.restore();
}

/**
 * The raster as an image of plotly's: the public way, where the places on its axes are not known.
 * @param {Raster} raster
 */
export function imageOf(raster) {
  const [[left, right], [bottom, top]] = [raster.x, raster.y];
  return {
    source: pictureOf(raster).toDataURL(), layer: "below", sizing: "stretch",
    xref: "x", x: (left + right) / 2, sizex: Math.abs(right - left), xanchor: "center",
    yref: "y", y: (bottom + top) / 2, sizey: Math.abs(top - bottom), yanchor: "middle",
  };
}

/** @param {Raster} raster */
const pictureOf = (raster) => raster.picture ??=
  mapsOn({ ...raster.index, shape: [1, ...raster.index.shape] }, raster.colours);

/**
 * What the raster says under the pointer, or null beside it.
 * @param {Raster} raster
 * @param {Plot} plot
 * @param {PointerEvent} event
 */
export function readRaster(raster, plot, event) {
  const layout = layoutOf(plot);
  if (!layout) return null;
  const box = plot.getBoundingClientRect();
  return wordsAt(raster, layout.axis("x").value(event.clientX - box.left),
    layout.axis("y").value(event.clientY - box.top));
}

/**
 * What the raster says at a place on its axes, or null beside it.
 * @param {Raster} raster
 * @param {number} x
 * @param {number} y
 */
export function wordsAt(raster, x, y) {
  if (!raster.words.length) return null;
  const [rows, columns] = raster.index.shape;
  const column = Math.floor(((x - raster.x[0]) / (raster.x[1] - raster.x[0])) * columns);
  const row = Math.floor(((y - raster.y[0]) / (raster.y[1] - raster.y[0])) * rows);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
  const place = raster.columns.length
    ? `${raster.rows[row]}, ${raster.columns[column]}:` : `(${x.toFixed(2)}, ${y.toFixed(2)})`;
  return `${place} ${raster.words[raster.index.values[row * columns + column]]}`;
}
