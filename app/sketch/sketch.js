/**
 * A pad to draw on by mouse, finger or pen; `data.mode` says what is drawn.
 *
 * The pad owns what is drawn. The server's version of it counts only when the pad appears and
 * when `data.version` is a new one, so that an answer on its way never undoes a stroke.
 */

import { InkPad } from "./ink.js";
import { AFTER_STROKE, button, follow, make, STYLE, svg } from "./tools.js";

const SPRAY = 0.045;  // between two points of one stroke, as a share of the pad's side
const SPREAD = 0.018;  // how far the points of a stroke stray from it (standard deviation)
const REACH = 0.04;  // of the eraser
const LEFT = 38;
const BELOW = 24;
const EDGE = 6;

const pads = new WeakMap();

/** Called by Streamlit at each new data; see app/components.py. */
export function render({ data, parentElement, setStateValue }) {
  if (!pads.has(parentElement)) {
    pads.set(parentElement, new MODES[data.mode](parentElement.querySelector(".dlp-sketch")));
  }
  pads.get(parentElement).receive(data, (value) => setStateValue(data.mode, value));
}

/** Called once, when the element leaves the page. */
export function unmount(parentElement) {
  pads.get(parentElement)?.remove();
  pads.delete(parentElement);
}

/** Points of a chosen class on a square with axes. */
class PointPad {
  constructor(root) {
    this.root = root;
    this.points = [];  // [x, y, class] in the units of the axes; replaced, never changed
    this.known = [];  // the points that the server has
    this.past = [];  // the points before each stroke
    this.tool = 0;  // a class, or "erase"
    this.count = make("span", { role: "status", class: "count" });
  }

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
    const known = (points) => points.filter(([, , label]) => label < labels.length);
    this.points = known(this.points);
    this.past = this.past.map(known);
    if (this.tool !== "erase" && this.tool >= labels.length) this.tool = 0;
    this.pills = [...labels.keys(), "erase"].map((tool) => {
      const label = tool === "erase" ? "Erase points" : `Add points: ${labels[tool]}`;
      const pill = button(labels[tool] ?? "erase", label, () => {
        this.tool = tool;
        this.draw();
      });
      if (tool !== "erase") {
        pill.prepend(make("span", { class: "dot", style: `background: ${colours[tool]}` }));
      }
      return [tool, pill];
    });
    this.undo = button("undo", "Undo the last stroke", () => this.change(this.past.pop(), false));
    this.clear = button("clear", "Remove all points", () => this.change([]));
    const pills = make("div", { class: "tools", role: "group", "aria-label": "What a stroke does" },
      ...this.pills.map(([, pill]) => pill));
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
        // A fast finger reports few places, so walk there in equal steps.
        const way = place.map((at, i) => at - this.last[i]);
        const steps = Math.floor(Math.hypot(...way) / SPRAY);
        const from = this.last;
        for (let step = 1; step <= steps; step++) {
          this.last = from.map((at, i) => at + way[i] * SPRAY * step / Math.hypot(...way));
          const stray = this.tool === "erase" ? 0 : SPREAD;
          this.touch(this.last.map((at) => at + stray * normal()));
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

  /** Add a point at a place on the pad, or erase those around it. */
  touch(place) {
    if (place.some((at) => at < 0 || at > 1)) return;
    const { x, y, most } = this.data;
    if (this.tool === "erase") {
      const left = this.points.filter((point) => {
        const [across, up] = this.place(point);
        return Math.hypot(across - place[0], up - place[1]) > REACH;
      });
      if (left.length < this.points.length) this.points = left;
    } else if (this.points.length < most) {
      const at = [x, y].map(([low, high], i) => low + place[i] * (high - low));
      this.points = [...this.points, [...at.map((value) => Number(value.toPrecision(5))), this.tool]];
    }
    this.draw();
  }

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

  place([x, y]) {
    const { x: [left, right], y: [low, high] } = this.data;
    return [share((x - left) / (right - left)), share((y - low) / (high - low))];
  }

  draw() {
    const { colours, height, most } = this.data;
    const side = height - EDGE - BELOW;
    this.marks.replaceChildren(...this.points.map((point) => {
      const [across, up] = this.place(point);
      const at = { cx: LEFT + across * side, cy: EDGE + (1 - up) * side };
      return svg("circle", { ...at, r: 4, fill: colours[point[2]] });
    }));
    for (const [tool, pill] of this.pills) pill.setAttribute("aria-pressed", tool === this.tool);
    this.undo.disabled = !this.past.length;
    this.clear.disabled = !this.points.length;
    const { length } = this.points;
    this.count.textContent = `${length} ${length === 1 ? "point" : "points"}, at most ${most}`;
  }
}

const MODES = { points: PointPad, ink: InkPad };

/** A square with light axes: its frame, the area to draw on and the group for the marks. */
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

/** Round values inside a range, about six of them. */
function ticks([low, high]) {
  const power = 10 ** Math.floor(Math.log10((high - low) / 6));
  const step = power * [1, 2, 5, 10].find((times) => times * power >= (high - low) / 6);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 },
    (_, i) => Number(((first + i) * step).toPrecision(6)));
}

const words = (value) => String(value).replace("-", "−");

const share = (value) => Math.min(1, Math.max(0, value));

/** One number from the normal distribution (Box & Muller 1958). */
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
