/**
 * Paints what moves in a plot on a canvas over its axes, in a tenth of plotly's time.
 *
 * Plotly works its axes, ticks and legend out anew whenever a number changes, which takes it
 * longer than a key press or a frame of a film allows. While only the traces move, they are
 * painted here, in plotly's own places; plotly itself draws when the picture rests.
 */

const DASHES = { dot: [1, 1], dash: [3, 3], dashdot: [3, 1, 1, 1], solid: [] };
const SYMBOLS = new Set(["circle", "circle-open", "diamond", "square", "triangle-up", "triangle-down"]);
const LEAST_COVER = 0.6;  // share of an axis that the data have to fill, or it wants a new range

/**
 * Whether plotly's picture needs no change but in what is painted here; `frame` is `frameOf` the
 * figure that it drew last.
 */
export function paintable(next, frame, plot) {
  return frameOf(next) === frame
    && next.data.every((trace) => known(trace))
    && (next.layout.annotations ?? []).every(({ showarrow, text }) => !showarrow && !/[<&]/.test(text))
    && fits(next.data, plot._fullLayout);
}

/** All of a figure that plotly has to draw: its axes, and the traces as its legend names them. */
export function frameOf({ data, layout }) {
  const { shapes, annotations, ...rest } = layout;
  const named = data.map(({ type, name, showlegend, line, marker }) =>
    layout.showlegend && showlegend !== false ? [type, name, line?.color, marker?.color] : type);
  return JSON.stringify([rest, named]);
}

function known({ type, mode, line, marker, error_x, error_y, stackgroup }) {
  if (error_x || error_y || stackgroup || mode?.includes("text")) return false;
  if ((line?.dash ?? "solid") in DASHES === false) return false;
  if (type === "scatter") return SYMBOLS.has(marker?.symbol ?? "circle") && !marker?.colorscale;
  return type === "bar" || type === "heatmap";
}

/** Whether the axes that follow the data would stay as they are. */
function fits(data, layout) {
  const spans = new Map();
  const names = new Map();
  for (const trace of data) {
    for (const [letter, short] of [["x", trace.xaxis], ["y", trace.yaxis]]) {
      const axis = axisOf(layout, letter, short);
      if (axis.type === "category") {
        if (!names.has(axis)) names.set(axis, new Set());
        for (const name of trace[letter] ?? []) if (typeof name === "string") names.get(axis).add(name);
        continue;
      }
      if (!axis.autorange) continue;
      const span = spans.get(axis) ?? [Infinity, -Infinity];
      const scale = axis.type === "log" ? Math.log10 : Number;
      for (const value of trace[letter]) {
        const place = scale(value);
        if (!Number.isFinite(place)) continue;
        span[0] = Math.min(span[0], place);
        span[1] = Math.max(span[1], place);
      }
      spans.set(axis, span);
    }
  }
  const same = ([axis, found]) => found.size === 0
    || JSON.stringify([...found]) === JSON.stringify(axis._categories);
  return [...names].every(same) && [...spans].every(([axis, [low, high]]) => {
    const [start, end] = [Math.min(...axis.range), Math.max(...axis.range)];
    const from = axis.rangemode === "tozero" ? Math.min(0, low) : low;
    return low >= start && high <= end && high - from >= LEAST_COVER * (end - start);
  });
}

function axisOf(layout, letter, short) {
  return layout[`${letter}axis${(short ?? letter).slice(1)}`];
}

/** From values to pixels along an axis; a point beside a log axis becomes NaN. */
function along(axis) {
  const from = axis._offset + axis.l2p(0);
  const slope = axis.l2p(1) - axis.l2p(0);
  if (axis.type === "log") return (value) => from + slope * Math.log10(value > 0 ? value : NaN);
  if (axis.type !== "category") return (value) => from + slope * value;
  const places = new Map(axis._categories.map((name, index) => [name, index]));
  return (name) => from + slope * (typeof name === "number" ? name : places.get(name));
}

