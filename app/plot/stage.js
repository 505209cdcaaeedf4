/**
 * The stage: panels side by side, and under them the film bar that moves all of them at once.
 *
 * While a run trains, each message brings a few frames, which are played evenly until the next
 * message is due. At rest, one message brings the film, and scrubbing needs no server.
 *
 * @typedef {import("./unpack.js").Content} Content
 * @typedef {import("./unpack.js").Message} Message
 * @typedef {import("./view.js").Plotly} Plotly
 * @typedef {(name: string, value: unknown) => void} Tell
 * @typedef {{data: Uint8Array, parentElement: HTMLElement, setStateValue: Tell}} Component
 */

import { MOVING } from "./axes.js";
import { FilmBar } from "./film.js";
import { dueOfMessage, periodAfter } from "./playing.js";
import * as reached from "./reached.js";
import { PanelView } from "./view.js";
import { unpack } from "./unpack.js";

// By the key that the page gave it. When a click meets a tick, Streamlit at times takes a component
// from the page and puts it back at once, as another one; its stage then moves over, with its plots
// and their zoom.
/** @type {Map<string, Stage>} */
const stages = new Map();
const FAREWELL = 3000;  // milliseconds that a stage waits for being put back
const REST = 0.3;  // after a frame, as a share of the time that drawing it took
const TIGHT = 150;  // pixels that each panel of a row should have; see the style
const ATTENTIVE = 300;  // milliseconds after a press in which drawing makes way for what it asks
const TICK = 80;  // milliseconds between two requests for the next message, at least
const TELL = 250;  // milliseconds between two words to the server about the frame that is seen
const LOST = 5000;  // milliseconds after which a request is made again, should it have got lost
const LEFT = 4;  // stages whose last message is kept for when the learner comes back
/** @type {Map<string, Content>} */
const left = new Map();  // what those messages held, by the stage's key
/** @type {Promise<Plotly> | undefined} */
let plotlyLoading;

/**
 * Have everything ready that the first picture needs; see app/components.py.
 * @param {string} address of plotly
 */
export function prepare(address) {
  plotlyLoading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => reject(new Error(`The plotting library did not load from ${address}`));
    document.head.append(script);
  });
  return plotlyLoading;
}

/**
 * Called by Streamlit at each new data; see app/components.py.
 * @param {Component} component
 * @param {string} plotlyAddress
 */
export async function render(component, plotlyAddress) {
  const plotly = await prepare(plotlyAddress);
  const { parentElement } = component;
  // The component's own key is drawn anew each time that it is put on the page.
  const keyed = /** @type {Element} */ (parentElement.closest("[class*=st-key-]"));
  const [, key] = keyed.className.match(/st-key-(\S+)/) ?? [];
  const stage = stages.get(key) ?? new Stage(plotly, key);
  stages.set(key, stage);
  stage.moveTo(parentElement);
  stage.receive(component);
}

/**
 * Called once, when the element leaves the page.
 * @param {HTMLElement} parent
 */
export function unmount(parent) {
  for (const [key, stage] of stages) {
    if (stage.parent !== parent) continue;
    stage.leaving = setTimeout(() => {
      stage.remove();
      stages.delete(key);
    }, FAREWELL);
  }
}

class Stage {
  /** @type {HTMLElement} */ parent;
  /** @type {HTMLElement} */ root;
  /** @type {?Uint8Array} */ data;
  /** @type {Tell} */ setStateValue;
  /** @type {Message} */ message;
  /** @type {ReturnType<typeof setTimeout>} */ leaving;
  /** @type {ReturnType<typeof setTimeout>} */ asking;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ telling;
  /** @type {number} */ timer;

  /** @param {Plotly} plotly @param {string} key */
  constructor(plotly, key) {
    this.plotly = plotly;
    this.key = key;
    this.shown = 0;
    this.rows = document.createElement("div");
    this.bar = new FilmBar((index) => {
      this.show(index);
      this.tell();
    });
    this.index = 0;  // of the frame that is seen
    /** @type {Map<string, PanelView>} */
    this.views = new Map();
    this.arranged = "";
    this.period = 100;  // expected milliseconds between two messages while playing
    this.arrived = 0;
    this.rested = 0;  // when drawing may go on, in the browser's milliseconds
    this.asked = { number: 0, at: -Infinity };  // the last request for the next message
    this.drawn = 0;  // frames of the last message that were shown
    this.pressed = -Infinity;
    this.sizing = new ResizeObserver(() => this.fit());
    this.sizing.observe(this.rows);
    this.press = (/** @type {Event} */ { target }) => {
      if (!(target instanceof Element && target.closest("button"))) return;
      this.pressed = performance.now();
      this.stop();
    };
    document.addEventListener("pointerdown", this.press, true);
    document.addEventListener("click", this.press, true);  // of a key, too
  }

