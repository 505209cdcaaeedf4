/**
 * The network as a picture: a column of squares for each layer, a curve for each weight.
 *
 * A curve's width is the weight's size beside the largest one of the net, its colour the sign.
 * Of a large layer only the strongest weights are drawn; hovering a unit shows all of its own.
 * A place in the picture is `{layer, unit, input}`: `weights[layer]` leads to it, the inputs have
 * layer -1; without an input it is the unit itself, without a unit the layer's title.
 */

const TOP = 36;  // room for a title of two lines
const EDGE = 6;
const LARGEST_SQUARE = 40;
const MOST_LINKS = 300;  // of one layer
const LEVELS = 10;  // of widths: curves of one width and sign are painted in one go, which is fast

const diagrams = new WeakMap();

/**
 * Draw the network, or what has changed of it.
 * @param {HTMLElement} host the element that the picture fills
 * @param {object} spec columns, weights, biases, gradients, colours, selected, height, alt
 * @param {function({layer: number, unit: number, input: ?number})} onSelect called at a click
 */
export function drawDiagram(host, spec, onSelect) {
  if (!diagrams.has(host)) diagrams.set(host, new Diagram(host));
  diagrams.get(host).update(spec, onSelect);
}

/** Take the picture out of its host. */
export function removeDiagram(host) {
  diagrams.get(host)?.remove();
  diagrams.delete(host);
}

