/**
 * A picture, a window that slides over it, what comes out, and the arithmetic in between.
 *
 * Pointing at a cell of the output, or at a place of the input, moves the window there; so do the
 * arrow keys on either, the buttons and the slider. Nothing of that asks the server.
 *
 * @typedef {import("./sums.js").Spec} Spec
 */

import { unpack } from "../plot/unpack.js";
import { cellAt, centredOn, covered, within } from "./cells.js";
import { Grid } from "./paint.js";
import { Sums } from "./sums.js";

const HEIGHT = 290;  // pixels of the grids, at most
const SMALL = 110;  // and of those that show one colour channel each
const CHANNELS = ["red", "green", "blue"];
const LONGEST = 25;  // seconds that playing all cells takes, at most
const PACE = 8;  // cells a second, at least
/** @type {Record<string, number[]>} */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** @type {WeakMap<HTMLElement, Slide>} */
const slides = new WeakMap();

/**
 * Called by Streamlit at each new data; see app/components.py.
 * @param {{
 *   data: Uint8Array, parentElement: HTMLElement,
 *   setTriggerValue: (name: string, value: unknown) => void
 * }} component
 */
export function render({ data, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".dlp-slide"));
  const slide = slides.get(parentElement) ?? new Slide(root);
  slides.set(parentElement, slide);
  slide.receive(data, (text) => setTriggerValue("kernel", text));
}

/**
 * Called once, when the element leaves the page.
 * @param {HTMLElement} parentElement
 */
export function unmount(parentElement) {
  slides.get(parentElement)?.remove();
  slides.delete(parentElement);
}

