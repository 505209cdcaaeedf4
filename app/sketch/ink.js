/**
 * White ink on a black square, in strokes of one width.
 *
 * @typedef {import("./strokes.js").Stroke} Stroke
 * @typedef {{version: number, strokes: Stroke[]}} Drawing
 * @typedef {Drawing & {alt: string, height: number, width: number, most: number}} InkData
 */

import { ledOn } from "./strokes.js";
import { AFTER_STROKE, button, follow, make, STYLE, svg } from "./tools.js";

export class InkPad {
  /** @type {InkData} */ data;
  /** @type {(drawing: Drawing) => void} */ send;
  /** @type {SVGSVGElement} */ ink;
  /** @type {HTMLButtonElement} */ undo;
  /** @type {HTMLButtonElement} */ clear;
  /** @type {ReturnType<typeof setTimeout>} */ timer;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Stroke[]} */
    this.strokes = [];
    /** @type {Stroke[]} */
    this.known = [];  // the strokes that the server has
  }

  /**
   * @param {InkData} data
   * @param {(drawing: Drawing) => void} send
   */
  receive(data, send) {
    this.send = send;
    if (data.version !== this.data?.version) {
      clearTimeout(this.timer);
      this.strokes = this.known = data.strokes;
    }
    const built = this.data !== undefined;
    this.data = data;
    if (!built) this.build();
    this.draw();
  }

  remove() {
    clearTimeout(this.timer);
  }

  build() {
    const { alt, height } = this.data;
    this.ink = svg("svg", { class: "ink", viewBox: "0 0 1 1", role: "img", "aria-label": alt });
    const area = make("div", { class: "area", style: "inset: 0" });
    const frame = make("div", { class: "frame", style: `max-width: ${height}px` }, this.ink, area);
    this.undo = button("undo", "Undo the last stroke", () => this.change(this.strokes.slice(0, -1)));
    this.clear = button("clear", "Remove all ink", () => this.change([]));
    follow(area, {
      begin: (place) => {
        clearTimeout(this.timer);
        this.strokes = [...this.strokes, []];
        this.touch(place);
      },
      move: (place) => this.touch(place),
      end: () => this.change(this.strokes),
    });
    this.root.replaceChildren(make("style", {}, STYLE), frame,
      make("div", { class: "tools" }, this.undo, this.clear));
  }

  /**
   * Lead the last stroke on to a place.
   * @param {number[]} place
   */
  touch(place) {
    const strokes = ledOn(this.strokes, place, this.data.most);
    if (strokes === this.strokes) return;
    this.strokes = strokes;
    this.draw();
  }

  /** @param {Stroke[]} strokes */
  change(strokes) {
    this.strokes = strokes.filter((stroke) => stroke.length);
    this.draw();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.strokes === this.known) return;
      this.known = this.strokes;
      this.send({ version: this.data.version, strokes: this.strokes });
    }, AFTER_STROKE);
  }

  draw() {
    // A stroke of one point has no length; twice the same place makes a dot.
    this.ink.replaceChildren(...this.strokes.map((stroke) => svg("polyline", {
      points: [...stroke, stroke.at(-1)].join(" "), "stroke-width": this.data.width })));
    this.undo.disabled = this.clear.disabled = !this.strokes.length;
  }
}
