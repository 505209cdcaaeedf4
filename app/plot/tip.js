/** The one small box beside the pointer: an enlarged map and some lines of text. */

import { contextOf } from "./pixels.js";

export class Tip {
  constructor() {
    this.root = document.createElement("div");
    this.root.setAttribute("role", "tooltip");
    this.root.setAttribute("aria-live", "polite");  // who walks by keys may not see it
    this.root.style.cssText = `position: fixed; z-index: 1000; display: none; max-width: 260px;
      padding: 6px 9px; pointer-events: none; font: 13px/1.4 var(--st-font, sans-serif);
      color: var(--st-text-color, black); background: var(--st-background-color, white);
      border: 1px solid var(--st-border-color, silver); border-radius: 6px; white-space: pre-line;
      box-shadow: 0 2px 8px rgb(0 0 0 / 20%)`;
    this.map = document.createElement("canvas");
    this.map.width = this.map.height = 240;
    this.map.style.cssText = "width: 120px; height: 120px; margin-bottom: 4px";
    this.text = document.createElement("div");
    this.root.append(this.map, this.text);
  }

  /**
   * @param {(string | undefined)[]} lines
   * @param {number[]} pointer where it is in the window
   * @param {?import("./pixels.js").Strip} strip
   * @param {number} picture of the strip, to enlarge
   */
  show(lines, [x, y], strip = null, picture = 0) {
    this.map.style.display = strip ? "block" : "none";
    const side = this.map.width;
    if (strip) {
      contextOf(this.map).drawImage(strip.canvas, ...strip.part(picture), 0, 0, side, side);
    }
    this.text.textContent = lines.filter(Boolean).join("\n");
    this.root.style.display = "block";
    const { width, height } = this.root.getBoundingClientRect();
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    const top = y + 14 + height > innerHeight ? y - 14 - height : y + 14;
    this.root.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
    this.root.style.top = `${Math.max(4, top)}px`;
  }

  hide() {
    this.root.style.display = "none";
  }
}