class Slide {
  /** @type {Spec} */ spec;
  /** @type {Uint8Array} */ data;
  /** @type {(text: string) => void} */ send;
  /** @type {string} */ grid;  // what the cell is one of
  /** @type {HTMLInputElement} */ slider;
  /** @type {HTMLButtonElement} */ player;
  /** @type {HTMLOutputElement} */ label;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.cell = [0, 0];  // of the output: row, column
    /** @type {?number} */
    this.timer = null;  // while all cells are played
    /** @type {string[]} */
    this.shown = [];
    /** @type {string[]} */
    this.channels = [];
    /** @type {Record<string, Grid>} */
    this.grids = Object.fromEntries(["image", "taken", "output", ...CHANNELS].map((name) =>
      [name, new Grid(CHANNELS.includes(name) ? SMALL : HEIGHT)]));
    this.figures = Object.fromEntries(Object.entries(this.grids).map(([name, { canvas }]) => {
      const [title, note] = [document.createElement("b"), document.createElement("span")];
      const caption = document.createElement("figcaption");
      const figure = document.createElement("figure");
      caption.append(title, note);
      figure.append(caption, canvas);
      return [name, { figure, title, note }];
    }));
    this.pictures = document.createElement("div");
    this.pictures.className = "pictures";
    this.formula = document.createElement("p");
    this.formula.className = "formula";
    this.sums = new Sums((text) => this.send(text));
    this.bar = this.buildBar();
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.replaceChildren(style, this.pictures, this.bar, this.formula, this.sums.root);
    this.listen();
    this.resizing = new ResizeObserver(() => this.spec && this.arrange());
    this.resizing.observe(root);
  }

  remove() {
    this.stop();
    this.resizing.disconnect();
  }

  /**
   * @param {Uint8Array} data
   * @param {(text: string) => void} send
   */
  receive(data, send) {
    this.send = send;
    if (data === this.data) return;  // Streamlit also calls when only the theme's variables change
    this.data = data;
    const message = /** @type {import("../plot/unpack.js").Message} */ (unpack(data));
    const sheet = message.frames[0].slide;
    this.spec = message.revive(sheet.diagram);
    for (const [name, value] of Object.entries(message.colours)) {
      this.root.style.setProperty(`--slide-${name}`, value);
    }
    this.root.setAttribute("aria-label", message.revive(sheet.text).alt);
    this.root.setAttribute("role", "group");
    const { pictures, output: { shape: [, rows, columns] }, start } = this.spec;
    // The same cell of other numbers shows what a knob does; of another grid it would be any cell.
    const grid = `${this.spec.operation} ${rows} × ${columns}`;
    if (grid !== this.grid) this.cell = start;
    this.grid = grid;
    const shown = Object.keys(this.grids).filter((name) => pictures[name]);
    for (const name of shown) {
      this.grids[name].receive(pictures[name]);
      this.figures[name].title.textContent = pictures[name].title;
      this.figures[name].note.textContent = pictures[name].note;
    }
    this.shown = shown.filter((name) => !CHANNELS.includes(name));
    this.channels = shown.filter((name) => CHANNELS.includes(name));
    this.pictures.replaceChildren(...this.shown.map((name) => this.figures[name].figure));
    this.formula.textContent = `Output size: ${this.spec.formula}`;
    this.slider.max = String(rows * columns - 1);
    this.arrange();
  }

  /** The widths have changed, or what is shown. */
  arrange() {
    this.sums.receive(this.spec);
    this.channels.forEach((name, c) => this.sums.rows[c].root.append(this.figures[name].figure));
    this.draw();
  }

  buildBar() {
    const bar = document.createElement("div");
    bar.className = "bar";
    /**
     * @param {string} text
     * @param {string} label
     * @param {() => void} act
     */
    const button = (text, label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.setAttribute("aria-label", label);
      made.title = label;
      made.onclick = act;
      return made;
    };
    this.slider = document.createElement("input");
    this.slider.type = "range";
    this.slider.setAttribute("aria-label", "Cell of the output");
    this.slider.oninput = () => {
      const index = Number(this.slider.value);
      this.stop();
      this.goTo(index);
    };
    this.player = button("▶", "Play: slide over all cells", () =>
      this.timer ? this.stop() : this.play());
    this.label = document.createElement("output");
    const step = (/** @type {number} */ by) => () => {
      this.stop();
      this.goTo(this.index + by);
    };
    bar.append(button("◀", "Previous cell", step(-1)), this.player,
      button("▶|", "Next cell", step(1)), this.slider, this.label);
    return bar;
  }

  listen() {
    for (const name of ["taken", "output"]) {
      const { canvas } = this.grids[name];
      canvas.tabIndex = 0;
      canvas.onpointermove = canvas.onpointerdown = (event) => this.point(name, event);
      canvas.onkeydown = (event) => {
        const way = ARROWS[event.key];
        if (!way) return;
        event.preventDefault();
        this.stop();
        this.move([this.cell[0] + way[0], this.cell[1] + way[1]]);
      };
    }
  }

  /**
   * The output's cell under the pointer, or the one whose window is centred nearest to it.
   * @param {string} name of the grid
   * @param {PointerEvent} event
   */
  point(name, event) {
    if (this.timer && event.type === "pointermove") return;  // a resting mouse does not stop it
    this.stop();
    const place = this.grids[name].under(event);
    this.move(name === "output" ? place.map(Math.floor) : centredOn(this.spec, place));
  }

  get index() {
    return this.cell[0] * this.spec.output.shape[2] + this.cell[1];
  }

  /** @param {number} index of a cell, in reading order */
  goTo(index) {
    this.move(cellAt(this.spec.output.shape, index));
  }

  /** @param {number[]} cell */
  move(cell) {
    this.cell = within(this.spec.output.shape, cell);
    this.draw();
  }

  play() {
    const [, rows, columns] = this.spec.output.shape;
    const count = rows * columns;
    const from = this.index >= count - 1 ? 0 : this.index;
    const pace = Math.max(PACE, count / LONGEST);
    const began = performance.now();
    const tick = () => {
      const at = from + Math.floor(((performance.now() - began) / 1000) * pace);
      this.timer = at < count - 1 ? requestAnimationFrame(tick) : null;
      if (!this.timer) this.stop();
      if (at !== this.index || !this.timer) this.goTo(at);
    };
    this.player.textContent = "❚❚";
    this.player.setAttribute("aria-label", "Pause");
    this.timer = requestAnimationFrame(tick);
  }

  stop() {
    if (this.timer) cancelAnimationFrame(this.timer);
    this.timer = null;
    this.player.textContent = "▶";
    this.player.setAttribute("aria-label", "Play: slide over all cells");
    if (this.spec) this.draw();
  }

  draw() {
    const { output, highlight } = this.spec;
    const [row, column] = this.cell;
    const width = (this.pictures.clientWidth - 16 * (this.shown.length - 1)) / this.shown.length;
    const reveal = this.timer ? this.index + 1 : Infinity;
    if (this.shown.includes("image")) this.grids.image.draw(width, [], highlight);
    this.grids.taken.draw(width, covered(this.spec, this.cell), highlight);
    this.grids.output.draw(width, [this.cell], highlight, reveal);
    for (const name of this.channels) {
      this.grids[name].draw(SMALL, [this.cell], highlight, reveal);
    }
    const numbers = this.sums.show(this.cell);

    const place = `row ${row + 1}, column ${column + 1}`;
    this.label.textContent = `${place} of ${output.shape[1]} × ${output.shape[2]}`;
    this.slider.value = String(this.index);
    this.slider.setAttribute("aria-valuetext", `${place}: ${this.sums.total.textContent}`);
    Object.assign(this.root.dataset, { row, column, total: numbers.join(" ") });
    this.root.dataset.shown = String(Number(this.root.dataset.shown ?? 0) + 1);
  }
}