/** Paint a paintable figure on the canvas over the plot. */
export function paintQuick(context, { data, layout }, plot) {
  const full = plot._fullLayout;
  const shapes = layout.shapes ?? [];
  for (const shape of shapes) if (shape.layer === "below") paintShape(context, shape, full);
  let previous = [];
  const piles = new Map();  // where the next bar of a stack begins
  for (const trace of data) {
    const axes = [axisOf(full, "x", trace.xaxis), axisOf(full, "y", trace.yaxis)];
    const place = axes.map(along);
    context.save();
    if (trace.cliponaxis !== false) clip(context, axes);
    context.globalAlpha = trace.opacity ?? 1;
    if (trace.type === "bar") {
      paintBars(context, trace, axes, place, full.barmode === "stack" ? piles : null, full.font);
    } else if (trace.type === "heatmap") {
      paintCells(context, trace, place, full.font);
    } else {
      const points = Array.from(trace.x, (x, i) => [place[0](x), place[1](trace.y[i])]);
      paintScatter(context, trace, points, previous, place[1](0));
      previous = points;
    }
    context.restore();
  }
  for (const shape of shapes) if (shape.layer !== "below") paintShape(context, shape, full);
  for (const words of layout.annotations ?? []) paintWords(context, words, full);
}

function clip(context, [x, y]) {
  context.beginPath();
  context.rect(x._offset, y._offset, x._length, y._length);
  context.clip();
}

function paintScatter(context, trace, points, previous, floor) {
  const { mode = "lines", line = {}, marker = {}, fill } = trace;
  if (fill && fill !== "none") {
    context.beginPath();
    trail(context, points);
    if (fill === "tonexty") trail(context, [...previous].reverse(), true);
    if (fill === "tozeroy" && points.length) {
      context.lineTo(points.at(-1)[0], floor);
      context.lineTo(points[0][0], floor);
    }
    context.fillStyle = trace.fillcolor ?? faint(line.color);
    context.fill();
  }
  if (mode.includes("lines") && line.width !== 0) {
    context.beginPath();
    trail(context, line.shape === "hvh" ? steps(points) : points);
    stroke(context, line);
  }
  if (!mode.includes("markers") || marker.opacity === 0) return;
  points.forEach(([x, y], i) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    const pick = (value) => (Array.isArray(value) || ArrayBuffer.isView(value) ? value[i] : value);
    context.beginPath();
    symbol(context, marker.symbol, x, y, (pick(marker.size) ?? 6) / 2);
    const colour = pick(marker.color) ?? line.color;
    if (marker.symbol === "circle-open") {
      stroke(context, { color: colour, width: marker.line?.width ?? 1 });
      return;
    }
    context.fillStyle = colour;
    context.fill();
    if (marker.line?.width) stroke(context, marker.line);
  });
}

/** A path through the points, broken where a number is missing. */
function trail(context, points, joined = false) {
  let [lastX, lastY, down] = [NaN, NaN, joined];
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) down = false;
    else if (!down) context.moveTo(x, y);
    else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.3) continue;
    else context.lineTo(x, y);
    if (Number.isFinite(x + y)) [lastX, lastY, down] = [x, y, true];
  }
}

/** Corners of a histogram's outline: each value runs to halfway between its neighbours. */
function steps(points) {
  return points.flatMap(([x, y], i) => {
    const [before, after] = [points[i - 1] ?? [x], points[i + 1] ?? [x]];
    return [[(before[0] + x) / 2, y], [(x + after[0]) / 2, y]];
  });
}

function stroke(context, { color, width = 2, dash = "solid" }) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(DASHES[dash].map((share) => share * Math.max(width, 3)));
  context.stroke();
}

function symbol(context, name = "circle", x, y, radius) {
  const corners = {
    diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    "triangle-up": [[-1.15, 0.5], [0, -1], [1.15, 0.5]],
    "triangle-down": [[-1.15, -0.5], [0, 1], [1.15, -0.5]],
  }[name];
  if (!corners) return context.arc(x, y, radius, 0, 2 * Math.PI);
  corners.forEach(([dx, dy]) => context.lineTo(x + dx * radius, y + dy * radius));
  return context.closePath();
}

