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

import { contextOf, mapsOn } from "./pixels.js";

/**
 * A canvas's context, cleared, in the pixels and at the size of the plot.
 * @param {HTMLCanvasElement} canvas
 * @param {Plot} plot
 */
export function clearFor(canvas, plot) {
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = plot._fullLayout;
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
 * @param {Plot} plot
 */
export function paintRaster(canvas, raster, plot) {
  const context = clearFor(canvas, plot);
  const { xaxis, yaxis } = plot._fullLayout;
  const left = xaxis._offset + xaxis.d2p(raster.x[0]);
  const right = xaxis._offset + xaxis.d2p(raster.x[1]);
  const bottom = yaxis._offset + yaxis.d2p(raster.y[0]);
  const top = yaxis._offset + yaxis.d2p(raster.y[1]);
  context.save();
  context.beginPath();
  context.rect(xaxis._offset, yaxis._offset, xaxis._length, yaxis._length);
  context.clip();
  context.imageSmoothingEnabled = true;
  raster.picture ??= mapsOn({ ...raster.index, shape: [1, ...raster.index.shape] }, raster.colours);
  context.drawImage(raster.picture, left, top, right - left, bottom - top);
  context.restore();
}

/**
 * What the raster says under the pointer, or null beside it.
 * @param {Raster} raster
 * @param {Plot} plot
 * @param {PointerEvent} event
 */
export function readRaster(raster, plot, event) {
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  return wordsAt(raster,
    xaxis.p2d(event.clientX - box.left - xaxis._offset),
    yaxis.p2d(event.clientY - box.top - yaxis._offset));
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
