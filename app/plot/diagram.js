/**
 * The network as a picture: a column of squares for each layer, a curve for each weight.
 *
 * A curve's width is the weight's size beside the largest one of the net, its colour the sign.
 * Of a large layer only the strongest weights are drawn; hovering a unit shows all of its own.
 * A place in the picture is `{layer, unit, input}`: `weights[layer]` leads to it, the inputs have
 * layer -1; without an input it is the unit itself, without a unit the layer's title.
 *
 * @typedef {import("./layout.js").Place} Place
 * @typedef {import("./layout.js").Spec} Spec
 * @typedef {import("./unpack.js").Values} Values
 * @typedef {(place: import("./places.js").Selectable) => void} OnSelect
 */

import { Tip } from "./tip.js";
import { arrange, largestOf, number, SMALL, strongest } from "./layout.js";
import { contextOf, mapsOn, partOf } from "./pixels.js";
import { canBeSelected, endsOf, find, walk } from "./places.js";

const MOST_LINKS = 250;  // of one layer
const SHADES = 12;  // of thin curves: those of one width and sign are painted in one go

// Steps of a key: to the next layer, the next weight, the next unit.
/** @type {Record<string, number[]>} */
const KEYS = {
  ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0],
  PageUp: [0, 0, -1], PageDown: [0, 0, 1],
};

/** @type {WeakMap<HTMLElement, Diagram>} */
const diagrams = new WeakMap();

/**
 * Draw the network, or what has changed of it.
 * @param {HTMLElement} host the element that the picture fills
 * @param {Spec} spec
 * @param {OnSelect} onSelect called at a click
 */
export function drawDiagram(host, spec, onSelect) {
  const diagram = diagrams.get(host) ?? new Diagram(host, spec, onSelect);
  diagrams.set(host, diagram);
  diagram.update(spec, onSelect);
}

/**
 * Take the picture out of its host.
 * @param {HTMLElement} host
 */
export function removeDiagram(host) {
  diagrams.get(host)?.remove();
  diagrams.delete(host);
}

