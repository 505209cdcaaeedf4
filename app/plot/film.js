/** The bar under a stage: progress while a run trains, a slider through its film at rest. */

import { dueInFilm } from "./playing.js";

export class FilmBar {
  /** @param {(index: number) => void} show draws the frame that the learner scrubbed to. */
  constructor(show) {
    this.show = show;
    /** @type {?number} */
    this.timer = null;
    this.rate = 0;
    this.root = document.createElement("div");
    this.root.className = "film";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.slider = document.createElement("input");
    this.slider.type = "range";
    this.slider.setAttribute("aria-label", "Scrub through the training so far");
    this.output = document.createElement("output");
    this.crowd = document.createElement("span");
    this.root.append(this.button, this.slider, this.crowd, this.output);
    this.button.onclick = () => (this.timer ? this.stop() : this.replay());
    this.slider.oninput = () => {
      this.stop();
      this.show(Number(this.slider.value));
    };
    this.stop();
  }

  /**
   * The run trains: the slider only tells how far it is (0 to 1, or null where unknown). `crowd` says
   * how many others train at the same time, where that slows the pictures down.
   * @param {?number} progress
   * @param {string} crowd
   */
  live(progress, crowd) {
    this.stop();
    this.crowd.textContent = crowd;
    this.root.hidden = progress === null;
    this.button.disabled = this.slider.disabled = true;
    this.slider.max = "1000";
    this.slider.value = String(1000 * (progress ?? 0));
  }

  /**
   * The run rests: the slider scrubs through as many frames as there are labels, `rate` a second.
   * @param {string[]} labels
   * @param {number} rate
   */
  rest(labels, rate) {
    this.stop();
    this.crowd.textContent = "";
    this.rate = rate;
    this.root.hidden = false;
    this.button.disabled = this.slider.disabled = labels.length < 2;
    this.slider.max = String(labels.length - 1);
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  label(index, text) {
    if (!this.slider.disabled) this.slider.value = String(index);
    this.output.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
  }

  /** Play the film from the slider's place, or from the start when it is at the end. */
  replay() {
    let index = Number(this.slider.value);
    const last = Number(this.slider.max);
    if (index >= last) index = -1;
    const from = index;
    const began = performance.now();
    const tick = () => {
      const due = dueInFilm(from, last, performance.now() - began, this.rate);
      if (due > index) {
        index = due;
        this.show(index);
      }
      if (index >= last) this.stop();
      else this.timer = requestAnimationFrame(tick);
    };
    this.button.textContent = "❚❚";
    this.button.setAttribute("aria-label", "Pause the film");
    this.timer = requestAnimationFrame(tick);
  }

  stop() {
    if (this.timer !== null) cancelAnimationFrame(this.timer);
    this.timer = null;
    this.button.textContent = "▶";
    this.button.setAttribute("aria-label", "Play the film");
  }
}