class Diagram {
  constructor(host) {
    this.host = host;
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.style.cssText = "display: block; width: 100%; touch-action: manipulation";
    this.context = this.canvas.getContext("2d");
    this.tip = new Tip();
    host.append(this.canvas, this.tip.root);
    this.sheets = [];
    this.hovered = null;
    this.drawn = [];
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.point(event);
    });
    this.canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.point(null);
    });
    this.canvas.addEventListener("blur", () => this.point(null));
    this.canvas.addEventListener("click", (event) => {
      this.point(event);
      const place = this.hovered;
      if (place && place.layer >= 0 && place.unit !== null) this.onSelect?.({ ...place });
    });
    this.observer = new ResizeObserver(() => this.spec && this.draw());
    this.observer.observe(host);
  }

  update(spec, onSelect) {
    this.spec = spec;
    this.onSelect = onSelect;
    this.draw();
  }

  remove() {
    this.observer.disconnect();
    this.canvas.remove();
    this.tip.root.remove();
  }

  /** Draw if anything that shows is new. Arrays are compared by identity, not by content. */
  draw() {
    const { spec } = this;
    const width = this.host.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    const shape = JSON.stringify([width, ratio, spec.height,
      spec.columns.map(({ title, names, note }) => [title, names, note])]);
    const now = [shape, JSON.stringify([spec.selected, this.hovered]), spec.colours.values,
      spec.negative, spec.positive, spec.ink, spec.muted, spec.paper, spec.grid,
      ...spec.columns.map(({ maps }) => maps?.values),
      ...spec.weights.map(({ values }) => values), ...spec.biases.map(({ values }) => values)];
    if (!width || (now.length === this.before?.length && now.every((x, i) => x === this.before[i]))) {
      return this.say();
    }
    this.before = now;
    if (shape !== this.shape) {
      this.shape = shape;
      this.hovered = null;
      this.family = getComputedStyle(this.host).fontFamily;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(spec.height * ratio);
      this.canvas.style.height = `${spec.height}px`;
      this.columns = arrange(this.context, spec, width, this.family);
    }
    this.canvas.setAttribute("aria-label", spec.alt);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, spec.height);
    this.paintLinks();
    this.paintMarkedLinks();
    this.columns.forEach((_, index) => this.paintColumn(index));
    this.say();
  }

  paintLinks() {
    const { spec, context } = this;
    let largest = 0;
    for (const { values } of spec.weights) largest = Math.max(largest, largestOf(values));
    this.largest = largest;
    this.thickest = Math.max(1.5, Math.min(6, 0.2 * Math.min(...this.columns.map((c) => c.side))));
    this.drawn = spec.weights.map(({ values }) => strongest(values, MOST_LINKS, largest));

    const groups = Array.from({ length: 3 * LEVELS }, () => []);
    this.drawn.forEach((links, layer) => {
      const { values } = spec.weights[layer];
      for (const link of links) {
        const level = Math.min(LEVELS - 1, Math.floor(this.strength(values[link]) * LEVELS));
        groups[3 * level + 1 + Math.sign(values[link])].push(layer, link);
      }
    });
    groups.forEach((links, group) => {
      const strength = Math.floor(group / 3) / (LEVELS - 1);
      context.lineWidth = this.width(strength);
      context.globalAlpha = 0.35 + 0.5 * strength;
      context.strokeStyle = [spec.negative, spec.muted, spec.positive][group % 3];
      context.beginPath();
      for (let i = 0; i < links.length; i += 2) this.trace(links[i], links[i + 1]);
      context.stroke();
    });
    context.globalAlpha = 1;
  }

  /** The selected weight, the one under the pointer, and all weights of the unit under it. */
  paintMarkedLinks() {
    const { spec, context, hovered } = this;
    const stroke = (layer, link, halo) => {
      const weight = spec.weights[layer].values[link];
      const width = Math.max(1, this.width(this.strength(weight)));
      for (const [more, colour] of [[halo, spec.ink], [0, this.signColour(weight)]]) {
        context.lineWidth = width + more;
        context.strokeStyle = colour;
        context.beginPath();
        this.trace(layer, link);
        context.stroke();
      }
    };
    if (hovered && hovered.unit !== null && hovered.input === null) {
      const own = (layer, chosen) => spec.weights[layer]?.values.forEach((_, link) => {
        if (chosen(spec.weights[layer].shape[1], link)) stroke(layer, link, 0);
      });
      own(hovered.layer, (inputs, link) => Math.floor(link / inputs) === hovered.unit);
      own(hovered.layer + 1, (inputs, link) => link % inputs === hovered.unit);
    }
    for (const [place, halo] of [[hovered, 2], [spec.selected, 4]]) {
      if (place?.input != null && place.unit !== null) stroke(place.layer, this.link(place), halo);
    }
  }

  paintColumn(index) {
    const { spec, context, hovered } = this;
    const { side, places, named, lines, size, centre } = this.columns[index];
    const column = spec.columns[index];
    const biases = spec.biases[index - 1]?.values;
    const sheet = this.sheet(index);
    context.fillStyle = spec.grid;
    places.forEach(([x, y], unit) => {
      if (sheet) context.drawImage(sheet.canvas, ...sheet.part(unit), x, y, side, side);
      else context.fillRect(x, y, side, side);
    });
    context.lineWidth = side < 14 ? 1 : 1.5;
    for (const sign of [-1, 0, 1]) {
      context.strokeStyle = this.signColour(sign);
      context.beginPath();
      places.forEach(([x, y], unit) => {
        if ((Math.sign(biases?.[unit]) || 0) === sign) context.rect(x, y, side, side);
      });
      context.stroke();
    }
    for (const [place, thickness] of [[hovered, 1.5], [spec.selected, 3]]) {
      if (!place || place.layer !== index - 1 || place.unit === null || place.input !== null) continue;
      const [x, y] = places[place.unit];
      context.lineWidth = thickness;
      context.strokeStyle = spec.ink;
      context.strokeRect(x - 2.5, y - 2.5, side + 5, side + 5);
    }
    context.textBaseline = "middle";
    context.fillStyle = spec.ink;
    if (named) {
      context.font = `11px ${this.family}`;
      context.textAlign = index ? "left" : "right";
      places.forEach(([x, y], unit) =>
        context.fillText(named[unit], index ? x + side + 6 : x - 6, y + side / 2));
    }
    context.textAlign = "center";
    lines.forEach((line, row) => {
      context.font = `${row ? "" : "600 "}${size - row}px ${this.family}`;
      context.fillStyle = row ? spec.muted : spec.ink;
      context.fillText(line, centre, 8 + 14 * row);
    });
  }

  /** The column's maps in their own resolution, one below the other, or null. */
  sheet(index) {
    const { maps } = this.spec.columns[index];
    if (!maps) return null;
    const old = this.sheets[index];
    if (old?.maps === maps.values && old.colours === this.spec.colours.values) return old;
    this.sheets[index] = makeSheet(maps, this.spec.colours, old);
    return this.sheets[index];
  }

  strength = (weight) => (this.largest ? Math.abs(weight) / this.largest : 0);

  width = (strength) => 0.3 + (this.thickest - 0.3) * strength;

  signColour(value) {
    const { negative, positive, muted } = this.spec;
    return value < 0 ? negative : value > 0 ? positive : muted;
  }

  link = ({ layer, unit, input }) => unit * this.spec.weights[layer].shape[1] + input;

  /** Both ends of a weight's curve: the right side of one square, the left side of another. */
  ends(layer, link) {
    const inputs = this.spec.weights[layer].shape[1];
    const [from, to] = [this.columns[layer], this.columns[layer + 1]];
    const [x0, y0] = from.places[link % inputs];
    const [x1, y1] = to.places[Math.floor(link / inputs)];
    return [x0 + from.side, y0 + from.side / 2, x1, y1 + to.side / 2];
  }

  trace(layer, link) {
    const [x0, y0, x1, y1] = this.ends(layer, link);
    const middle = (x0 + x1) / 2;
    this.context.moveTo(x0, y0);
    this.context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
  }

  /** What lies at a point of the canvas: a unit, else the nearest weight, else a title. */
  find(x, y, reach) {
    for (const [index, { side, places, centre, room }] of this.columns.entries()) {
      const unit = places.findIndex(([left, top]) =>
        x >= left - 2 && x <= left + side + 2 && y >= top - 2 && y <= top + side + 2);
      if (unit >= 0) return { layer: index - 1, unit, input: null };
      if (y < TOP - 6 && Math.abs(x - centre) < room / 2) {
        return { layer: index - 1, unit: null, input: null };
      }
    }
    let nearest = null;
    this.drawn.forEach((links, layer) => {
      const { shape, values } = this.spec.weights[layer];
      for (const link of links) {
        const away = distance(this.ends(layer, link), x, y)
          - this.width(this.strength(values[link])) / 2;
        if (away > reach) continue;
        reach = away;
        nearest = { layer, unit: Math.floor(link / shape[1]), input: link % shape[1] };
      }
    });
    return nearest;
  }

  point(event) {
    if (!this.columns) return;
    const box = this.canvas.getBoundingClientRect();
    this.hovered = event && this.find(
      event.clientX - box.left, event.clientY - box.top, event.pointerType === "touch" ? 14 : 6);
    this.at = event && [event.clientX, event.clientY];
    const clickable = this.hovered && this.hovered.layer >= 0 && this.hovered.unit !== null;
    this.canvas.style.cursor = clickable ? "pointer" : "default";
    this.draw();
  }

  /** Tell what is under the pointer; also while the numbers change under a pointer at rest. */
  say() {
    const { hovered, spec } = this;
    if (!hovered) return this.tip.hide();
    const { layer, unit, input } = hovered;
    const [column, weights] = [spec.columns[layer + 1], spec.weights[layer]];
    const some = weights && this.drawn[layer].length < weights.values.length
      ? `Drawn are the ${this.drawn[layer].length} strongest of ${weights.values.length} weights.` : "";
    let sheet = null;
    let lines;
    if (unit === null) {
      lines = [column.title, column.note, some];
    } else if (input === null) {
      const biases = spec.biases[layer]?.values;
      lines = [this.name(layer, unit), biases ? `bias ${number(biases[unit])}` : ""];
      sheet = this.sheet(layer + 1);
    } else {
      const link = this.link(hovered);
      const gradient = spec.gradients?.[layer]?.values[link];
      lines = [`weight from ${this.name(layer - 1, input)} to ${this.name(layer, unit)}: `
        + number(weights.values[link])
        + (gradient === undefined ? "" : `, gradient ${number(gradient)}`), some];
    }
    this.tip.show(lines, sheet, unit, this.at);
  }

  name(layer, unit) {
    const given = this.spec.columns[layer + 1].names[unit];
    const hidden = layer >= 0 && layer < this.spec.weights.length - 1;
    return hidden ? `${given || `unit ${unit + 1}`} of layer ${layer + 1}` : given;
  }
}

