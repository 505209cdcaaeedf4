/**
 * A pad to draw on by mouse, finger or pen; `data.mode` says what is drawn.
 *
 * The pad owns what is drawn. The server's version of it counts only when the pad appears and
 * when `data.version` is a new one, so that an answer on its way never undoes a stroke.
 *
 * @typedef {import("./strokes.js").Point} Point
 * @typedef {number | "erase"} Tool a class, or the eraser
 * @typedef {{version: number, points: Point[]}} Drawing
 * @typedef {import("./strokes.js").Axes & Drawing & {
 *   labels: string[], colours: string[], height: number, most: number, alt: string}} PointData
 */

import { InkPad } from "./ink.js";
import { erased, isOutside, placeOf, pointAt, stepsTo, ticks } from "./strokes.js";
import { AFTER_STROKE, button, follow, make, STYLE, svg } from "./tools.js";

const SPREAD = 0.018;  // how far points stray from their stroke (standard deviation), of the side
const LEFT = 38;
const BELOW = 24;
const EDGE = 6;

/** @type {WeakMap<HTMLElement, PointPad | InkPad>} */
const pads = new WeakMap();

/**
 * Called by Streamlit at each new data; see app/components.py.
 * @param {{
 *   data: any, parentElement: HTMLElement, setStateValue: (name: string, value: unknown) => void
 * }} component
 */
export function render({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".dlp-sketch"));
  const pad = pads.get(parentElement) ?? (data.mode === "ink" ? new InkPad(root) : new PointPad(root));
  pads.set(parentElement, pad);
  pad.receive(data, (value) => setStateValue(data.mode, value));
}

/**
 * Called once, when the element leaves the page.
 * @param {HTMLElement} parentElement
 */
export function unmount(parentElement) {
  pads.get(parentElement)?.remove();
  pads.delete(parentElement);
}

