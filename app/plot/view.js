/**
 * One panel of a stage: a plotly figure, perhaps over a raster, or a network diagram.
 *
 * @typedef {import("./axes.js").Plot} Plot
 * @typedef {import("./paintable.js").Figure} Figure
 * @typedef {import("./unpack.js").Sheet} Sheet
 *
 * @typedef {object} Plotly what is called of the library
 * @property {string} version
 * @property {(host: HTMLElement, data: object[], layout: object, config: object) => Promise<void>} react
 * @property {(host: HTMLElement) => void} purge
 * @property {{resize: (host: HTMLElement) => void}} Plots
 *
 * @typedef {object} About what app/plot/panel.py says of it
 * @property {string} title
 * @property {string} note
 * @property {string} alt
 * @property {number} height
 * @property {number} width
 * @property {boolean} clicks
 * @property {boolean} drags
 * @property {boolean} explores
 * @property {boolean} main
 */

import { check, known, layoutOf } from "./axes.js";
import { drawDiagram, removeDiagram } from "./diagram.js";
import { Drag } from "./drag.js";
import { frameOf, paintable } from "./paintable.js";
import { filmStrip } from "./pixels.js";
import { paintBelow, paintQuick } from "./quick.js";
import { clearFor, imageOf, paintRaster, readRaster } from "./raster.js";
import { Tip } from "./tip.js";

const CONFIG = { displayModeBar: false, displaylogo: false };
const EXPLORING = {
  displayModeBar: true,
  scrollZoom: true,
  modeBarButtons: [["pan2d", "zoom2d", "lasso2d", "resetScale2d"]],
};
const REST = 400;  // milliseconds without a new picture until plotly itself draws the last one

// When the learner last did something: what plotly draws meanwhile would delay the answer to it.
let touched = -Infinity;
for (const kind of ["keydown", "pointerdown", "pointermove", "input"]) {
  document.addEventListener(kind, (event) => {
    const hovers = event.type === "pointermove" && !(/** @type {PointerEvent} */ (event).buttons);
    if (!hovers) touched = performance.now();
  }, { capture: true, passive: true });
}

export class PanelView {
  /** @type {string} */ said;
  /** @type {boolean} */ clicks;
  /** @type {boolean} */ drags;
  /** @type {boolean} */ explores;
  caught = "[]";  // what a lasso caught last
  /** @type {?import("./raster.js").Raster} */ raster = null;
  /** @type {?import("./pixels.js").Strip} */ strip = null;
  /** @type {?Figure} */ quick = null;  // what is painted and not yet plotly's
  /** @type {string | undefined} */ frame;  // of what plotly drew last
  /** @type {Promise<void> | undefined} */ drawing;
  /** @type {HTMLCanvasElement | undefined} */ canvas;
  /** @type {HTMLCanvasElement | undefined} */ cover;
  /** @type {HTMLCanvasElement | undefined} */ ground;
  /** @type {Figure | undefined} */ figure;  // that plotly drew last
  /** @type {[number, number]} */ size = [0, 0];  // at which plotly drew it
  /** @type {Drag | undefined} */ drag;
  /** @type {Tip | undefined} */ tip;
  /** @type {ResizeObserver | undefined} */ resizing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ settling;

  /**
   * @param {Plotly} plotly
   * @param {(what: object) => void} select tells the page what the learner clicked
   */
  constructor(plotly, select) {
    this.plotly = plotly;
    this.select = select;
    /** @type {Partial<Sheet>} */
    this.shown = {};
    this.root = document.createElement("figure");
    this.caption = document.createElement("figcaption");
    this.title = document.createElement("b");
    this.note = document.createElement("span");
    this.caption.append(this.title, this.note);
    this.host = /** @type {Plot} */ (/** @type {HTMLElement} */ (document.createElement("div")));
    this.host.className = "host";
    this.scroller = document.createElement("div");
    this.scroller.className = "scroller";
    this.scroller.append(this.host);
    this.root.append(this.caption, this.scroller);
  }