  /**
   * Stand in this parent from now on, with everything that is drawn already.
   * @param {HTMLElement} parent
   */
  moveTo(parent) {
    clearTimeout(this.leaving);
    if (parent === this.parent) return;
    this.parent = parent;
    this.root = /** @type {HTMLElement} */ (parent.querySelector(".dlp-stage"));
    this.root.replaceChildren(style(), this.rows, this.bar.root);
    this.data = null;  // the new element has yet to be told its colours and its label
  }

  /** @param {Component} component */
  receive({ data, setStateValue }) {
    if (data === this.data) return;  // Streamlit also calls when only the theme's variables change
    const moved = this.data === null;
    this.data = data;
    this.setStateValue = setStateValue;
    const message = unpack(data, this.message?.content ?? left.get(this.key));
    if (message.content === null) {  // the message before never came: this one is sent whole
      setStateValue("missing", message.number);
      return;
    }
    if (message.number === this.message?.number && !moved) return;  // the words below it are new
    const before = this.message;
    this.message = message;
    for (const [name, colour] of Object.entries(this.message.colours)) {
      this.root.style.setProperty(`--stage-${name}`, colour);
    }
    this.arrange();
    this.ask();
    this.reach();
    const last = this.message.frames.length - 1;
    if (this.message.film) {
      this.stop();
      this.bar.rest(this.message.labels, this.message.rate);
      // Drawn anew, as after a click in a picture, the film stays where it was.
      const stays = before?.film && String(before.labels) === String(this.message.labels);
      this.show(stays ? this.index : last);
      if (this.index < last) this.tell();
    } else {
      this.bar.live(this.message.progress, this.message.crowd);
      this.play();
    }
  }

  /**
   * Ask for the next message as this one is here: the server works on it while this one is played.
   * A hidden tab asks for nothing until it is seen again.
   */
  ask() {
    const { number, ask, frames } = this.message;
    if (number === this.asked.number) return;
    clearTimeout(this.asking);
    if (!ask) return;
    const wait = Math.max(0, this.asked.at + TICK - performance.now());
    const send = () => {
      if (document.hidden) {
        document.addEventListener("visibilitychange", send, { once: true });
        return;
      }
      this.asked = { number, at: performance.now() };
      this.setStateValue("drawn", [number, Math.min(this.drawn, frames.length)]);
      this.drawn = 0;
      this.asking = setTimeout(send, LOST);
    };
    if (wait) this.asking = setTimeout(send, wait);
    else send();
  }

  /** Have the address say how far the run has come, or the server what the address said at first. */
  reach() {
    const parameter = this.message.reached;
    if (!parameter) return;
    const asked = parameter.first ? reached.said(parameter) : null;
    if (asked === null) reached.keep(parameter, this.message.film);
    else this.setStateValue("reached", [this.message.number, asked]);
  }

