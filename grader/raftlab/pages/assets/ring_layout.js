// @ts-check
// Where things are on the ring: the servers on a stretched circle, the ways between them, and what is free for a label.

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

const RADIUS = 36;
const SMALL_RADIUS = 28;

export class RingLayout {
  /**
   * Place the servers: a circle, stretched so that it fills the box.
   * @param {string[]} servers
   * @param {number} width
   * @param {number} height
   */
  constructor(servers, width, height) {
    this.isSmall = servers.length > 5 || width < 420;
    this.radius = this.isSmall ? SMALL_RADIUS : RADIUS;
    this.height = height;
    const points = servers.map((_, n) => {
      const angle = (2 * Math.PI * n) / servers.length - Math.PI / 2;
      return { x: Math.cos(angle), y: Math.sin(angle) };
    });
    const room = { x: width - 2 * this.radius - 30, y: height - 2 * this.radius - 56 };
    const [low, high] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
    const wide = Math.max(...points.map(({ x }) => Math.abs(x)));
    const scaleY = room.y / Math.max(0.5, high - low);
    const scaleX = Math.min(room.x / Math.max(1, 2 * wide), scaleY * 1.5);
    /** @type {Map<string, Point>} */
    this.centres = new Map();
    servers.forEach((server, n) => {
      const y = servers.length === 1 ? height / 2 : this.radius + 28 + (points[n].y - low) * scaleY;
      this.centres.set(server, { x: width / 2 + points[n].x * scaleX, y });
    });
  }

  /**
   * Return the y of the middle of a server's role, which stands outside the ring.
   * @param {string} server
   */
  roleY(server) {
    const { y } = this.centre(server);
    return y < this.height / 2 ? y - this.radius - 19 : y + this.radius + 19;
  }

  /**
   * Return the boxes that a server takes: its circle and its role.
   * @param {string} server
   * @returns {Box[]}
   */
  serverBoxes(server) {
    const centre = this.centre(server);
    const size = this.radius * 2 + 8;
    return [around(centre, size, size), around({ x: centre.x, y: this.roleY(server) }, 70, 16)];
  }

  /** @param {string} server */
  has(server) {
    return this.centres.has(server);
  }

  /** @param {string} server */
  centre(server) {
    return this.centres.get(server) ?? { x: 0, y: 0 };
  }

  /**
   * Return the point at a share of the way from one server's rim to another's; `side` moves the whole way to its right.
   * @param {string} source
   * @param {string} to
   * @param {number} share
   * @param {number} side
   * @returns {Point}
   */
  onWay(source, to, share, side) {
    const a = this.centre(source);
    const b = this.centre(to);
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
    const gap = this.radius + 3;
    const along = gap + (length - 2 * gap) * share;
    return { x: a.x + ux * along - uy * side, y: a.y + uy * along + ux * side };
  }
}

/**
 * @param {Point} centre
 * @param {number} width
 * @param {number} height
 * @returns {Box}
 */
export function around({ x, y }, width, height) {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/**
 * @param {Point} place
 * @param {{width: number, height: number}} size
 * @param {Box[]} taken
 */
export function isFree(place, size, taken) {
  return overlap(place, size, taken) === 0;
}

/**
 * Return the place at which a box of this size covers the least.
 * @param {Point[]} places
 * @param {{width: number, height: number}} size
 * @param {Box[]} taken
 */
export function freest(places, size, taken) {
  const areas = places.map((place) => overlap(place, size, taken));
  return places[areas.indexOf(Math.min(...areas))];
}

/**
 * Return the area of the taken boxes that a box at this place would cover, with a margin of 2.
 * @param {Point} place
 * @param {{width: number, height: number}} size
 * @param {Box[]} taken
 */
function overlap(place, size, taken) {
  const box = around(place, size.width + 4, size.height + 4);
  return taken.reduce((area, other) => {
    const width = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
    const height = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
    return area + Math.max(0, width) * Math.max(0, height);
  }, 0);
}
