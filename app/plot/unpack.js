/** Reads what plot/pack.py writes: a header in JSON and the arrays behind it. */

const KINDS = { Float32Array, Int32Array, Uint8Array };

/**
 * @param {Uint8Array} bytes one message
 * @param {Map<string, object>} [before] what was in the message before, by name
 * @returns the header, with `revive(partName)` and `content`: all that is in this message, by name,
 *   or null where it leaves out what was not in the message before
 */
export function unpack(bytes, before = new Map()) {
  // A copy, so that the arrays behind the header start on the boundaries they need.
  const buffer = bytes.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = 4 + length;
  if (!header.kept.every((name) => before.has(name))) return { ...header, content: null };

  const content = new Map(header.kept.map((name) => [name, before.get(name)]));
  for (const [name, text] of Object.entries(header.parts)) content.set(name, text);
  for (const [name, { kind, at, shape }] of Object.entries(header.arrays)) {
    const count = shape.reduce((product, side) => product * side, 1);
    content.set(name, { shape, values: new KINDS[kind](buffer, start + at, count) });
  }
  header.content = content;

  /** Plotly takes flat arrays and lists of rows; other readers take `{shape, values}`. */
  const forPlotly = ({ shape, values }) => {
    if (shape.length === 1) return values;
    const width = shape[1];
    return Array.from({ length: shape[0] }, (_, row) =>
      values.subarray(row * width, (row + 1) * width));
  };

  header.revive = (name, plotly) =>
    JSON.parse(content.get(name), (_, value) => {
      if (value === null || value.$ === undefined) return value;
      return plotly ? forPlotly(content.get(value.$)) : content.get(value.$);
    });
  return header;
}