/** The one small box that follows the pointer: an enlarged map and some lines of text. */
class Tip {
  constructor() {
    this.root = document.createElement("div");
    this.root.setAttribute("role", "tooltip");
    this.root.style.cssText = `position: fixed; z-index: 1000; display: none; max-width: 260px;
      padding: 6px 9px; pointer-events: none; font: 13px/1.4 var(--st-font, sans-serif);
      color: var(--st-text-color); background: var(--st-background-color);
      border: 1px solid var(--st-border-color); border-radius: 6px;
      box-shadow: 0 2px 8px rgb(0 0 0 / 20%)`;
    this.map = document.createElement("canvas");
    this.map.width = this.map.height = 120 * (window.devicePixelRatio || 1);
    this.map.style.cssText = "width: 120px; height: 120px; margin-bottom: 4px";
    this.text = document.createElement("div");
    this.root.append(this.map, this.text);
  }

  show(lines, sheet, unit, [x, y]) {
    this.map.style.display = sheet ? "block" : "none";
    const { width } = this.map;
    if (sheet) {
      this.map.getContext("2d").drawImage(sheet.canvas, ...sheet.part(unit), 0, 0, width, width);
    }
    this.text.innerText = lines.filter(Boolean).join("\n");
    this.root.style.display = "block";
    const box = this.root.getBoundingClientRect();
    const left = x + 14 + box.width > innerWidth ? x - 14 - box.width : x + 14;
    const top = y + 14 + box.height > innerHeight ? y - 14 - box.height : y + 14;
    this.root.style.left = `${Math.max(4, Math.min(left, innerWidth - box.width - 4))}px`;
    this.root.style.top = `${Math.max(4, top)}px`;
  }

