/**
 * How far a run has come, in the page's address; see app/reached.py.
 *
 * It replaces the address without a new entry in the browser's history. Browsers refuse to do that
 * many times a second, so while a run plays, the address follows once a second.
 */

const PAUSE = 1000;  // milliseconds between two changes while a run plays
const latest = new Map();  // by the parameter's name
let timer = null;

/** What the address says now, or null. */
export function said({ name }) {
  return new URLSearchParams(window.location.search).get(name);
}

/** Keep the value in the address: at once where the run rests, else soon. */
export function keep({ name, value }, rests) {
  latest.set(name, value);
  if (rests) write();
  else timer ??= setTimeout(write, PAUSE);
}

/** Take the parameter out of the address: its run is no longer on the page. */
export function forget({ name }) {
  keep({ name, value: "" }, true);
}

function write() {
  clearTimeout(timer);
  timer = null;
  const address = new URL(window.location.href);
  for (const [name, value] of latest) {
    if (value === (address.searchParams.get(name) ?? "")) continue;
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  latest.clear();
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
