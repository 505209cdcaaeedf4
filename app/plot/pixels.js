/**
 * Numbers as pixels, on canvases in the numbers' own resolution.
 *
 * @typedef {import("./unpack.js").Numbers} Numbers
 * @typedef {[number, number, number, number]} Part left, top, width and height in pixels
 * @typedef {{canvas: HTMLCanvasElement, part: (picture: number) => Part}} Strip pictures one below
 *   the other, and where each of them lies
 */

/**
 * What paints on a canvas.
 * @param {HTMLCanvasElement} canvas
 */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * Each colour as a pixel: alpha, blue, green, red in a little-endian word.
 * @param {Numbers} colours (colours, 3), as bytes
 */
export function wordsOf({ shape: [count], values }) {
  const table = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const [red, green, blue] = [0, 1, 2].map((part) => values[3 * i + part]);
    table[i] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return table;
}

/**
 * Write maps one below the other; the first row of a map is the lowest in the picture.
 * @param {Uint32Array} pixels
 * @param {Numbers} maps (maps, rows, columns), indices into the table
 * @param {Uint32Array} table
 */
export function writeMaps(pixels, { shape: [maps, rows, columns], values }, table) {
  for (let map = 0; map < maps; map++) {
    for (let row = 0; row < rows; row++) {
      const from = (map * rows + row) * columns;
      const to = (map * rows + rows - 1 - row) * columns;
      for (let i = 0; i < columns; i++) pixels[to + i] = table[values[from + i]];
    }
  }
}

/**
 * A canvas, a new one or the one given, with every pixel written by `write`.
 * @param {number} width
 * @param {number} height
 * @param {(bytes: Uint8ClampedArray<ArrayBuffer>) => void} write gets the bytes red, green, blue, alpha
 */
export function canvasOf(width, height, write, canvas = document.createElement("canvas")) {
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  write(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (image.data));
  contextOf(canvas).putImageData(image, 0, 0);
  return canvas;
}

/**
 * Maps (maps, rows, columns) in the colours that they are indices of, one below the other.
 * @param {Numbers} maps
 * @param {Numbers} colours
 * @param {HTMLCanvasElement} [canvas]
 */
export function mapsOn(maps, colours, canvas) {
  const [count, rows, columns] = maps.shape;
  return canvasOf(columns, count * rows, ({ buffer }) =>
    writeMaps(new Uint32Array(buffer), maps, wordsOf(colours)), canvas);
}

/**
 * Where each of the pictures of a strip lies.
 * @param {number} rows of one picture
 * @param {number} columns
 * @returns {(picture: number) => Part}
 */
export const partOf = (rows, columns) => (picture) => [0, picture * rows, columns, rows];

/**
 * Bytes (pictures, rows, columns, 3) as pictures one below the other.
 * @param {Numbers} pictures
 * @returns {Strip}
 */
export function filmStrip({ shape: [pictures, rows, columns], values }) {
  const canvas = canvasOf(columns, pictures * rows, (bytes) => {
    for (let from = 0, to = 0; from < values.length; from += 3, to += 4) {
      bytes.set([values[from], values[from + 1], values[from + 2], 255], to);
    }
  });
  return { canvas, part: partOf(rows, columns) };
}