  hide() {
    this.root.style.display = "none";
  }
}

/** Where everything goes: for each column its centre, squares, title lines and names. */
function arrange(context, spec, width, family) {
  const last = spec.columns.length - 1;
  const height = spec.height - TOP - EDGE;
  // Names stand beside the inputs and the classes where one column of squares has room for them.
  const beside = spec.columns.map(({ names }, c) =>
    (c === 0 || (c === last && names.length > 1)) && height / names.length >= 11.25);
  context.font = `11px ${family}`;
  const margins = [0, last].map((c) => beside[c]
    ? Math.min(0.16 * width, 120, widest(context, spec.columns[c].names)) + 6 : EDGE);
  const slot = (width - margins[0] - margins[1]) / (last + 1);
  const halves = [0, last].map((c) => Math.min(slot / 2, beside[c] ? 24 : 60));
  const [first, end] = [margins[0] + halves[0], width - margins[1] - halves[1]];
  const step = (end - first) / last;
  const size = step < 70 ? 10 : 12;

  return spec.columns.map(({ title, note, names }, c) => {
    const centre = first + c * step;
    const { side, across, down } = pack(
      names.length, height, Math.min(0.62 * slot, 120), beside[c] ? 1 : 16);
    const [dx, dy] = [side + Math.max(2, 0.25 * side), Math.min(height / down, 1.5 * side)];
    const left = centre - ((across - 1) * dx + side) / 2;
    const top = TOP + (height - (down - 1) * dy - side) / 2;
    const places = names.map((_, unit) =>
      [Math.round(left + (unit % across) * dx), Math.round(top + Math.floor(unit / across) * dy)]);

    const room = 2 * Math.min(c ? step / 2 : centre, c < last ? step / 2 : width - centre) - 6;
    context.font = `600 ${size}px ${family}`;
    const fits = context.measureText(title).width <= room;
    const lines = (fits ? [title] : title.split(" · ")).map((line) => shorten(context, line, room));
    if (fits && note && context.measureText(note).width <= room) lines.push(note);

    context.font = `11px ${family}`;
    const edge = (c ? width - centre : centre) - side / 2 - 8;
    const named = beside[c] ? names.map((name) => shorten(context, name, edge)) : null;
    return { centre, side, places, room, size, named, lines: lines.slice(0, 2) };
  });
}