class Diagram {
  /**
   * @param {HTMLElement} host
   * @param {Spec} spec
   * @param {OnSelect} onSelect
   */
  constructor(host, spec, onSelect) {
    this.host = host;
    this.spec = spec;
    this.onSelect = onSelect;
    /** @type {unknown[]} */
    this.now = [];  // all that shows
    this.shape = "";  // and of it, what decides where things are
    /** @type {import("./layout.js").Column[]} */
    this.columns = [];
    /** @type {number[][]} */
    this.drawn = [];  // of each layer, the weights with a curve
    this.largest = 0;  // of the weights
    this.thickest = 0;  // of the curves, in pixels
    this.family = "";  // of letters
    /** @type {?Place} */
    this.hovered = null;
    this.at = [0, 0];  // the pointer
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.style.cssText = "display: block; width: 100%; touch-action: manipulation;"
      + " -webkit-tap-highlight-color: transparent";
    this.context = contextOf(this.canvas);
    this.tip = new Tip();
    /** @type {(import("./pixels.js").Strip & {values: Values, colours: Values})[]} */
    this.sheets = [];
    host.append(this.canvas);
    // Beside the host, which would cut off all that reaches out of it, and be its measure of place.
    host.closest("figure")?.append(this.tip.root);
    // A finger has no hover, it taps.
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.point(event);
    });
    this.canvas.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.point(null);
    });
    this.canvas.addEventListener("blur", () => this.point(null));
    this.canvas.addEventListener("click", (event) => {
      this.point(/** @type {PointerEvent} */ (event));
      this.select();
    });
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.select();
      else if (event.key in KEYS) this.walk(KEYS[event.key]);
      else return;
      event.preventDefault();  // the page is not to scroll
    });
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(host);
  }

  /** @param {Spec} spec @param {OnSelect} onSelect */
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
      spec.columns.map(({ title, names }) => [title, names])]);
    if (shape !== this.shape) this.hovered = null;
    const now = [shape, JSON.stringify([spec.selected, this.hovered]), spec.colours.values,
      spec.negative, spec.positive, spec.ink, spec.muted, spec.grid,
      ...spec.columns.map(({ maps }) => maps?.values),
      ...spec.weights.map(({ values }) => values), ...spec.biases.map(({ values }) => values)];
    const same = now.length === this.now.length && now.every((part, i) => part === this.now[i]);
    if (width && !same) {
      this.now = now;
      if (shape !== this.shape) this.resize(width, ratio);
      this.shape = shape;
      this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.context.clearRect(0, 0, width, spec.height);
      this.paintLinks();
      this.paintMarkedLinks();
      this.columns.forEach((column, index) => this.paintColumn(column, index));
    }
    this.canvas.setAttribute("aria-label", spec.alt);
    this.say();
  }

  /** @param {number} width @param {number} ratio */
  resize(width, ratio) {
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.spec.height * ratio);
    this.canvas.style.height = `${this.spec.height}px`;
    this.family = getComputedStyle(this.host).fontFamily;
    this.columns = arrange(this.context, this.spec, width, this.family);
    const smallest = Math.min(...this.columns.map(({ side }) => side));
    this.thickest = Math.max(1.5, Math.min(6, 0.15 * smallest));
  }

  paintLinks() {
    const { weights } = this.spec;
    this.largest = Math.max(...weights.map(({ values }) => largestOf(values)));
    this.drawn = weights.map(({ values }) => strongest(values, MOST_LINKS, this.largest));
    /** @type {[number, number][][]} */
    const thin = Array.from({ length: 3 * SHADES }, () => []);
    /** @type {[number, number][]} */
    const thick = [];
    this.drawn.forEach((links, layer) => {
      for (const link of links) {
        const weight = weights[layer].values[link];
        const shade = Math.floor(this.width(weight) * SHADES);
        if (shade < SHADES) thin[3 * shade + 1 + Math.sign(weight)].push([layer, link]);
        else thick.push([layer, link]);
      }
    });
    for (const links of thin) if (links.length) this.stroke(links);
    for (const link of thick) this.stroke([link]);
  }

  /** The weights of the unit under the pointer, the weight under it, and the selected one. */
  paintMarkedLinks() {
    const { hovered, spec: { selected, weights } } = this;
    if (hovered && hovered.unit !== null && hovered.input === null) {
      const { layer, unit } = hovered;
      const inputs = weights[layer]?.shape[1] ?? 0;
      for (let i = 0; i < inputs; i++) this.stroke([[layer, unit * inputs + i]], 1);
      const [outputs, width] = weights[layer + 1]?.shape ?? [0, 0];
      for (let i = 0; i < outputs; i++) this.stroke([[layer + 1, i * width + unit]], 1);
    }
    for (const { place, halo } of [{ place: hovered, halo: 2 }, { place: selected, halo: 4 }]) {
      if (place && place.input !== null) this.stroke([[place.layer, this.link(place)]], 1, halo);
    }
  }

  /**
   * Paint curves of one sign and about one width, as wide as the first of them.
   * @param {[number, number][]} links each a layer, and an index among its weights
   * @param {?number} alpha
   * @param {number} halo
   */
  stroke(links, alpha = null, halo = 0) {
    const { context, spec } = this;
    const weight = spec.weights[links[0][0]].values[links[0][1]];
    context.beginPath();
    for (const [layer, link] of links) {
      const [x0, y0, x1, y1] = endsOf({ columns: this.columns, weights: spec.weights }, layer, link);
      // Two parabolas that meet in the middle: `distance` knows their formula.
      const [quarter, x, y] = [(x1 - x0) / 4, (x0 + x1) / 2, (y0 + y1) / 2];
      context.moveTo(x0, y0);
      context.quadraticCurveTo(x0 + quarter, y0, x, y);
      context.quadraticCurveTo(x1 - quarter, y1, x1, y1);
    }
    context.globalAlpha = alpha ?? 0.35 + 0.5 * this.strength(weight);
    context.lineWidth = Math.max(alpha ?? 0, this.width(weight)) + halo;
    context.strokeStyle = spec.ink;
    if (halo) context.stroke();
    context.lineWidth -= halo;
    context.strokeStyle = this.signColour(weight);
    context.stroke();
    context.globalAlpha = 1;
  }

  /** @param {import("./layout.js").Column} column @param {number} index */
  paintColumn({ side, places, named, lines, size, centre }, index) {
    const { context, spec, hovered } = this;
    const sheet = this.sheet(index);
    context.fillStyle = spec.grid;
    places.forEach(([x, y], unit) => {
      if (sheet) context.drawImage(sheet.canvas, ...sheet.part(unit), x, y, side, side);
      else context.fillRect(x, y, side, side);
    });
    context.lineWidth = side < 14 ? 1 : 1.5;
    const biases = spec.biases[index - 1]?.values;
    for (const sign of [-1, 0, 1]) {
      context.strokeStyle = this.signColour(sign);
      context.beginPath();
      places.forEach(([x, y], unit) => {
        if ((Math.sign(biases?.[unit] ?? 0) || 0) === sign) context.rect(x, y, side, side);
      });
      context.stroke();
    }
    context.strokeStyle = context.fillStyle = spec.ink;
    const marks = [{ place: hovered, thickness: 1.5 }, { place: spec.selected, thickness: 3 }];
    for (const { place, thickness } of marks) {
      if (place?.layer !== index - 1 || place.unit === null || place.input !== null) continue;
      const [x, y] = places[place.unit];
      context.lineWidth = thickness;
      context.strokeRect(x - 2.5, y - 2.5, side + 5, side + 5);
    }
    context.textBaseline = "middle";
    context.font = `${SMALL} ${this.family}`;
    context.textAlign = index ? "left" : "right";
    named?.forEach((name, unit) => {
      const [x, y] = places[unit];
      context.fillText(name, index ? x + side + 6 : x - 6, y + side / 2);
    });
    context.textAlign = "center";
    lines.forEach((line, row) => {
      context.font = `${row ? "" : "600 "}${size - row}px ${this.family}`;
      context.fillStyle = row ? spec.muted : spec.ink;
      context.fillText(line, centre, 8 + 14 * row);
    });
  }

  /**
   * The maps of a column in their own resolution, or null.
   * @param {number} index
   */
  sheet(index) {
    const { maps } = this.spec.columns[index];
    if (!maps) return null;
    const old = this.sheets[index];
    const { colours } = this.spec;
    if (old?.values !== maps.values || old.colours !== colours.values) {
      const canvas = mapsOn(maps, colours, old?.canvas);
      const part = partOf(maps.shape[1], maps.shape[2]);
      this.sheets[index] = { canvas, part, values: maps.values, colours: colours.values };
    }
    return this.sheets[index];
  }

  /** @param {number} weight */
  strength = (weight) => (this.largest ? Math.min(1, Math.abs(weight) / this.largest) : 0);

  /** @param {number} weight */
  width = (weight) => 0.3 + (this.thickest - 0.3) * this.strength(weight);

  /** @param {Place} place */
  link = ({ layer, unit, input }) =>
    (unit ?? 0) * this.spec.weights[layer].shape[1] + (input ?? 0);

  /** @param {number} value */
  signColour(value) {
    const { negative, positive, muted } = this.spec;
    return value < 0 ? negative : value > 0 ? positive : muted;
  }

  /** @param {?PointerEvent} event null where the pointer is elsewhere */
  point(event) {
    if (!this.columns.length) return;
    const box = this.canvas.getBoundingClientRect();
    const reach = event?.pointerType === "touch" ? 14 : 6;
    const net = {
      columns: this.columns, weights: this.spec.weights, drawn: this.drawn, width: this.width };
    this.hovered = event && find(net, event.clientX - box.left, event.clientY - box.top, reach);
    if (event) this.at = [event.clientX, event.clientY];
    this.canvas.style.cursor = canBeSelected(this.hovered) ? "pointer" : "default";
    this.draw();
  }

  select() {
    if (canBeSelected(this.hovered)) this.onSelect({ ...this.hovered });
  }

  /**
   * Hover the place that a key leads to.
   * @param {number[]} steps
   */
  walk(steps) {
    if (!this.columns.length) return;
    const { columns, spec: { weights } } = this;
    const { layer, unit, input } = this.hovered = walk(weights, this.hovered, steps);
    const box = this.canvas.getBoundingClientRect();
    const link = unit * weights[layer].shape[1] + (input ?? 0);
    const [x0, y0, x1, y1] = endsOf({ columns, weights }, layer, link);
    const [x, y] = input === null ? [x1, y1] : [(x0 + x1) / 2, (y0 + y1) / 2];
    this.at = [box.left + x, box.top + y];
    this.draw();
  }

  /** Tell what is under the pointer; also while the numbers change under a pointer at rest. */
  say() {
    const { hovered, spec } = this;
    if (!hovered) return this.tip.hide();
    const { layer, unit, input } = hovered;
    const [column, weights] = [spec.columns[layer + 1], spec.weights[layer]];
    const shown = this.drawn[layer]?.length;
    const some = weights && weights.values.length > MOST_LINKS
      ? `Only the ${shown} strongest of ${weights.values.length} weights are drawn.` : "";
    if (unit === null) {
      return this.tip.show([column.title, some], this.at);
    }
    const name = this.name(layer, unit);
    if (input === null) {
      const bias = weights && `bias ${number(spec.biases[layer].values[unit])}`;
      return this.tip.show([name, bias], this.at, this.sheet(layer + 1), unit);
    }
    const link = this.link(hovered);
    return this.tip.show([`weight from ${this.name(layer - 1, input)} to ${name}: `
      + number(weights.values[link]), some], this.at);
  }

  /** @param {number} layer @param {number} unit */
  name(layer, unit) {
    const name = this.spec.columns[layer + 1].names[unit];
    const hidden = layer >= 0 && layer < this.spec.weights.length - 1;
    return hidden ? `${name} of layer ${layer + 1}` : name;
  }
}
