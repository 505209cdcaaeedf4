/** The one small box beside the pointer: an enlarged map and some lines of text. */
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

  show(lines, [x, y], sheet = null, unit = 0) {
    this.map.style.display = sheet ? "block" : "none";
    const side = this.map.width;
    if (sheet) {
      this.map.getContext("2d").drawImage(sheet.canvas, ...sheet.part(unit), 0, 0, side, side);
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

/** Pictures one below the other on a canvas, from bytes (pictures, rows, columns, 3), for `show`. */
export function filmStrip({ shape: [pictures, rows, columns], values }) {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = pictures * rows;
  const image = new ImageData(canvas.width, canvas.height);
  for (let from = 0, to = 0; from < values.length; from += 3, to += 4) {
    image.data.set([values[from], values[from + 1], values[from + 2], 255], to);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return { canvas, part: (unit) => [0, unit * rows, columns, rows] };
}
