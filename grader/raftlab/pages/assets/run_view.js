// @ts-check
// What a run looked like after any of its events: servers, cut links, messages in flight; and its rounds, to animate it.
import { unroll } from "./run.js";

/**
 * @typedef {{link: [string, string], start: number, copies: number[], ends: [number, string][], term: number,
 *   kind: string, label: string, text: string}} Flight
 * @typedef {{id: string, flight: Flight}} Message
 * @typedef {{events: [number, Record<string, any>][], texts: string[], flights: Record<string, Flight>,
 *   links: [number, string, string, boolean][], times: number[], now: number, presentMs: number,
 *   clocks: [string, number, number, number, number][]}} RunState
 */

export class RunView {
  /**
   * @param {number} servers
   * @param {RunState} run
   */
  constructor(servers, run) {
    this.run = run;
    this.states = unroll(servers, run.events);
    this.last = run.events.length - 1;
    /** @type {Map<number, [string, string]>} the message that ends at a position, and how */
    this.ends = new Map();
    for (const [id, flight] of Object.entries(run.flights)) {
      for (const [position, how] of flight.ends) if (how !== "cut") this.ends.set(position, [id, how]);
    }
  }

  /**
   * Return the messages in flight after an event, the oldest first; a message sent twice is there twice.
   * @param {number} at
   * @returns {Message[]}
   */
  messages(at) {
    /** @param {number} position */
    const past = (position) => position <= at;
    return Object.entries(this.run.flights).flatMap(([id, flight]) => {
      if (flight.start > at) return [];
      const copies = 1 + flight.copies.filter(past).length - flight.ends.filter(([position]) => past(position)).length;
      return Array(Math.max(0, copies)).fill({ id, flight });
    });
  }

  /**
   * Return the links that are cut after an event, as "S1 S2".
   * @param {number} at
   */
  cuts(at) {
    const cuts = new Set();
    for (const [position, source, to, isCut] of this.run.links) {
      if (position <= at) isCut ? cuts.add(`${source} ${to}`) : cuts.delete(`${source} ${to}`);
    }
    return cuts;
  }

  /**
   * Return the cluster's time after an event; at the present, time may have passed since the last event.
   * @param {number} at
   */
  time(at) {
    return at === this.run.now - 1 ? this.run.presentMs : this.run.times[at] ?? 0;
  }

  /**
   * Return how much of its time the election timer of each server has left: server -> 0 to 1.
   * @param {number} at the event after which it runs
   * @param {number} ms
   * @returns {Map<string, number>}
   */
  timeLeft(at, ms = this.time(at)) {
    const running = this.run.clocks.filter(([, start, end]) => start <= at && at < end);
    return new Map(running.map(([server, , , set, due]) => [server, Math.max(0, Math.min(1, (due - ms) / (due - set || 1)))]));
  }

  /**
   * Return the last positions of the rounds after an event: a message that was sent in a round ends in a later one.
   * @param {number} from
   * @param {number} to
   * @returns {number[]}
   */
  rounds(from, to) {
    const rounds = [];
    let first = from + 1;
    for (let at = from + 1; at <= to; at++) {
      const [id] = this.ends.get(at) ?? [];
      const isNew = id ? this.run.flights[id].start >= first : !this.run.links.some(([position]) => position === at);
      if (isNew && at > first) {
        rounds.push(at - 1);
        first = at;
      }
    }
    return from < to ? [...rounds, to] : [];
  }

  /**
   * Return the messages that end in a round, and those that a cut link lost in it.
   * @param {number} from the last position before the round
   * @param {number} to
   * @returns {{id: string, flight: Flight, arrives: boolean}[]}
   */
  movements(from, to) {
    const moved = [];
    for (let at = from + 1; at <= to; at++) {
      const [id, how] = this.ends.get(at) ?? [];
      if (id) moved.push({ id, flight: this.run.flights[id], arrives: how === "arrives" });
    }
    for (const [id, flight] of Object.entries(this.run.flights)) {
      if (flight.start > from && flight.start <= to && flight.ends.some(([, how]) => how === "cut")) {
        moved.push({ id, flight, arrives: false });
      }
    }
    return moved;
  }
}
