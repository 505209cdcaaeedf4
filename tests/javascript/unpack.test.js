/** Messages are read as app/plot/pack.py writes them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../../app/plot/unpack.js";

/** The bytes of a message, by the description in app/plot/pack.py. */
function packed({ parts = {}, arrays = {}, kept = [], ...stage }) {
  const places = {};
  const chunks = [];
  let size = 0;
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    places[name] = { kind: values.constructor.name, at: size, shape };
    const chunk = new Uint8Array(Math.ceil(values.byteLength / 8) * 8);
    chunk.set(new Uint8Array(values.buffer));
    chunks.push(chunk);
    size += chunk.length;
  }
  let text = JSON.stringify({ ...stage, parts, arrays: places, kept });
  while ((new TextEncoder().encode(text).length + 4) % 8) text += " ";
  const header = new TextEncoder().encode(text);
  const length = new Uint8Array(new Uint32Array([header.length]).buffer);
  return Uint8Array.from([length, header, ...chunks].flatMap((chunk) => [...chunk]));
}

const ARRAYS = {
  bytes: { shape: [3], values: Uint8Array.of(1, 2, 255) },
  table: { shape: [2, 3], values: Float32Array.of(0.5, 1.5, 2.5, -1, -2, NaN) },
  counts: { shape: [2], values: Int32Array.of(-7, 7) },
};
const PARTS = { plot: '{"y":{"$":"table"},"x":{"$":"bytes"},"title":"σ","gone":null}' };

test("the header and every array come out as they went in", () => {
  const message = unpack(packed({ number: 4, labels: ["é"], parts: PARTS, arrays: ARRAYS }));
  assert.equal(message.number, 4);
  assert.deepEqual(message.labels, ["é"]);
  for (const [name, array] of Object.entries(ARRAYS)) {
    assert.deepEqual(message.content.get(name), array);
  }
});

test("a message may start anywhere in memory", () => {
  const bytes = packed({ parts: PARTS, arrays: ARRAYS });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual(unpack(shifted.subarray(3)).content, unpack(bytes).content);
});

test("a part is revived with its arrays, for plotly as rows", () => {
  const message = unpack(packed({ parts: PARTS, arrays: ARRAYS }));
  assert.deepEqual(message.revive("plot"), {
    x: ARRAYS.bytes, y: ARRAYS.table, title: "σ", gone: null,
  });
  const { x, y } = message.revive("plot", true);
  assert.deepEqual(x, ARRAYS.bytes.values);
  assert.deepEqual(y, [Float32Array.of(0.5, 1.5, 2.5), Float32Array.of(-1, -2, NaN)]);
});

test("what is kept comes from the message before, itself and not a copy", () => {
  const before = unpack(packed({ parts: PARTS, arrays: ARRAYS })).content;
  const next = unpack(packed({ kept: ["plot", "table", "bytes"] }), before);
  assert.deepEqual([...next.content.keys()], ["plot", "table", "bytes"]);
  assert.equal(next.revive("plot").y, before.get("table"));
});

test("a message that keeps what never came has no content", () => {
  const message = unpack(packed({ number: 9, kept: ["plot"] }), new Map());
  assert.equal(message.content, null);
  assert.equal(message.number, 9);
});
