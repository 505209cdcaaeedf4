/** Paints a picture of numbers on a canvas behind a plot's axes, and says them on hover. */

/** A canvas's context, cleared, in the pixels and at the size of the plot. */
export function clearFor(canvas, plot) {
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = plot._fullLayout;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Paint `raster` so that it fills its part of the plot's axes, zoomed or not. */
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
  context.drawImage(picture(raster), left, top, right - left, bottom - top);
  context.restore();
}

/** The raster in its own resolution, top row first, kept on the raster itself. */
function picture(raster) {
  if (raster.picture) return raster.picture;
  const [rows, columns] = raster.index.shape;
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = raster.colours.values;
  const table = new Uint32Array(raster.colours.shape[0]);
  for (let i = 0; i < table.length; i++) {
    // One pixel is alpha, blue, green, red in a little-endian word.
    table[i] = (255 << 24) | (colours[3 * i + 2] << 16) | (colours[3 * i + 1] << 8) | colours[3 * i];
  }
  for (let row = 0; row < rows; row++) {
    const from = (rows - 1 - row) * columns;
    for (let column = 0; column < columns; column++) {
      pixels[row * columns + column] = table[raster.index.values[from + column]];
    }
  }
  raster.picture = document.createElement("canvas");
  raster.picture.width = columns;
  raster.picture.height = rows;
  raster.picture.getContext("2d").putImageData(image, 0, 0);
  return raster.picture;
}

/** What the raster says under the pointer, or null beside it. */
export function readRaster(raster, plot, event) {
  if (!raster.words.length) return null;
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  const x = xaxis.p2d(event.clientX - box.left - xaxis._offset);
  const y = yaxis.p2d(event.clientY - box.top - yaxis._offset);
  const [rows, columns] = raster.index.shape;
  const column = Math.floor(((x - raster.x[0]) / (raster.x[1] - raster.x[0])) * columns);
  const row = Math.floor(((y - raster.y[0]) / (raster.y[1] - raster.y[0])) * rows);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
  const place = raster.columns.length
    ? `${raster.rows[row]}, ${raster.columns[column]}:` : `(${x.toFixed(2)}, ${y.toFixed(2)})`;
  return `${place} ${raster.words[raster.index.values[row * columns + column]]}`;
}
