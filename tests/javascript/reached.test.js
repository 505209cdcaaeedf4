/** What the address says of the runs on the page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { withValues } from "../../app/plot/reached.js";

const PAGE = "http://host:8501/train";

test("a value is added, replaced and taken out", () => {
  assert.equal(withValues(PAGE, [["train_at", "120"]]), `${PAGE}?train_at=120`);
  assert.equal(withValues(`${PAGE}?train_at=120`, [["train_at", "121"]]), `${PAGE}?train_at=121`);
  assert.equal(withValues(`${PAGE}?train_at=120`, [["train_at", ""]]), PAGE);
});

test("what else the address says stays", () => {
  const address = `${PAGE}?train_seed=1&train_at=5&b=2#part`;
  assert.equal(withValues(address, [["train_at", ""]]), `${PAGE}?train_seed=1&b=2#part`);
  assert.equal(withValues(address, new Map([["train_at", "6"], ["c", "7"]])),
    `${PAGE}?train_seed=1&train_at=6&b=2&c=7#part`);
});

test("an address that says it already stays as it is written", () => {
  const address = `${PAGE}?words=a%20b&train_at=5`;  // URLSearchParams would write a+b
  assert.equal(withValues(address, [["train_at", "5"], ["gone", ""]]), address);
});
