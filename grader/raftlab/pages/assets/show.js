// @ts-check
// A page with one player.
import { listen, pageData } from "./page.js";
import { Player } from "./player.js";

const player = new Player(pageData(), true);
listen(player.keys());
window.addEventListener("hashchange", () => player.follow());
