/**
 * The arithmetic of one cell: the numbers under the window, the kernel, the products, their sum.
 *
 * @typedef {import("./paint.js").Look} Look
 * @typedef {import("./cells.js").Numbers} Numbers
 *
 * @typedef {object} Slide what app/figures/convolution/slide.py says of it
 * @property {string} operation
 * @property {string[]} channels their names, one without a name for a grey picture
 * @property {number} bias
 * @property {Numbers} padded
 * @property {?Numbers} kernel
 * @property {Numbers} output
 * @property {Record<string, Look>} looks
 * @property {Record<string, import("./paint.js").Picture>} pictures
 * @property {string} formula
 * @property {number[]} start
 * @property {string} highlight
 *
 * @typedef {import("./cells.js").Window & Slide} Spec
 *
 * @typedef {object} Weight a box of the kernel
 * @property {HTMLInputElement} box
 * @property {string} shown as short as it fits
 * @property {string} exact
 *
 * @typedef {object} Row of one channel
 * @property {HTMLElement} root
 * @property {HTMLElement} result
 * @property {HTMLElement[]} values
 * @property {Weight[]} weights none without a kernel, nor products
 * @property {HTMLElement[]} products
 */

import { numbersUnder, pooled, total } from "./cells.js";
import { colour, css, onTop, short } from "./paint.js";

const LARGEST = 46;  // pixels of a number's box
const SMALLEST = 25;
const SIGNS = 90;  // pixels beside the three grids, for what stands between them

export class Sums {
  /** @type {Spec} */ spec;
  /** @type {string} */ look;
  /** @type {Row[]} */ rows;

  /** @param {(text: string) => void} edited is told of a kernel that the learner changed. */
  constructor(edited) {
    this.edited = edited;
    this.root = make("div", "sums");
    this.total = make("p", "total");
  }

  /**
   * A new picture: as many boxes as its window and its channels need.
   * @param {Spec} spec
   */
  receive(spec) {
    const [high, wide] = spec.window;
    const grids = spec.kernel ? 3 : 1;
    const room = (this.root.clientWidth || 900) - SIGNS;
    const most = spec.channels.length > 1 ? 36 : LARGEST;
    const side = Math.max(SMALLEST, Math.min(most, Math.floor(room / grids / wide)));
    const look = JSON.stringify([spec.window, spec.channels, grids, side, spec.operation]);
    this.spec = spec;
    if (look !== this.look) this.build(high, wide, side);
    this.look = look;
    if (spec.kernel) this.showKernel(spec.kernel);
  }

  /**
   * @param {number} high
   * @param {number} wide
   * @param {number} side of a box, in pixels
   */
  build(high, wide, side) {
    const { channels, kernel } = this.spec;
    /**
     * @template {"span" | "input"} Tag
     * @param {string} label
     * @param {Tag} tag
     */
    const grid = (label, tag) => {
      const boxes = Array.from({ length: high * wide }, () => make(tag, "box"));
      const holder = make("div", "boxes", ...boxes);
      holder.style.cssText = `grid-template-columns: repeat(${wide}, ${side}px);
        grid-auto-rows: ${side}px; font-size: ${Math.min(13, side / 3)}px`;
      return { boxes, root: make("figure", "", make("figcaption", "", label), holder) };
    };
    this.rows = channels.map((channel) => {
      const name = channel ? `${channel}: ` : "";
      const values = grid(channel ? `${name}pixels` : "under the window", "span");
      const result = make("b", "sum");
      if (!kernel) {
        const root = make("div", "row", values.root, "→", result);
        return { root, result, values: values.boxes, weights: [], products: [] };
      }
      const weights = grid("kernel", "input");
      weights.boxes.forEach((box, i) => {
        box.inputMode = "decimal";
        const place = `row ${Math.floor(i / wide) + 1}, column ${i % wide + 1}`;
        box.setAttribute("aria-label", `${name}kernel, ${place}`);
        box.onchange = () => this.send();
        box.onfocus = () => box.select();
      });
      const products = grid("products", "span");
      const root = make("div", "row", values.root, "×", weights.root, "=", products.root,
        make("span", "end", "→ sum", result));
      return { root, result, values: values.boxes, products: products.boxes,
        weights: weights.boxes.map((box) => ({ box, shown: "", exact: "" })) };
    });
    this.root.replaceChildren(this.total, ...this.rows.map(({ root }) => root));
    this.root.dataset.channels = String(channels.length);
  }

