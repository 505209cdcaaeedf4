/**
 * Reads what plot/pack.py writes: a header in JSON and the arrays behind it.
 *
 * @typedef {Float32Array | Int32Array | Uint8Array} Values
 * @typedef {{shape: number[], values: Values}} Numbers an array, its last index the fastest
 * @typedef {Map<string, string | Numbers>} Content parts as JSON, and arrays, by name
 *
 * @typedef {object} Sheet one panel of one frame: names of its parts
 * @property {string} text
 * @property {?string} plot
 * @property {?string} layout
 * @property {?string} raster
 * @property {?string} key of the raster's colours
 * @property {?string} diagram
 * @property {?string} pictures
 *
 * @typedef {object} Header what app/plot/__init__.py says of the stage, and its frames
 * @property {number} number
 * @property {boolean} film whether the frames are a film at rest
 * @property {number} rate frames of the film a second
 * @property {boolean} ask whether the browser is to ask for the next message
 * @property {?number} progress
 * @property {string} crowd
 * @property {Record<string, string>} colours
 * @property {[string, number][][]} rows names of panels, and their shares of the row
 * @property {?{name: string, value: string, first: boolean}} reached
 * @property {string[]} labels one for each frame
 * @property {Record<string, Sheet>[]} frames
 *
 * @typedef {Header & {content: Content, revive: (part: ?string, plotly?: boolean) => any}} Message
 */

const KINDS = { Float32Array, Int32Array, Uint8Array };

/**
 * @param {Uint8Array} bytes one message
 * @param {Content} before what was in the message before
 * @returns {Message | Header & {content: null}} the header, with `revive(partName)` and `content`: all
 *   that is in this message, or null where it leaves out what was not in the message before
 */
export function unpack(bytes, before = new Map()) {
  // A copy, so that the arrays behind the header start on the boundaries they need.
  const buffer = bytes.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = 4 + length;
  const kept = /** @type {string[]} */ (header.kept);
  if (!kept.every((name) => before.has(name))) return { ...header, content: null };

  /** @type {Map<string, any>} */
  const content = new Map(kept.map((name) => [name, before.get(name)]));
  for (const [name, text] of Object.entries(header.parts)) content.set(name, text);
  /** @type {Record<string, {kind: keyof typeof KINDS, at: number, shape: number[]}>} */
  const arrays = header.arrays;
  for (const [name, { kind, at, shape }] of Object.entries(arrays)) {
    const count = shape.reduce((product, side) => product * side, 1);
    content.set(name, { shape, values: new KINDS[kind](buffer, start + at, count) });
  }
  header.content = content;

  /**
   * Plotly takes flat arrays and lists of rows; other readers take `{shape, values}`.
   * @param {Numbers} numbers
   */
  const forPlotly = ({ shape, values }) => {
    if (shape.length === 1) return values;
    const width = shape[1];
    return Array.from({ length: shape[0] }, (_, row) =>
      values.subarray(row * width, (row + 1) * width));
  };

  header.revive = (/** @type {?string} */ part, plotly = false) =>
    JSON.parse(content.get(part ?? ""), (_, value) => {
      if (value === null || value.$ === undefined) return value;
      return plotly ? forPlotly(content.get(value.$)) : content.get(value.$);
    });
  return header;
}
