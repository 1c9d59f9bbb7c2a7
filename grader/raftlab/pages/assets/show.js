// @ts-check
// A page with one player.
import { listen, pageData } from "./page.js";
import { Player } from "./player.js";

listen(new Player(pageData(), true).keys());
