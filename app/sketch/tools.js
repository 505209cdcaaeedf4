/** What every pad is made of: strokes that are followed, elements, buttons and their looks. */

export const AFTER_STROKE = 150;  // milliseconds of rest before the drawing is sent

/**
 * Report strokes on an element; a place is [x, y] in shares of its sides, from the lower left.
 * A stroke that leaves the element goes on outside, with shares below 0 and above 1.
 * @param {HTMLElement} surface what is drawn on; a finger on it does not scroll the page
 * @param {{begin: (place: number[]) => void, move: (place: number[]) => void, end: () => void}} stroke
 */
export function follow(surface, { begin, move, end }) {
  /** @type {?number} */
  let pointer = null;  // only the first finger draws
  const place = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const box = surface.getBoundingClientRect();
    return [(clientX - box.left) / box.width, 1 - (clientY - box.top) / box.height];
  };
  surface.style.touchAction = "none";
  surface.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    pointer = event.pointerId;
    surface.setPointerCapture(pointer);
    begin(place(event));
  });
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerId === pointer) move(place(event));
  });
  // The capture is lost at the end of every stroke, also of one that the browser cancels.
  surface.addEventListener("lostpointercapture", () => {
    pointer = null;
    end();
  });
}

/**
 * @template {Element} Made
 * @param {Made} element
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
export const make = (tag, attributes, ...children) =>
  fill(document.createElement(tag), attributes, children);

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
export const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/**
 * @param {string} text
 * @param {string} label
 * @param {() => void} act
 */
export function button(text, label, act) {
  const made = make("button", { type: "button", "aria-label": label, title: label }, text);
  made.addEventListener("click", act);
  return made;
}

export const STYLE = `
.dlp-sketch { font: 14px var(--st-font); color: var(--st-text-color) }
.dlp-sketch .tools { display: flex; flex-wrap: wrap; gap: 6px; align-items: center }
.dlp-sketch button { display: inline-flex; align-items: center; gap: 6px; min-height: 34px;
  padding: 0 12px; font: inherit; color: inherit; cursor: pointer; border-radius: 17px;
  background: transparent; border: 1px solid var(--st-border-color) }
.dlp-sketch button[aria-pressed=true] { background: var(--st-secondary-background-color);
  border-color: var(--st-text-color) }
.dlp-sketch button:disabled { opacity: 0.45; cursor: default }
.dlp-sketch button:focus-visible { outline: 2px solid var(--st-primary-color) }
.dlp-sketch .dot { width: 10px; height: 10px; border-radius: 50% }
.dlp-sketch .count { margin-left: 4px; opacity: 0.8 }
.dlp-sketch .frame { position: relative; margin: 6px 0 }
.dlp-sketch svg { display: block; width: 100%; user-select: none }
.dlp-sketch .axes path { stroke: var(--st-border-color); opacity: 0.6 }
.dlp-sketch .axes text { fill: var(--st-text-color); font-size: 12px; opacity: 0.7 }
.dlp-sketch .area { position: absolute; aspect-ratio: 1; cursor: crosshair;
  outline: 1px solid var(--st-border-color) }
.dlp-sketch .ink { background: black }
.dlp-sketch .ink polyline { fill: none; stroke: white; stroke-linecap: round; stroke-linejoin: round }
.dlp-sketch .marks circle { stroke: var(--st-background-color) }
`;
