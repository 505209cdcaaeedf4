/**
 * Places in the network's picture: what lies at a point, and where the keys lead; see
 * plot/diagram.js.
 *
 * @typedef {import("./layout.js").Place} Place
 * @typedef {import("./layout.js").Ends} Ends
 * @typedef {{layer: number, unit: number, input: ?number}} Selectable
 *
 * @typedef {object} Net what is drawn of a network
 * @property {import("./layout.js").Column[]} columns
 * @property {import("./unpack.js").Numbers[]} weights
 * @property {number[][]} drawn of each layer, the indices of the weights that have a curve
 * @property {(weight: number) => number} width of a curve
 */

import { distance, EDGE, TOP } from "./layout.js";

/**
 * The inputs and the titles have no number that one could change.
 * @param {?Place} place
 * @returns {place is Selectable}
 */
export const canBeSelected = (place) => Boolean(place && place.layer >= 0 && place.unit !== null);

/**
 * Both ends of a weight's curve: the right side of one square, the left side of another.
 * @param {Pick<Net, "columns" | "weights">} net
 * @param {number} layer
 * @param {number} link its index among the layer's weights
 * @returns {Ends}
 */
export function endsOf({ columns, weights }, layer, link) {
  const inputs = weights[layer].shape[1];
  const [from, to] = [columns[layer], columns[layer + 1]];
  const [x0, y0] = from.places[link % inputs];
  const [x1, y1] = to.places[Math.floor(link / inputs)];
  return [x0 + from.side, y0 + from.side / 2, x1, y1 + to.side / 2];
}

/**
 * What lies at a point: a unit or a title, else the nearest weight, or null.
 * @param {Net} net
 * @param {number} x
 * @param {number} y
 * @param {number} reach pixels that a weight may be away
 * @returns {?Place}
 */
export function find(net, x, y, reach) {
  for (const [index, { side, places, centre, room }] of net.columns.entries()) {
    const unit = places.findIndex(([left, top]) =>
      Math.max(left - x, x - left - side, top - y, y - top - side) <= 2);
    if (unit >= 0) return { layer: index - 1, unit, input: null };
    if (y < TOP - EDGE && Math.abs(x - centre) < room / 2) {
      return { layer: index - 1, unit: null, input: null };
    }
  }
  let nearest = null;
  for (const [layer, links] of net.drawn.entries()) {
    const { shape: [, inputs], values } = net.weights[layer];
    for (const link of links) {
      const away = distance(endsOf(net, layer, link), x, y) - net.width(values[link]) / 2;
      if (away > reach) continue;
      reach = away;
      nearest = { layer, unit: Math.floor(link / inputs), input: link % inputs };
    }
  }
  return nearest;
}

/**
 * The place that a key leads to: in a layer each unit comes before the weights that lead to it.
 * @param {import("./unpack.js").Numbers[]} weights
 * @param {?Place} hovered
 * @param {number[]} steps layers, places and units to go on by
 * @returns {Selectable}
 */
export function walk(weights, hovered, [layers, places, units]) {
  const from = canBeSelected(hovered) ? hovered : { layer: 0, unit: 0, input: null };
  const layer = Math.max(0, Math.min(weights.length - 1, from.layer + layers));
  const [count, inputs] = weights[layer].shape;
  const begun = from === hovered && layer === from.layer;
  const [all, each] = [count * (inputs + 1), inputs + 1];
  const old = begun ? from.unit * each + (from.input ?? -1) + 1 : 0;
  const next = begun ? (old + places + units * each + all) % all : 0;
  return { layer, unit: Math.floor(next / each), input: next % each ? (next % each) - 1 : null };
}
