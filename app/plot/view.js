/** One panel of a stage: a plotly figure, perhaps over a raster, or a network diagram. */

import { drawDiagram, removeDiagram } from "./diagram.js";
import { paintRaster, readRaster } from "./raster.js";

const CONFIG = { displayModeBar: false, displaylogo: false };

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
    this.root.append(this.caption, this.host);
  }

  /** Draw a sheet, as far as its parts differ from what is on screen. */
  show(message, sheet) {
    const fresh = (part) => sheet[part] !== this.shown[part] && sheet[part] !== null;
    if (fresh("text")) this.describe(message.revive(sheet.text));
    if (fresh("raster") || fresh("key")) {
      this.raster = { ...message.revive(sheet.raster), ...message.revive(sheet.key) };
    }
    if (fresh("diagram")) {
      drawDiagram(this.host, message.revive(sheet.diagram), (what) => this.select(what));
    }
    // Drawing the plot paints the raster too, once its axes have their new places.
    if (fresh("plot")) this.draw(message.revive(sheet.plot, true));
    else if (fresh("raster") || fresh("key")) this.paint();
    this.shown = sheet;
  }

  describe({ title, note, alt, height, clicks, main }) {
    this.root.classList.toggle("main", main);
    this.title.textContent = title;
    this.said = note;
    this.note.textContent = note;
    this.host.style.height = `${height}px`;
    this.host.setAttribute("role", "img");
    this.host.setAttribute("aria-label", alt);
    this.clicks = clicks;
  }

  draw({ data, layout }) {
    const begun = this.host._fullLayout !== undefined;
    const coarse = matchMedia("(pointer: coarse)").matches;
    // On a touch screen a drag scrolls the page; it does not zoom the plot.
    const asked = { ...layout, autosize: true, dragmode: coarse ? false : "zoom" };
    this.drawing = this.plotly.react(this.host, data, asked, CONFIG);
    if (!begun) this.begin();
    this.paint();
  }

  /** What a plot needs once: repaints when it moves, reads out the raster, tells of clicks. */
  begin() {
    this.host.on("plotly_afterplot", () => this.paint());
    this.host.on("plotly_relayouting", () => this.paint());
    this.host.on("plotly_click", ({ points: [point] }) => {
      if (!this.clicks || !point) return;
      const place = { trace: point.curveNumber, point: point.pointNumber };
      this.select({ ...place, x: point.x, y: point.y });
    });
    this.host.onpointermove = this.host.onpointerdown = (event) => {
      const words = this.raster && readRaster(this.raster, this.host, event);
      this.note.textContent = words || this.said;
    };
    this.host.onpointerleave = () => (this.note.textContent = this.said);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(this.host);
  }

  resize() {
    const { width, height } = this.host.getBoundingClientRect();
    const layout = this.host._fullLayout;
    if (width && (Math.abs(layout.width - width) > 1 || Math.abs(layout.height - height) > 1)) {
      this.plotly.Plots.resize(this.host);
    }
  }

  paint() {
    if (!this.raster || !this.host._fullLayout?.xaxis?._length) return;
    if (!this.canvas?.isConnected) {
      this.canvas = document.createElement("canvas");
      this.canvas.className = "raster";
      this.host.prepend(this.canvas);
    }
    paintRaster(this.canvas, this.raster, this.host);
  }

  remove() {
    this.resizing?.disconnect();
    // Plotly may still be drawing, and would stumble over a plot that is gone.
    this.drawing?.finally(() => this.plotly.purge(this.host));
    removeDiagram(this.host);
    this.root.remove();
  }
}
