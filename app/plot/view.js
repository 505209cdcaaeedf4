/** One panel of a stage: a plotly figure, perhaps over a raster, or a network diagram. */

import { drawDiagram, removeDiagram } from "./diagram.js";
import { Drag } from "./drag.js";
import { frameOf, paintable, paintQuick } from "./quick.js";
import { clearFor, paintRaster, readRaster } from "./raster.js";
import { filmStrip, Tip } from "./tip.js";

const CONFIG = { displayModeBar: false, displaylogo: false };
const REST = 400;  // milliseconds without a new picture until plotly itself draws the last one

// When the learner last did something: what plotly draws meanwhile would delay the answer to it.
let touched = -Infinity;
for (const kind of ["keydown", "pointerdown", "pointermove", "input"]) {
  document.addEventListener(kind, (event) => {
    if (kind !== "pointermove" || event.buttons) touched = performance.now();
  }, { capture: true, passive: true });
}

export class PanelView {
  /** @param {(what: object) => void} select tells the page what the learner clicked. */
  constructor(plotly, select) {
    this.plotly = plotly;
    this.select = select;
    this.shown = {};
    this.root = document.createElement("figure");
    this.caption = document.createElement("figcaption");
    this.title = document.createElement("b");
    this.note = document.createElement("span");
    this.caption.append(this.title, this.note);
    this.host = document.createElement("div");
    this.host.className = "host";
    const scroller = document.createElement("div");
    scroller.className = "scroller";
    scroller.append(this.host);
    this.root.append(this.caption, scroller);
  }

  /** Draw a sheet, as far as its parts differ from what is on screen. */
  show(message, sheet) {
    const fresh = (part) => sheet[part] !== this.shown[part] && sheet[part] !== null;
    if (fresh("text")) this.describe(message.revive(sheet.text));
    if (!sheet.raster && this.raster) {
      this.raster = null;
      this.canvas?.remove();
    } else if (fresh("raster") || fresh("key")) {
      this.raster = { ...message.revive(sheet.raster), ...message.revive(sheet.key) };
    }
    if (fresh("diagram")) {
      drawDiagram(this.host, message.revive(sheet.diagram), (what) => this.select(what));
    }
    if (sheet.pictures !== this.shown.pictures) {
      this.strip = sheet.pictures && filmStrip(message.revive(sheet.pictures).all);
    }
    // Drawing the plot paints the raster too, once its axes have their new places.
    if (fresh("plot") || fresh("layout")) {
      this.draw({ ...message.revive(sheet.plot, true), ...message.revive(sheet.layout) });
    } else if (fresh("raster") || fresh("key")) this.paint();
    this.shown = sheet;
    this.drag?.answered();
  }

  describe({ title, note, alt, height, width, clicks, drags, main }) {
    this.root.classList.toggle("main", main);
    this.title.textContent = title;
    this.said = note;
    this.note.textContent = note;
    this.host.style.height = `${height}px`;
    this.host.style.minWidth = `${width}px`;
    this.host.setAttribute("role", "img");
    this.host.setAttribute("aria-label", alt);
    this.clicks = clicks;
    this.drags = drags;
  }

  /** Paint what moved at once, and let plotly draw when the picture rests; or plotly draws now. */
  draw(figure) {
    clearTimeout(this.settling);
    // Under the pointer plotly draws, where it says something there: of the picture shown.
    const asked = !this.drags && this.host.matches(":hover");
    if (this.frame && !asked && paintable(figure, this.frame, this.host)) {
      this.quick = figure;
      this.paint();
      this.rest();
    } else {
      this.react(figure);
    }
  }

  /** Wait until nothing moves and nobody asks for anything, then let plotly draw. */
  rest() {
    this.settling = setTimeout(() => {
      if (performance.now() - touched < REST) this.rest();
      else this.settle();
    }, REST);
  }

  /** Plotly draws what was only painted so far. */
  settle() {
    clearTimeout(this.settling);
    if (this.quick) this.react(this.quick);
  }

  react(figure) {
    const coarse = matchMedia("(pointer: coarse)").matches;
    // On a touch screen a drag scrolls the page; it does not zoom the plot.
    const font = { ...figure.layout.font, family: getComputedStyle(this.root).fontFamily };
    const layout = { ...figure.layout, font, autosize: true, dragmode: coarse ? false : "zoom" };
    const begun = this.frame !== undefined;
    this.quick = null;
    this.frame = frameOf(figure);  // before plotly writes its own findings into the figure
    // Where the page follows the pointer, plotly does not.
    const config = { ...CONFIG, staticPlot: this.drags };
    this.drawing = this.plotly.react(this.host, figure.data, layout, config);
    if (!begun) this.begin();
    this.paint();
  }

  /** What a plot needs once: repaints when it moves, reads out the raster, tells of clicks. */
  begin() {
    if (this.drags) this.drag = new Drag(this.host, (where) => this.select(where));
    this.host.on("plotly_afterplot", () => this.paint());
    this.host.on("plotly_relayouting", () => this.paint());
    this.host.on("plotly_click", ({ points: [point] }) => {
      if (!this.clicks || !point) return;
      const place = { trace: point.curveNumber, point: point.pointNumber };
      this.select({ ...place, x: point.x, y: point.y });
    });
    this.host.on("plotly_hover", ({ points: [point], event }) => this.enlarge(point, event));
    this.host.on("plotly_unhover", () => this.tip?.hide());
    this.host.onpointerenter = () => this.settle();
    this.host.onpointermove = this.host.onpointerdown = (event) => {
      const words = this.raster && readRaster(this.raster, this.host, event);
      this.note.textContent = words || this.said;
    };
    this.host.onpointerleave = () => (this.note.textContent = this.said);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.host);
  }

  /** Show the thumbnail of the point under the pointer, where it has one. */
  enlarge(point, event) {
    if (!this.strip || !Number.isInteger(point?.customdata) || !event) return;
    if (!this.tip) this.root.append((this.tip = new Tip()).root);
    this.tip.show([], [event.clientX, event.clientY + 24], this.strip, point.customdata);
  }

  resize() {
    const { width, height } = this.host.getBoundingClientRect();
    const layout = this.host._fullLayout;
    if (width && (Math.abs(layout.width - width) > 1 || Math.abs(layout.height - height) > 1)) {
      this.plotly.Plots.resize(this.host);
    }
  }

  paint() {
    this.host.classList.toggle("painted", Boolean(this.quick));
    if (!this.host._fullLayout?.xaxis?._length) return;
    if (this.raster) {
      this.canvas ??= canvas("raster");
      if (!this.canvas.isConnected) this.host.prepend(this.canvas);
      paintRaster(this.canvas, this.raster, this.host);
    }
    if (this.quick) {
      this.cover ??= canvas("cover");
      if (!this.cover.isConnected) this.host.append(this.cover);
      paintQuick(clearFor(this.cover, this.host), this.quick, this.host);
    }
  }

  remove() {
    this.resizing?.disconnect();
    clearTimeout(this.settling);
    // Plotly may still be drawing, and would stumble over a plot that is gone.
    this.drawing?.finally(() => this.plotly.purge(this.host));
    removeDiagram(this.host);
    this.root.remove();
  }
}

function canvas(name) {
  const element = document.createElement("canvas");
  element.className = name;
  return element;
}
