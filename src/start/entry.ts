/** What the bundle offers: everything that a review needs, in one file that V8 can keep compiled. */
export { main } from '../cli.js';
export { work } from '../stream/worker.js';
