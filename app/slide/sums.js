/** The arithmetic of one cell: the numbers under the window, the kernel, the products, their sum. */

import { colour, css, onTop, short } from "./paint.js";

const LARGEST = 46;  // pixels of a number's box
const SMALLEST = 25;
const SIGNS = 90;  // pixels beside the three grids, for what stands between them

export class Sums {
  /** @param {(text: string) => void} edited is told of a kernel that the learner changed. */
  constructor(edited) {
    this.edited = edited;
    this.root = make("div", "sums");
    this.total = make("p", "total");
  }

  /** A new picture: as many boxes as its window and its channels need. */
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
    if (spec.kernel) this.showKernel();
  }

  build(high, wide, side) {
    const { channels, kernel } = this.spec;
    const grid = (label, tag = "span") => {
      const boxes = Array.from({ length: high * wide }, () => make(tag, "box"));
      const holder = make("div", "boxes", ...boxes);
      holder.style.cssText = `grid-template-columns: repeat(${wide}, ${side}px);
        grid-auto-rows: ${side}px; font-size: ${Math.min(13, side / 3)}px`;
      return { boxes, root: make("figure", "", make("figcaption", "", label), holder) };
    };
    this.rows = channels.map((channel) => {
      const name = channel ? `${channel}: ` : "";
      const values = grid(channel ? `${name}pixels` : "under the window");
      if (!kernel) {
        const result = make("b", "sum");
        return { values, result, root: make("div", "row", values.root, "→", result) };
      }
      const weights = grid("kernel", "input");
      weights.boxes.forEach((box, i) => {
        box.inputMode = "decimal";
        const place = `row ${Math.floor(i / wide) + 1}, column ${i % wide + 1}`;
        box.setAttribute("aria-label", `${name}kernel, ${place}`);
        box.onchange = () => this.send();
        box.onfocus = () => box.select();
      });
      const products = grid("products");
      const result = make("b", "sum");
      return { values, weights, products, result, root: make("div", "row",
        values.root, "×", weights.root, "=", products.root, make("span", "end", "→ sum", result)) };
    });
    this.root.replaceChildren(this.total, ...this.rows.map(({ root }) => root));
    this.root.dataset.channels = channels.length;
  }

  showKernel() {
    const { kernel, looks } = this.spec;
    const size = kernel.shape[1] * kernel.shape[2];
    this.rows.forEach(({ weights }, c) => weights.boxes.forEach((box, i) => {
      const value = kernel.values[c * size + i];
      // As short as it fits; what is not edited is sent with all of its digits.
      box.value = box.shown = String(Number(value.toFixed(2)));
      box.exact = String(Number(value.toPrecision(6)));
      tint(box, looks.kernel, value);
    }));
  }

  send() {
    const wide = this.spec.window[1];
    this.edited(this.rows.map(({ weights: { boxes } }) => {
      const numbers = boxes.map((box) => {
        const text = box.value.trim().replace(",", ".") || "0";
        if (box.value === box.shown) return box.exact;
        // What is no number is refused in words, and the box says again what is in the kernel.
        if (Number.isNaN(Number(text))) box.value = box.shown;
        return text;
      });
      const rows = [];
      while (numbers.length) rows.push(numbers.splice(0, wide).join(" "));
      return rows.join("; ");
    }).join(" | "));
  }

  /** Do the cell at [row, column]; returns its number, one for each channel of the output. */
  show(row, column) {
    const { padded, kernel, looks, channels } = this.spec;
    const [high, wide] = this.spec.window;
    const [, rows, columns] = padded.shape;
    const partial = this.rows.map(({ values, products, result }, c) => {
      const numbers = Array.from({ length: high * wide }, (_, i) => {
        const y = row * this.spec.stride[0] + Math.floor(i / wide) * this.spec.dilation[0];
        const x = column * this.spec.stride[1] + (i % wide) * this.spec.dilation[1];
        return padded.values[(c * rows + y) * columns + x];
      });
      numbers.forEach((value, i) => say(values.boxes[i], looks.taken, value));
      let number;
      if (kernel) {
        const times = numbers.map((value, i) => value * kernel.values[c * numbers.length + i]);
        times.forEach((value, i) => say(products.boxes[i], looks.products, value));
        number = times.reduce((sum, value) => sum + value, 0);
      } else {
        number = this.pool(numbers, values.boxes);
      }
      result.textContent = short(number, 3);
      return number;
    });
    return this.conclude(partial, channels);
  }

  /** The one number that is left of those under a window without a kernel. */
  pool(numbers, boxes) {
    const { operation } = this.spec;
    if (operation === "ReLU") return Math.max(0, numbers[0]);
    if (operation === "max pooling") {
      const largest = Math.max(...numbers);
      const at = numbers.indexOf(largest);
      boxes.forEach((box, i) => box.classList.toggle("chosen", i === at));
      return largest;
    }
    const counted = numbers.filter((value) => !Number.isNaN(value));
    return counted.reduce((sum, value) => sum + value, 0) / counted.length;
  }

  conclude(partial, channels) {
    const { kernel, bias, operation, window: [high, wide] } = this.spec;
    const named = partial.map((value, c) => `${channels[c]} ${short(value, 3)}`.trim());
    if (!kernel) {
      const what = {
        "ReLU": "max(0, x)",
        "max pooling": `the largest of ${high * wide}`,
        "average pooling": `the average of ${high * wide}`,
      }[operation];
      this.total.textContent = `${what}: ${named.join(", ")}`;
      return partial;
    }
    const total = partial.reduce((sum, value) => sum + value, 0) + bias;
    const terms = [...named, `bias ${short(bias, 3)}`].join(" + ");
    this.total.textContent = `${terms} = ${short(total, 3)}`;
    return [total];
  }
}

function say(box, look, value) {
  box.textContent = short(value);
  tint(box, look, value);
}

function tint(box, look, value) {
  const rgb = colour(look, value);
  box.style.background = css(rgb);
  box.style.color = onTop(rgb);
}

function make(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children);
  return made;
}
