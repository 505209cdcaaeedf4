/** White ink on a black square, in strokes of one width. */

import { AFTER_STROKE, button, follow, make, STYLE, svg } from "./tools.js";

const STEP = 0.012;  // between two points of a stroke, as a share of the pad's side

export class InkPad {
  constructor(root) {
    this.root = root;
    this.strokes = [];  // each a list of [x, y] in shares of the sides, from the upper left
    this.known = [];  // the strokes that the server has
  }

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

  /** Lead the last stroke on to a place, given from the lower left. */
  touch([x, up]) {
    const place = [x, 1 - up].map((at) => Number(Math.min(1, Math.max(0, at)).toFixed(3)));
    const stroke = this.strokes.at(-1);
    const last = stroke.at(-1);
    if (last && Math.hypot(place[0] - last[0], place[1] - last[1]) < STEP) return;
    const points = this.strokes.reduce((sum, one) => sum + one.length, 0);
    if (points >= this.data.most) return;
    stroke.push(place);
    this.draw();
  }

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
