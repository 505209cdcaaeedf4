/** Which picture is due: of a film, and of the frames of one message. */

const PAUSE = 1000;  // milliseconds from which on a gap between two messages is a pause
const INERTIA = 0.7;  // of the expected gap, against the one just seen

/**
 * The frame of a film that is due, `elapsed` milliseconds after it was started behind frame `from`.
 * @param {number} from
 * @param {number} last
 * @param {number} elapsed
 * @param {number} rate frames a second
 */
export const dueInFilm = (from, last, elapsed, rate) =>
  Math.min(last, from + 1 + Math.floor((elapsed / 1000) * rate));

/**
 * How many of a message's frames are due, when they are spread over the time to the next message.
 * @param {number} frames
 * @param {number} elapsed milliseconds since the message came
 * @param {number} period expected milliseconds to the next one
 */
export const dueOfMessage = (frames, elapsed, period) =>
  Math.min(frames, 1 + Math.floor((elapsed / period) * frames));

/**
 * The milliseconds expected between two messages, after a gap of so many.
 * @param {number} period expected so far
 * @param {number} gap
 */
export const periodAfter = (period, gap) =>
  // A long gap is a pause, not a slow tick: it says nothing about the next one.
  gap < PAUSE ? INERTIA * period + (1 - INERTIA) * gap : period;