  /** @param {Numbers} kernel */
  showKernel(kernel) {
    const size = kernel.shape[1] * kernel.shape[2];
    this.rows.forEach(({ weights }, c) => weights.forEach((weight, i) => {
      const value = kernel.values[c * size + i];
      // What is not edited is sent with all of its digits.
      weight.box.value = weight.shown = String(Number(value.toFixed(2)));
      weight.exact = String(Number(value.toPrecision(6)));
      tint(weight.box, this.spec.looks.kernel, value);
    }));
  }

  send() {
    const wide = this.spec.window[1];
    this.edited(this.rows.map(({ weights }) => {
      const numbers = weights.map(({ box, shown, exact }) => {
        const text = box.value.trim().replace(",", ".") || "0";
        if (box.value === shown) return exact;
        // What is no number is refused in words, and the box says again what is in the kernel.
        if (Number.isNaN(Number(text))) box.value = shown;
        return text;
      });
      const rows = [];
      while (numbers.length) rows.push(numbers.splice(0, wide).join(" "));
      return rows.join("; ");
    }).join(" | "));
  }

  /**
   * Do the cell; returns its number, one for each channel of the output.
   * @param {number[]} cell [row, column]
   */
  show(cell) {
    const { kernel, looks, channels, operation } = this.spec;
    const partial = this.rows.map(({ values, products, result }, c) => {
      const numbers = numbersUnder(this.spec, c, cell);
      numbers.forEach((value, i) => say(values[i], looks.taken, value));
      let number;
      if (kernel) {
        const times = numbers.map((value, i) => value * kernel.values[c * numbers.length + i]);
        times.forEach((value, i) => say(products[i], looks.products, value));
        number = total(times);
      } else {
        const { value, chosen } = pooled(operation, numbers);
        values.forEach((box, i) => box.classList.toggle("chosen", i === chosen));
        number = value;
      }
      result.textContent = short(number, 3);
      return number;
    });
    return this.conclude(partial, channels);
  }

  /**
   * The last line: how the channels' numbers become the output's.
   * @param {number[]} partial
   * @param {string[]} channels
   */
  conclude(partial, channels) {
    const { kernel, bias, operation, window: [high, wide] } = this.spec;
    const named = partial.map((value, c) => `${channels[c]} ${short(value, 3)}`.trim());
    if (!kernel) {
      /** @type {Record<string, string>} */
      const kinds = {
        "ReLU": "max(0, x)",
        "max pooling": `the largest of ${high * wide}`,
        "average pooling": `the average of ${high * wide}`,
      };
      this.total.textContent = `${kinds[operation]}: ${named.join(", ")}`;
      return partial;
    }
    const sum = total(partial) + bias;
    const terms = [...named, `bias ${short(bias, 3)}`].join(" + ");
    this.total.textContent = `${terms} = ${short(sum, 3)}`;
    return [sum];
  }
}

/** @param {HTMLElement} box @param {Look} look @param {number} value */
function say(box, look, value) {
  box.textContent = short(value);
  tint(box, look, value);
}

/** @param {HTMLElement} box @param {Look} look @param {number} value */
function tint(box, look, value) {
  const rgb = colour(look, value);
  box.style.background = css(rgb);
  box.style.color = onTop(rgb);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} name of its class
 * @param {(Node | string)[]} children
 */
function make(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children);
  return made;
}
