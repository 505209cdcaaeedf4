/** A pointer that is pressed on a plot: where on its axes it is, told as fast as it is answered. */

import { follow } from "../sketch/tools.js";
import { layoutOf, valuesAt } from "./axes.js";

/** @typedef {{from: number[], x: number, y: number, held: boolean}} Where values on the axes */

const PATIENCE = 250;  // milliseconds after which an answer is no longer waited for

export class Drag {
  /**
   * @param {import("./axes.js").Plot} host
   * @param {(where: Where) => void} tell
   */
  constructor(host, tell) {
    this.host = host;
    this.tell = tell;
    this.told = -Infinity;
    this.waits = false;
    this.from = this.place = [0, 0];
    host.style.cursor = "grab";
    follow(host, {
      begin: (place) => {
        this.from = this.valuesAt(place);
        this.move(this.from);
      },
      move: (place) => this.move(this.valuesAt(place)),
      end: () => {
        this.waits = false;
        this.send(false);
      },
    });
  }

  /** @param {number[]} place shares of the sides */
  valuesAt(place) {
    const layout = layoutOf(this.host);
    return layout ? valuesAt(layout, place) : this.place;
  }

  /** @param {number[]} place */
  move(place) {
    this.place = place;
    this.waits = performance.now() - this.told < PATIENCE;
    if (!this.waits) this.send(true);
  }

  /** The page has drawn what it was told last: it can be told more. */
  answered() {
    this.told = -Infinity;
    if (this.waits) this.move(this.place);
  }

  /** @param {boolean} held */
  send(held) {
    this.told = performance.now();
    const [x, y] = this.place;
    this.tell({ from: this.from, x, y, held });
  }
}