  /**
   * Draw a sheet, as far as its parts differ from what is on screen.
   * @param {import("./unpack.js").Message} message
   * @param {Sheet} sheet
   */
  show(message, sheet) {
    /** @type {(part: keyof Sheet) => boolean} */
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
      this.strip = sheet.pictures ? filmStrip(message.revive(sheet.pictures).all) : null;
    }
    // Drawing the plot paints the raster too, once its axes have their new places.
    if (fresh("plot") || fresh("layout")) {
      this.draw({ ...message.revive(sheet.plot, true), ...message.revive(sheet.layout, true) });
    } else if (fresh("raster") || fresh("key")) {
      if (known() || !this.figure) this.paint();
      else this.react(this.figure);
    }
    this.shown = sheet;
    this.drag?.answered();
  }

  /** @param {About} about */
  describe({ title, note, alt, height, width, clicks, drags, explores, main }) {
    this.root.classList.toggle("main", main);
    this.title.textContent = title;
    this.said = note;
    this.note.textContent = note;
    this.host.style.height = `${height}px`;
    this.host.style.minWidth = `${width}px`;
    if (width) this.scroller.tabIndex = 0;  // the keyboard scrolls it, too
    this.host.setAttribute("role", "img");
    this.host.setAttribute("aria-label", alt);
    this.clicks = clicks;
    this.drags = drags;
    this.explores = explores;
  }

  /**
   * Paint what moved at once, and let plotly draw when the picture rests; or plotly draws now.
   * @param {Figure} figure
   */
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

  /** @param {Figure} figure */
  react(figure) {
    const coarse = matchMedia("(pointer: coarse)").matches;
    // On a touch screen a drag scrolls the page, until the learner takes a tool of the plot's.
    const dragmode = coarse ? false : this.explores ? "pan" : "zoom";
    const font = { ...figure.layout.font, family: getComputedStyle(this.root).fontFamily };
    /** @type {Record<string, unknown>} */
    const layout = { ...figure.layout, font, autosize: true, dragmode };
    if (this.raster && !known()) layout.images = [imageOf(this.raster)];
    const begun = this.frame !== undefined;
    const knew = known();
    this.quick = null;
    this.figure = figure;
    this.frame = frameOf(figure);  // before plotly writes its own findings into the figure
    // Where the page follows the pointer, plotly does not.
    const config = { ...CONFIG, ...(this.explores && EXPLORING), staticPlot: this.drags };
    this.drawing = this.plotly.react(this.host, figure.data.map(whole), layout, config);
    const { width, height } = this.host.getBoundingClientRect();
    this.size = [width, height];
    if (!begun) {
      this.begin();
      check(this.host, figure.data, this.plotly.version);
    }
    if (knew && !known() && this.raster) this.react(figure);
    else this.paint();
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
    this.host.on("plotly_selected", (caught) => this.catch(caught?.points ?? []));
    this.host.on("plotly_deselect", () => this.catch([]));
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

  /**
   * Tell the page what a lasso has caught; plotly also says it where nothing is new.
   * @param {{customdata?: any}[]} points
   */
  catch(points) {
    if (!this.explores) return;
    const region = points.map(({ customdata }) => customdata).filter(Number.isInteger);
    if (JSON.stringify(region) === this.caught) return;
    this.caught = JSON.stringify(region);
    this.select({ region });
  }

  /**
   * Show the thumbnail of the point under the pointer, where it has one.
   * @param {{customdata?: any} | undefined} point
   * @param {PointerEvent | undefined} event
   */
  enlarge(point, event) {
    const picture = point?.customdata;
    if (!this.strip || !Number.isInteger(picture) || !event) return;
    if (!this.tip) this.root.append((this.tip = new Tip()).root);
    this.tip.show([], [event.clientX, event.clientY + 24], this.strip, picture);
  }

  resize() {
    const { width, height } = this.host.getBoundingClientRect();
    const [before, high] = this.size;
    if (width && (Math.abs(before - width) > 1 || Math.abs(high - height) > 1)) {
      this.size = [width, height];
      this.plotly.Plots.resize(this.host);
    }
  }

  paint() {
    this.host.classList.toggle("painted", Boolean(this.quick));
    const layout = layoutOf(this.host);
    if (!layout) {
      this.canvas?.remove();
      return;
    }
    if (this.raster) {
      this.canvas ??= canvas("raster");
      if (!this.canvas.isConnected) this.host.prepend(this.canvas);
      paintRaster(this.canvas, this.raster, layout);
    }
    if (this.quick) {
      this.cover ??= canvas("cover");
      if (!this.cover.isConnected) this.host.append(this.cover);
      paintQuick(clearFor(this.cover, layout), this.quick, layout);
      if (this.ground || this.quick.layout.shapes?.some(({ layer }) => layer === "below")) {
        this.ground ??= canvas("ground");
        if (!this.ground.isConnected) {
          if (this.raster) this.canvas?.after(this.ground);
          else this.host.prepend(this.ground);
        }
        paintBelow(clearFor(this.ground, layout), this.quick, layout);
      }
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

/**
 * A trace with every corner of its line, as it is painted: plotly may leave out none of them.
 * @param {import("./paintable.js").Trace} trace
 */
const whole = (trace) => trace.type === "scatter"
  ? { ...trace, line: { ...trace.line, simplify: false } } : trace;

/** @param {string} name */
function canvas(name) {
  const element = document.createElement("canvas");
  element.className = name;
  return element;
}
