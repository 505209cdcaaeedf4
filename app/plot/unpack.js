/** Reads what plot/pack.py writes: a header in JSON and the arrays behind it. */

const KINDS = { Float32Array, Int32Array, Uint8Array };

/** @param {Uint8Array} bytes one message; @returns the header, with `revive(partName)`. */
export function unpack(bytes) {
  // A copy, so that the arrays behind the header start on the boundaries they need.
  const buffer = bytes.slice().buffer;
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = 4 + length;

  const array = (name) => {
    const { kind, at, shape } = header.arrays[name];
    const count = shape.reduce((product, side) => product * side, 1);
    const values = new KINDS[kind](buffer, start + at, count);
    return { shape, values };
  };

  /** Plotly takes flat arrays and lists of rows; other readers take `{shape, values}`. */
  const forPlotly = ({ shape, values }) => {
    if (shape.length === 1) return values;
    const width = shape[1];
    return Array.from({ length: shape[0] }, (_, row) =>
      values.subarray(row * width, (row + 1) * width));
  };

  header.revive = (name, plotly) =>
    JSON.parse(header.parts[name], (_, value) => {
      if (value === null || value.$ === undefined) return value;
      return plotly ? forPlotly(array(value.$)) : array(value.$);
    });
  return header;
}