  /** Soon tell the server which frame of the film is seen, so that the words follow it. */
  tell() {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.setStateValue("seen", [this.message.number, this.index]);
    }, TELL);
  }

  /** Lay the panels out in rows, only when the layout is a new one. */
  arrange() {
    const wanted = JSON.stringify(this.message.rows);
    if (wanted === this.arranged) return;
    this.arranged = wanted;
    const names = new Set(this.message.rows.flat().map(([name]) => name));
    for (const [name, view] of this.views) {
      if (names.has(name)) continue;
      view.remove();
      this.views.delete(name);
    }
    this.rows.replaceChildren(...this.message.rows.map((cells) => {
      const row = document.createElement("div");
      row.className = "row";
      row.style.gridTemplateColumns = cells.map(([, share]) => `minmax(0, ${share}fr)`).join(" ");
      for (const [name] of cells) {
        let view = this.views.get(name);
        if (!view) {
          const select = (/** @type {object} */ what) => this.setStateValue("selected", { panel: name, ...what });
          view = new PanelView(this.plotly, select);
          this.views.set(name, view);
        }
        row.append(view.root);
      }
      return row;
    }));
    this.fit();
  }

  /** Mark the rows that have little room for so many panels. */
  fit() {
    for (const row of this.rows.children) {
      row.classList.toggle("tight", this.rows.clientWidth < TIGHT * row.children.length);
    }
  }

  /**
   * Show the message's frames one after the other, spread over the time to the next message.
   * Drawing leaves the browser a share of its time: what comes too early is left out, but for
   * the last frame, so that a click never waits behind a queue of pictures.
   */
  play() {
    this.stop();
    const now = performance.now();
    const gap = now - this.arrived;
    this.arrived = now;
    this.period = periodAfter(this.period, gap);
    const frames = this.message.frames.length;
    if (now - this.pressed < ATTENTIVE) {
      this.show(frames - 1);
      return;
    }
    let next = 0;
    const tick = () => {
      const time = performance.now();
      const due = dueOfMessage(frames, time - now, this.period);
      if (due > next && time >= this.rested) {
        this.show(due - 1);
        next = due;
        const drawn = performance.now();
        this.rested = drawn + REST * (drawn - time);
      }
      if (next < frames) this.timer = requestAnimationFrame(tick);
    };
    // Not at once: Streamlit sends the request for the next message when this script has ended.
    this.timer = requestAnimationFrame(tick);
  }

  stop() {
    cancelAnimationFrame(this.timer);
  }

  /** @param {number} index of a frame */
  show(index) {
    const frame = this.message.frames[index];
    this.index = index;
    for (const [name, sheet] of Object.entries(frame)) {
      this.views.get(name)?.show(this.message, sheet);
    }
    this.bar.label(index, this.message.labels[index]);
    this.shown += 1;
    this.drawn += 1;
    this.root.dataset.shown = String(this.shown);
    this.root.dataset.label = this.message.labels[index];
  }

  remove() {
    left.delete(this.key);
    if (this.message) left.set(this.key, this.message.content);
    for (const key of left.keys()) if (left.size > LEFT) left.delete(key);
    if (this.message?.reached) reached.forget(this.message.reached);
    this.stop();
    clearTimeout(this.asking);
    clearTimeout(this.telling);
    this.sizing.disconnect();
    this.bar.stop();
    document.removeEventListener("pointerdown", this.press, true);
    document.removeEventListener("click", this.press, true);
    for (const view of this.views.values()) view.remove();
  }
}

function style() {
  const element = document.createElement("style");
  element.textContent = `
.dlp-stage { font-family: var(--st-font); color: var(--stage-ink); }
.dlp-stage .row { display: grid; gap: 0.75rem 1.25rem; margin-bottom: 0.5rem; }
.dlp-stage figure { margin: 0; min-width: 0; position: relative; }
.dlp-stage figcaption { display: flex; justify-content: space-between; gap: 0.75rem;
  font-size: 0.85rem; line-height: 1.25rem; min-height: 1.25rem; }
.dlp-stage figcaption b { font-weight: 600; white-space: nowrap; }
.dlp-stage figcaption span { opacity: 0.8; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; font-variant-numeric: tabular-nums; }
.dlp-stage .scroller { overflow-x: auto; overflow-y: hidden; }
.dlp-stage .host { position: relative; width: 100%; contain: strict; }
.dlp-stage .host canvas:is(.raster, .ground, .cover) { position: absolute; inset: 0; pointer-events: none; }
.dlp-stage .host:not(.painted) canvas:is(.ground, .cover) { visibility: hidden; }
.dlp-stage .host.painted ${MOVING} { opacity: 0 !important; }
.dlp-stage .film { display: flex; align-items: center; gap: 0.75rem; height: 2rem;
  font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.dlp-stage .film[hidden], .dlp-stage .film span:empty { display: none; }
.dlp-stage .film button { border: 1px solid var(--st-border-color); background: none;
  color: inherit; border-radius: 0.5rem; width: 2.25rem; height: 1.75rem; cursor: pointer; }
.dlp-stage .film button:disabled { opacity: 0.35; cursor: default; }
.dlp-stage .film input { flex: 1; min-width: 0; accent-color: var(--st-primary-color); }
.dlp-stage .film output { min-width: 7.5rem; text-align: right; }
@media (max-width: 1000px) {
  .dlp-stage .row.tight { grid-template-columns: repeat(2, minmax(0, 1fr)) !important; }
}
@media (max-width: 640px) {
  .dlp-stage .row, .dlp-stage .row.tight { grid-template-columns: minmax(0, 1fr) !important; }
  .dlp-stage figure.main { order: -1; }
  .dlp-stage .film { height: auto; min-height: 2rem; flex-wrap: wrap; row-gap: 0; }
  .dlp-stage .film span { order: 1; flex-basis: 100%; }
}`;
  return element;
}