function paintBars(context, trace, axes, place, piles, font) {
  const lying = trace.orientation === "h" ? 1 : 0;
  const [values, spots] = lying ? [trace.x, trace.y] : [trace.y, trace.x];
  const [length, across] = lying ? place : [place[1], place[0]];
  const axis = axes[lying];
  const thick = Math.abs(axis.l2p(1) - axis.l2p(0));
  for (let i = 0; i < values.length; i++) {
    const begin = piles?.get(spots[i]) ?? trace.base ?? 0;
    piles?.set(spots[i], begin + values[i]);
    // On a log axis there is no zero: such a bar stands on the axis' end.
    const edge = axes[1 - lying];
    const foot = Number.isFinite(length(begin)) ? length(begin) : edge._offset + (lying ? 0 : edge._length);
    const head = length(begin + values[i]);
    if (!Number.isFinite(head)) continue;
    const half = (thick * (trace.width ?? 0.8)) / 2;
    const middle = across(spots[i]);
    const colour = Array.isArray(trace.marker.color) ? trace.marker.color[i] : trace.marker.color;
    context.fillStyle = colour;
    if (lying) context.fillRect(foot, middle - half, head - foot, 2 * half);
    else context.fillRect(middle - half, head, 2 * half, foot - head);
    if (trace.text?.[i]) {
      const [x, y, room] = lying ? [(foot + head) / 2, middle, Math.abs(head - foot)]
        : [middle, (foot + head) / 2, 2 * half];
      write(context, trace.text[i], x, y, contrast(colour), font, "center", room - 6);
    }
  }
}

function paintCells(context, trace, place, font) {
  trace.z.forEach((row, r) => row.forEach((value, c) => {
    const [left, right, top, bottom] = [
      place[0](c - 0.5), place[0](c + 0.5), place[1](r + 0.5), place[1](r - 0.5)];
    const colour = blend(trace.colorscale, (value - trace.zmin) / (trace.zmax - trace.zmin));
    context.fillStyle = colour;
    const [width, height] = [right - left - Math.sign(right - left), bottom - top - Math.sign(bottom - top)];
    context.fillRect(left, top, width, height);
    if (trace.texttemplate) {
      write(context, String(trace.text[r][c]), (left + right) / 2, (top + bottom) / 2, contrast(colour), font);
    }
  }));
}

function paintShape(context, shape, layout) {
  const { l, r, t, b } = layout._size;
  const spot = (letter, value) => {
    const reference = shape[`${letter}ref`] ?? letter;
    const axis = axisOf(layout, letter, reference === "paper" ? letter : reference);
    if (reference !== "paper") return along(axis)(value);
    return letter === "x" ? l + value * (layout.width - l - r) : layout.height - b - value * (layout.height - t - b);
  };
  const [x0, x1] = [spot("x", shape.x0), spot("x", shape.x1)];
  const [y0, y1] = [spot("y", shape.y0), spot("y", shape.y1)];
  context.save();
  context.beginPath();
  context.rect(l, t, layout.width - l - r, layout.height - t - b);
  context.clip();
  context.globalAlpha = shape.opacity ?? 1;
  context.beginPath();
  if (shape.type === "rect") {
    context.rect(x0, y0, x1 - x0, y1 - y0);
    context.fillStyle = shape.fillcolor ?? "transparent";
    context.fill();
  } else {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  if (shape.line?.width !== 0) stroke(context, shape.line);
  context.restore();
}

function paintWords(context, words, layout) {
  const { l, r } = layout._size;
  const x = words.xref === "paper" ? l + words.x * (layout.width - l - r)
    : along(axisOf(layout, "x", words.xref))(words.x);
  const y = along(axisOf(layout, "y", words.yref))(words.y);
  const font = { ...layout.font, ...words.font };
  const side = { left: "left", right: "right" }[words.xanchor] ?? "center";
  const gap = { left: 2, right: -2 }[side] ?? 0;  // plotly's border around words
  write(context, words.text, x + gap, y, font.color, font, side);
}

/** Words around a place, smaller where they find no `room`. */
function write(context, text, x, y, colour, font, side = "center", room = Infinity) {
  context.font = `${font.size}px ${font.family}`;
  const wide = context.measureText(text).width;
  if (wide > room) context.font = `${(font.size * Math.max(room, 0)) / wide}px ${font.family}`;
  context.textAlign = side;
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

const parts = (colour) => colour.startsWith("#")
  ? [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)) : colour.match(/[\d.]+/g).map(Number);

/** As plotly does under an area that was given no colour of its own: half of its line's. */
function faint(colour) {
  const [red, green, blue] = parts(colour);
  return `rgba(${red},${green},${blue},0.5)`;
}

function contrast(colour) {
  const [red, green, blue] = parts(colour);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "#fff" : "#444";
}

function blend(scale, share) {
  const place = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const [low, high] = [Math.floor(place), Math.ceil(place)].map((i) => parts(scale[i][1]));
  return `rgb(${low.map((value, i) => Math.round(value + (place % 1) * (high[i] - value)))})`;
}