/** The grid with the fewest sub-columns whose squares are large enough, else the largest. */
function pack(units, height, width, most) {
  let best = { side: 0 };
  for (let across = 1; across <= most && best.side < 14; across++) {
    const down = Math.ceil(units / across);
    const side = Math.floor(Math.min(LARGEST_SQUARE, height / down / 1.25, width / across / 1.25));
    if (side > best.side) best = { side, across, down };
  }
  return best;
}

const widest = (context, texts) =>
  Math.max(...texts.map((text) => context.measureText(text).width));

/** Whole words while they fit, else the beginning of the first one. */
function shorten(context, text, room) {
  const fits = (part) => context.measureText(part).width <= room;
  while (!fits(text) && text.includes(" ")) text = text.slice(0, text.lastIndexOf(" "));
  if (fits(text)) return text;
  while (text.length > 1 && !fits(`${text}…`)) text = text.slice(0, -1);
  return `${text}…`;
}

/** The maps' pixels on a canvas; `part(unit)` is where one of them lies. */
function makeSheet({ shape: [units, rows, columns], values }, colours, old) {
  const canvas = old?.canvas ?? document.createElement("canvas");
  if (canvas.width !== columns || canvas.height !== units * rows) {
    canvas.width = columns;
    canvas.height = units * rows;
  }
  const image = new ImageData(columns, units * rows);
  const pixels = new Uint32Array(image.data.buffer);
  // One pixel is alpha, blue, green, red in a little-endian word.
  const table = Uint32Array.from({ length: colours.shape[0] }, (_, i) => {
    const [red, green, blue] = colours.values.subarray(3 * i, 3 * i + 3);
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
  for (let row = 0; row < units * rows; row++) {
    // The first row of a map is the lowest in the picture.
    const unit = Math.floor(row / rows);
    const from = (unit * rows + (unit + 1) * rows - 1 - row) * columns;
    for (let column = 0; column < columns; column++) {
      pixels[row * columns + column] = table[values[from + column]];
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return {
    canvas, maps: values, colours: colours.values,
    part: (unit) => [0, unit * rows, columns, rows],
  };
}

/** The largest finite size among the values. */
function largestOf(values) {
  let largest = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

/** Indices of the `most` largest finite values; by a histogram, since sorting costs too much. */
function strongest(values, most, largest) {
  const bins = 1024;
  const bin = (value) => (largest ? Math.floor((Math.abs(value) / largest) * (bins - 1)) : 0);
  const counts = new Uint32Array(bins);
  for (const value of values) if (Number.isFinite(value)) counts[bin(value)]++;
  let cut = bins - 1;
  let above = 0;
  while (cut > 0 && above + counts[cut] <= most) above += counts[cut--];
  const chosen = [];
  let room = most - above;
  values.forEach((value, index) => {
    if (!Number.isFinite(value) || bin(value) < cut || (bin(value) === cut && room-- <= 0)) return;
    chosen.push(index);
  });
  return chosen;
}

/** From a point to a weight's curve, measured across it; infinite beside its ends. */
function distance([x0, y0, x1, y1], x, y) {
  if (x < x0 || x > x1 || y < Math.min(y0, y1) - 20 || y > Math.max(y0, y1) + 20) return Infinity;
  // Along the curve x = x0 + (x1 - x0) (1.5 t - 1.5 t² + t³) and y = y0 + (y1 - y0) (3 t² - 2 t³).
  let [low, high] = [0, 1];
  for (let round = 0; round < 12; round++) {
    const t = (low + high) / 2;
    if (x0 + (x1 - x0) * t * (1.5 - 1.5 * t + t * t) < x) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  const slope = ((y1 - y0) * 6 * t * (1 - t)) / ((x1 - x0) * (1.5 - 3 * t + 3 * t * t));
  return Math.abs(y0 + (y1 - y0) * t * t * (3 - 2 * t) - y) / Math.hypot(1, slope);
}

/** Three significant digits, with a real minus sign. */
function number(value) {
  if (!Number.isFinite(value)) return "not a number";
  return String(Number(value.toPrecision(3))).replaceAll("-", "−");
}