const STYLE = `
.dlp-slide { font: 14px var(--st-font); color: var(--slide-ink); min-height: 320px }
.dlp-slide .pictures { display: flex; gap: 16px }
.dlp-slide .pictures figure { flex: 1; min-width: 0; margin: 0 }
.dlp-slide .pictures figcaption { display: flex; justify-content: space-between; gap: 8px;
  font-size: 0.85rem; line-height: 1.25rem; flex-wrap: wrap }
.dlp-slide .pictures span { opacity: 0.8; font-variant-numeric: tabular-nums }
.dlp-slide canvas { display: block; touch-action: pan-y }
.dlp-slide canvas[tabindex] { cursor: crosshair }
.dlp-slide :is(canvas, button, input):focus-visible { outline: 2px solid var(--st-primary-color);
  outline-offset: 2px }
.dlp-slide .bar { display: flex; gap: 6px; align-items: center; margin: 8px 0 }
.dlp-slide .bar button { border: 1px solid var(--st-border-color); background: none;
  color: inherit; border-radius: 8px; width: 36px; height: 30px; cursor: pointer }
.dlp-slide .bar input { flex: 1; min-width: 0; accent-color: var(--st-primary-color) }
.dlp-slide .bar output { min-width: 12rem; text-align: right; font-variant-numeric: tabular-nums }
.dlp-slide .formula { margin: 0 0 6px; font-variant-numeric: tabular-nums }
.dlp-slide .sums .row { display: flex; gap: 8px; align-items: center; flex-wrap: wrap;
  margin-bottom: 6px }
.dlp-slide .sums figure { margin: 0 }
.dlp-slide .sums figcaption { font-size: 0.8rem; opacity: 0.8; line-height: 1.2rem;
  display: flex; gap: 6px; white-space: nowrap }
.dlp-slide .sums[data-channels="3"] figure { min-width: 7rem }
.dlp-slide .boxes { display: grid; gap: 1px; font-variant-numeric: tabular-nums }
.dlp-slide .box { display: flex; align-items: center; justify-content: center; box-sizing: border-box;
  border: 1px solid var(--slide-grid); min-width: 0; width: 100%; padding: 0; font: inherit;
  text-align: center; border-radius: 2px }
.dlp-slide .box.chosen { outline: 3px solid var(--st-primary-color); z-index: 1 }
.dlp-slide input.box { border: 1.5px dashed var(--slide-ink); cursor: text }
.dlp-slide .end { display: inline-flex; gap: 8px; white-space: nowrap }
.dlp-slide .sum { font-variant-numeric: tabular-nums; min-width: 3.5rem }
.dlp-slide .total { margin: 0 0 4px; font-size: 1rem; font-weight: 600;
  font-variant-numeric: tabular-nums }
@media (max-width: 640px) {
  .dlp-slide .sums[data-channels="3"] figure { min-width: 0 }
  .dlp-slide .bar output { min-width: 7rem; font-size: 0.8rem }
  .dlp-slide .pictures { gap: 8px }
  .dlp-slide .pictures figcaption { min-height: 3.75rem; flex-flow: column nowrap; gap: 0;
    justify-content: flex-end; line-height: 1.2rem }
}
`;
