/**
 * How far a run has come, in the page's address; see app/reached.py.
 *
 * It replaces the address without a new entry in the browser's history. Browsers refuse to do that
 * many times a second, so while a run plays, the address follows once a second.
 */

const PAUSE = 1000;  // milliseconds between two changes while a run plays
/** @type {Map<string, string>} */
const latest = new Map();  // by the parameter's name
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * What the address says now, or null.
 * @param {{name: string}} parameter
 */
export function said({ name }) {
  return new URLSearchParams(window.location.search).get(name);
}

/**
 * Keep the value in the address: at once where the run rests, else soon.
 * @param {{name: string, value: string}} parameter
 * @param {boolean} rests
 */
export function keep({ name, value }, rests) {
  latest.set(name, value);
  if (rests) write();
  else timer ??= setTimeout(write, PAUSE);
}

/**
 * Take the parameter out of the address: its run is no longer on the page.
 * @param {{name: string}} parameter
 */
export function forget({ name }) {
  keep({ name, value: "" }, true);
}

function write() {
  clearTimeout(timer);
  timer = undefined;
  const address = withValues(window.location.href, latest);
  latest.clear();
  if (address !== window.location.href) window.history.replaceState(window.history.state, "", address);
}

/**
 * The address with these values among its parameters; an empty one is none. What says the same
 * already stays as it is written.
 * @param {string} href
 * @param {Iterable<[string, string]>} values
 */
export function withValues(href, values) {
  const address = new URL(href);
  for (const [name, value] of values) {
    if (value === (address.searchParams.get(name) ?? "")) continue;
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  return address.href;
}
