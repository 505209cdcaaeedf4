/**
 * What of a plot can be painted by plot/quick.js, and what plotly has to draw.
 *
 * @typedef {import("./axes.js").Axis} Axis
 * @typedef {import("./axes.js").Value} Value
 * @typedef {ArrayLike<any> & Iterable<any>} Series
 * @typedef {number[] | Float32Array | Int32Array | Uint8Array} Numbers
 *
 * @typedef {{color?: string, width?: number, dash?: keyof typeof DASHES, shape?: string}} Line
 *
 * @typedef {object} Marker
 * @property {string} [symbol]
 * @property {number | Numbers} [size]
 * @property {string | string[]} [color]
 * @property {unknown} [colorscale]
 * @property {number} [opacity]
 * @property {Line} [line]
 *
 * @typedef {object} Trace as plotly is given it
 * @property {string} type
 * @property {string} [name]
 * @property {string} [mode]
 * @property {string} [xaxis]
 * @property {string} [yaxis]
 * @property {Series} x
 * @property {Series} y
 * @property {Numbers[]} [z] rows
 * @property {number} [zmin]
 * @property {number} [zmax]
 * @property {[number, string][]} [colorscale]
 * @property {string} [texttemplate]
 * @property {number} [xgap]
 * @property {number} [ygap]
 * @property {any[]} [text]
 * @property {boolean} [showlegend]
 * @property {boolean} [cliponaxis]
 * @property {number} [opacity]
 * @property {Line} [line]
 * @property {Marker} [marker]
 * @property {string} [fill]
 * @property {string} [fillcolor]
 * @property {string} [stackgroup]
 * @property {object} [error_x]
 * @property {object} [error_y]
 * @property {"h" | "v"} [orientation]
 * @property {number} [base]
 * @property {number} [width] of a bar
 *
 * @typedef {object} Shape
 * @property {string} type
 * @property {string} [layer]
 * @property {string} [xref]
 * @property {string} [yref]
 * @property {Value} x0
 * @property {Value} x1
 * @property {Value} y0
 * @property {Value} y1
 * @property {number} [opacity]
 * @property {string} [fillcolor]
 * @property {Line} [line]
 *
 * @typedef {object} Words
 * @property {string} text
 * @property {any} x
 * @property {any} y
 * @property {boolean} [showarrow]
 * @property {string} [xref]
 * @property {string} [yref]
 * @property {string} [xanchor]
 * @property {string} [yanchor]
 * @property {number} [xshift]
 * @property {number} [yshift]
 * @property {Partial<import("./axes.js").Font>} [font]
 *
 * @typedef {object} Layout
 * @property {Shape[]} [shapes]
 * @property {Words[]} [annotations]
 * @property {boolean} [showlegend]
 * @property {object} [font]
 *
 * @typedef {{data: Trace[], layout: Layout}} Figure
 */

import { layoutOf } from "./axes.js";

export const DASHES = { dot: [1, 1], dash: [3, 3], dashdot: [3, 1, 1, 1], solid: [] };
const SYMBOLS = new Set(["circle", "circle-open", "diamond", "square", "triangle-up", "triangle-down"]);
const LEAST_COVER = 0.6;  // share of an axis that the data have to fill, or it wants a new range

/**
 * Whether plotly's picture needs no change but in what is painted.
 * @param {Figure} next
 * @param {string} frame `frameOf` the figure that plotly drew last
 * @param {import("./axes.js").Plot} plot
 */
export function paintable(next, frame, plot) {
  const layout = layoutOf(plot);
  return layout !== null && frameOf(next) === frame
    && next.data.every((trace) => known(trace))
    && (next.layout.annotations ?? []).every(({ showarrow, text }) => !showarrow && !/[<&]/.test(text))
    && fits(next.data, layout);
}

/**
 * All of a figure that plotly has to draw: its axes, and the traces as its legend names them.
 * @param {Figure} figure
 */
export function frameOf({ data, layout }) {
  const { shapes, annotations, ...rest } = layout;
  const named = data.map(({ type, name, showlegend, line, marker }) =>
    layout.showlegend && showlegend !== false ? [type, name, line?.color, marker?.color] : type);
  return JSON.stringify([rest, named]);
}

/** @param {Trace} trace */
function known({ type, mode, line, marker, error_x, error_y, stackgroup }) {
  if (error_x || error_y || stackgroup || mode?.includes("text")) return false;
  if ((line?.dash ?? "solid") in DASHES === false) return false;
  if (type === "scatter") return SYMBOLS.has(marker?.symbol ?? "circle") && !marker?.colorscale;
  return type === "bar" || type === "heatmap";
}

/**
 * Whether the axes that follow the data would stay as they are.
 * @param {Trace[]} data
 * @param {import("./axes.js").Layout} layout
 */
function fits(data, layout) {
  /** @type {Map<string, Axis>} */
  const axes = new Map();
  /** @type {Map<Axis, [number, number]>} */
  const spans = new Map();
  /** @type {Map<Axis, Set<string>>} */
  const names = new Map();
  for (const trace of data) {
    for (const letter of /** @type {const} */ (["x", "y"])) {
      const short = trace[`${letter}axis`] ?? letter;
      const axis = axes.get(short) ?? layout.axis(letter, short);
      axes.set(short, axis);
      const values = trace[letter] ?? [];
      if (axis.type === "category") {
        const found = names.get(axis) ?? new Set();
        for (const name of values) if (typeof name === "string") found.add(name);
        names.set(axis, found);
      } else if (axis.autorange) {
        spans.set(axis, widened(spans.get(axis) ?? [Infinity, -Infinity], values, axis.type));
      }
    }
  }
  return [...names].every(([axis, found]) => found.size === 0
    || JSON.stringify([...found]) === JSON.stringify(axis.categories))
    && [...spans].every(([axis, [low, high]]) => {
      const [start, end] = [Math.min(...axis.range), Math.max(...axis.range)];
      const from = axis.rangemode === "tozero" ? Math.min(0, low) : low;
      return low >= start && high <= end && high - from >= LEAST_COVER * (end - start);
    });
}

/**
 * @param {[number, number]} span
 * @param {Series} values
 * @param {string} type of the axis
 * @returns {[number, number]}
 */
function widened([low, high], values, type) {
  const scale = type === "log" ? Math.log10 : Number;
  for (const value of values) {
    const place = scale(value);
    if (!Number.isFinite(place)) continue;
    low = Math.min(low, place);
    high = Math.max(high, place);
  }
  return [low, high];
}
