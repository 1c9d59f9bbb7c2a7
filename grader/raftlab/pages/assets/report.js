// @ts-check
// A page with a player for each failure. Opening a fold makes its player; the last opened player gets the keys.
import { byId, listen, pageData, showHelp } from "./page.js";
import { Player } from "./player.js";

const runs = pageData();
/** @type {Map<string, Player>} */
const players = new Map();
/** @type {Player | undefined} */
let current;

/** @param {string} name */
function opened(name) {
  const player = players.get(name) ?? new Player(runs[name], false);
  players.set(name, player);
  current = player;
}

/** Open the run in the address. */
function follow() {
  const fold = byId(location.hash.slice(1));
  if (fold instanceof HTMLDetailsElement) fold.open = true;
}

for (const name of Object.keys(runs)) {
  const fold = /** @type {HTMLDetailsElement} */ (byId(name + "run"));
  fold.addEventListener("toggle", () => fold.open && opened(name));
  fold.addEventListener("focusin", () => players.has(name) && opened(name));
}

/** @type {Record<string, () => void>} */
const keys = { "?": showHelp };
for (const key of ["ArrowLeft", "ArrowRight", "Home", "End", "j", "k", "v", "d", " "].concat([..."123456789"])) {
  keys[key] = () => current?.keys()[key]();
}
listen(keys);
window.addEventListener("hashchange", follow);
follow();
const only = Object.keys(runs);
if (only.length === 1) /** @type {HTMLDetailsElement} */ (byId(only[0] + "run")).open = true;