/** Points of a chosen class on a square with axes. */
class PointPad {
  /** @type {PointData} */ data;
  /** @type {(drawing: Drawing) => void} */ send;
  /** @type {string} */ look;
  /** @type {SVGGElement} */ marks;
  /** @type {HTMLButtonElement} */ undo;
  /** @type {HTMLButtonElement} */ clear;
  /** @type {number[]} */ last;  // place of the stroke
  /** @type {ReturnType<typeof setTimeout>} */ timer;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Point[]} */
    this.points = [];  // replaced, never changed
    /** @type {Point[]} */
    this.known = [];  // the points that the server has
    /** @type {Point[][]} */
    this.past = [];  // the points before each stroke
    /** @type {Tool} */
    this.tool = 0;
    /** @type {{tool: Tool, pill: HTMLButtonElement}[]} */
    this.pills = [];
    this.count = make("span", { role: "status", class: "count" });
  }

  /**
   * @param {PointData} data
   * @param {(drawing: Drawing) => void} send
   */
  receive(data, send) {
    this.send = send;
    if (data.version !== this.data?.version) {
      clearTimeout(this.timer);
      this.points = this.known = data.points;
      this.past = [];
    }
    this.data = data;
    const look = JSON.stringify({ ...data, points: null, version: null });
    if (look !== this.look) this.build();
    this.look = look;
    this.draw();
  }

  remove() {
    clearTimeout(this.timer);
  }

  build() {
    const { labels, colours } = this.data;
    const known = (/** @type {Point[]} */ points) => points.filter(([, , label]) => label < labels.length);
    this.points = known(this.points);
    this.past = this.past.map(known);
    if (this.tool !== "erase" && this.tool >= labels.length) this.tool = 0;
    const pill = (/** @type {Tool} */ tool, /** @type {string} */ text, /** @type {string} */ label) => {
      const made = button(text, label, () => {
        this.tool = tool;
        this.draw();
      });
      if (tool !== "erase") {
        made.prepend(make("span", { class: "dot", style: `background: ${colours[tool]}` }));
      }
      return { tool, pill: made };
    };
    this.pills = [...labels.map((label, tool) => pill(tool, label, `Add points: ${label}`)),
      pill("erase", "erase", "Erase points")];
    this.undo = button("undo", "Undo the last stroke", () =>
      this.change(this.past.pop() ?? this.points, false));
    this.clear = button("clear", "Remove all points", () => this.change([]));
    const pills = make("div", { class: "tools", role: "group", "aria-label": "What a stroke does" },
      ...this.pills.map(({ pill }) => pill));
    const actions = make("div", { class: "tools" }, this.undo, this.clear, this.count);

    const { frame, area, marks } = axes(this.data);
    this.marks = marks;
    follow(area, {
      begin: (place) => {
        clearTimeout(this.timer);
        this.past.push(this.points);
        this.last = place;
        this.touch(place);
      },
      move: (place) => {
        for (const step of stepsTo(this.last, place)) {
          this.last = step;
          const stray = this.tool === "erase" ? 0 : SPREAD;
          this.touch(step.map((at) => at + stray * normal()));
        }
      },
      end: () => {
        if (this.past.at(-1) === this.points) this.past.pop();
        this.draw();
        this.sendSoon();
      },
    });
    this.root.replaceChildren(make("style", {}, STYLE), pills, frame, actions);
  }

  /**
   * Add a point at a place on the pad, or erase those around it.
   * @param {number[]} place
   */
  touch(place) {
    if (isOutside(place)) return;
    if (this.tool === "erase") {
      this.points = erased(this.data, this.points, place);
    } else if (this.points.length < this.data.most) {
      this.points = [...this.points, pointAt(this.data, place, this.tool)];
    }
    this.draw();
  }

  /** @param {Point[]} points @param {boolean} keep what was there, for undoing */
  change(points, keep = true) {
    if (keep) this.past.push(this.points);
    this.points = points;
    this.draw();
    this.sendSoon();
  }

  sendSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.points === this.known) return;
      this.known = this.points;
      this.send({ version: this.data.version, points: this.points });
    }, AFTER_STROKE);
  }

  draw() {
    const { colours, height, most } = this.data;
    const side = height - EDGE - BELOW;
    this.marks.replaceChildren(...this.points.map((point) => {
      const [across, up] = placeOf(this.data, point);
      const at = { cx: LEFT + across * side, cy: EDGE + (1 - up) * side };
      return svg("circle", { ...at, r: 4, fill: colours[point[2]] });
    }));
    for (const { tool, pill } of this.pills) {
      pill.setAttribute("aria-pressed", String(tool === this.tool));
    }
    this.undo.disabled = !this.past.length;
    this.clear.disabled = !this.points.length;
    const { length } = this.points;
    this.count.textContent = `${length} ${length === 1 ? "point" : "points"}, at most ${most}`;
  }
}

/**
 * A square with light axes: its frame, the area to draw on and the group for the marks.
 * @param {PointData} data
 */
function axes({ x, y, height, alt }) {
  const side = height - EDGE - BELOW;
  const [right, bottom] = [LEFT + side, EDGE + side];
  const lines = [];
  for (const value of ticks(x)) {
    const at = LEFT + ((value - x[0]) / (x[1] - x[0])) * side;
    lines.push(svg("path", { d: `M${at},${EDGE}V${bottom}` }),
      svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, words(value)));
  }
  for (const value of ticks(y)) {
    const at = bottom - ((value - y[0]) / (y[1] - y[0])) * side;
    lines.push(svg("path", { d: `M${LEFT},${at}H${right}` }),
      svg("text", { x: LEFT - 6, y: at + 4, "text-anchor": "end" }, words(value)));
  }
  const marks = svg("g", { class: "marks" });
  const width = right + EDGE;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt },
    svg("g", { class: "axes" }, ...lines), marks);
  // Not a part of the picture, because browsers heed touch-action only on whole pictures.
  const area = make("div", { class: "area", style: `left: ${(LEFT / width) * 100}%;
    top: ${(EDGE / height) * 100}%; width: ${(side / width) * 100}%` });
  const frame = make("div", { class: "frame", style: `max-width: ${width}px` }, picture, area);
  return { frame, area, marks };
}

const words = (/** @type {number} */ value) => String(value).replace("-", "−");

/** One number from the normal distribution (Box & Muller 1958). */
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
