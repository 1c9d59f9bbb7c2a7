// @ts-check
// The buttons of what can be done now: to a server, a link or a message. Each runs a line of the scenario language.
import { button, element } from "./elements.js";

export class Acts {
  /**
   * @param {string[]} servers
   * @param {(line: string) => void} run
   */
  constructor(servers, run) {
    this.servers = servers;
    this.run = run;
    /** @type {Set<string>} the lines that can be run now */
    this.offers = new Set();
    /** @type {import("./laboratory.js").PageState | undefined} */
    this.now = undefined;
    /** @type {Set<string>} */
    this.cuts = new Set();
    /** @type {import("./run_view.js").Message[]} */
    this.messages = [];
  }

  /**
   * Offer what can be done in a state of the page.
   * @param {import("./laboratory.js").PageState} state
   * @param {import("./run_view.js").RunView} view
   */
  update(state, view) {
    this.now = state;
    this.offers = new Set(state.ended ? [] : state.offers);
    this.cuts = view.cuts(state.now - 1);
    this.messages = view.messages(state.now - 1);
  }

  /**
   * @param {string} text
   * @param {string} line
   * @param {string} label
   */
  button(text, line, label = line) {
    const made = button(text, () => this.run(line), label);
    made.disabled = !this.offers.has(line);
    return made;
  }

  /**
   * Return the buttons of a server: elect, a command, crash or restart, cut off, and its timers.
   * @param {string} server
   */
  ofServer(server) {
    const others = this.othersOf(server);
    const command = this.now?.command ?? "";
    const isUp = !this.offers.has(`restart ${server}`); // nothing is offered once the run has ended
    const cutOff = this.button("cut off", `partition ${server} | ${others.join(" ")}`, `cut off ${server}`);
    if (others.every((other) => this.isCut(server, other))) cutOff.disabled = true;
    const elect = this.button("elect", `elect ${server}`);
    if (elect.disabled) elect.title = `no election timer is running on ${server}`;
    return [
      elect,
      this.button(`send ${command}`, `propose ${server} ${command}`, `send ${command} to ${server}`),
      isUp ? this.button("crash", `crash ${server}`) : this.button("restart", `restart ${server}`),
      cutOff,
      ...this.timersOf(server),
    ];
  }

  /** @param {string} server */
  timersOf(server) {
    const timers = this.now?.timers.filter(([owner]) => owner === server) ?? [];
    return timers.map(([, timer, delay]) => {
      const made = this.button(`${timer} timeout`, `timeout ${server} ${timer}`, `${timer} timeout of ${server}`);
      made.title = `the ${timer} timer runs for ${delay}; a click ends it`;
      made.classList.add("timer");
      return made;
    });
  }

  /**
   * Return the buttons that cut or heal each link of a server.
   * @param {string} server
   */
  linksOf(server) {
    return this.othersOf(server).map((other) => {
      const [a, b] = this.inOrder(server, other);
      const verb = this.cuts.has(`${a} ${b}`) || this.cuts.has(`${b} ${a}`) ? "heal" : "cut";
      return this.button(`${verb} link to ${other}`, `${verb} ${a} <-> ${b}`);
    });
  }

  /**
   * Return the buttons that cut or heal a link: both ways, or one.
   * @param {string} a
   * @param {string} b
   */
  ofLink(a, b) {
    const isCut = [[a, b], [b, a]].map(([source, to]) => this.cuts.has(`${source} ${to}`));
    const lines = [
      `${isCut[0] || isCut[1] ? "heal" : "cut"} ${a} <-> ${b}`,
      `${isCut[0] ? "heal" : "cut"} ${a} -> ${b}`,
      `${isCut[1] ? "heal" : "cut"} ${b} -> ${a}`,
    ];
    return lines.map((line) => this.button(line.replace("<->", "↔").replace("->", "→"), line));
  }

  /**
   * Return for each message its three buttons and its words.
   * @param {string[]} ids
   * @returns {HTMLElement[][]}
   */
  ofMessages(ids) {
    const flying = [...(this.now?.flying ?? [])];
    const picked = ids.map((id) => flying.splice(flying.findIndex(([each]) => String(each) === id), 1)[0]);
    return picked.map(([id, name]) => {
      const { flight } = this.messages.find((message) => message.id === String(id)) ?? {};
      const said = element("p", flight ? `${flight.link.join(" → ")}: ${flight.text}` : name);
      return [...["deliver", "drop", "duplicate"].map((verb) => this.button(verb, `${verb} ${name}`)), said];
    });
  }

  /** @param {string} server */
  othersOf(server) {
    return this.servers.filter((other) => other !== server);
  }

  /**
   * @param {string} a
   * @param {string} b
   */
  isCut(a, b) {
    return this.cuts.has(`${a} ${b}`) && this.cuts.has(`${b} ${a}`);
  }

  /**
   * Return two servers in the order of the cluster: a line names them so.
   * @param {string} a
   * @param {string} b
   */
  inOrder(a, b) {
    return this.servers.indexOf(a) < this.servers.indexOf(b) ? [a, b] : [b, a];
  }
}
