/** A pointer that is pressed on a plot: where on its axes it is, told as fast as it is answered. */

import { follow } from "../sketch/tools.js";

const PATIENCE = 250;  // milliseconds after which an answer is no longer waited for

export class Drag {
  /** @param {(where: {from: number[], x: number, y: number, held: boolean}) => void} tell */
  constructor(host, tell) {
    this.host = host;
    this.tell = tell;
    this.told = -Infinity;
    host.style.cursor = "grab";
    follow(host, {
      begin: (place) => {
        this.from = this.onAxes(place);
        this.move(this.from);
      },
      move: (place) => this.move(this.onAxes(place)),
      end: () => {
        this.waits = false;
        this.send(false);
      },
    });
  }

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

  send(held) {
    this.told = performance.now();
    const [x, y] = this.place;
    this.tell({ from: this.from, x, y, held });
  }

  /** From shares of the host's sides, from the lower left, to the values on the plot's axes. */
  onAxes([right, up]) {
    const { xaxis, yaxis, width, height } = this.host._fullLayout;
    return [xaxis.p2d(right * width - xaxis._offset), yaxis.p2d((1 - up) * height - yaxis._offset)];
  }
}
