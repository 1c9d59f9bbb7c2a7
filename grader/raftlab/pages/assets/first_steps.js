// @ts-check
// What a newcomer tries first: each step is ticked off once the run has shown it, in whatever way it was done.
import { byId } from "./page.js";
import { set } from "./run.js";

let isOver = false;

/**
 * Tick off what the run has shown. The list is there from an empty session until its last step has been seen.
 * @param {string[]} servers
 * @param {import("./laboratory.js").PageState} state
 * @param {import("./run_view.js").RunView} view
 * @param {boolean} isFirst whether the page has just been opened
 */
export function showFirstSteps(servers, state, view, isFirst) {
  if (isFirst) isOver = state.lines.length > 0 || servers.length < 3 || !state.offers.some((line) => line.startsWith("elect "));
  const box = /** @type {HTMLElement} */ (byId("first-steps"));
  const done = isOver ? 0 : stepsDone(servers, state, view);
  const items = [...box.querySelectorAll("li")];
  items.forEach((item, n) => {
    item.classList.toggle("done", n < done);
    if (n === done) set(item, "aria-current", "step");
    else item.removeAttribute("aria-current");
  });
  box.hidden = isOver;
  if (done === items.length) isOver = true;
}

/**
 * Return how many of the steps the run has shown, in their order.
 * @param {string[]} servers
 * @param {import("./laboratory.js").PageState} state
 * @param {import("./run_view.js").RunView} view
 */
function stepsDone(servers, state, view) {
  let done = 0;
  let loser = "";
  for (let at = 0; at < state.now; at++) {
    const leaders = servers.filter((_, n) => view.states[at][n].role === "leader");
    if (done === 0 && leaders.length) done = 1;
    if (done === 0 || done === 4) continue;
    const cuts = view.cuts(at);
    const isCutOff = (/** @type {string} */ server) => servers.every((other) => other === server || cuts.has(`${server} ${other}`));
    if (done === 1 && leaders.some(isCutOff)) [done, loser] = [2, leaders.find(isCutOff) ?? ""];
    if (done === 2 && leaders.some((leader) => leader !== loser)) done = 3;
    if (done === 3 && cuts.size === 0 && leaders.length === 1 && isAgreed(view.states[at])) done = 4;
  }
  return done;
}

/** @param {import("./run.js").State[]} states */
function isAgreed(states) {
  return states.every(({ term }) => term === states[0].term);
}
