import { parseFrame, type Asked, type Frame } from './messages.js';
import type { Settings } from './options.js';
import type { WebSocketLike } from './socket.js';

/** Why a connection ended; `code` is 1006 when no close frame came. */
export interface Ending {
  code: number;
  reason: string;
}

/** What a connection tells. Nothing after `ended`, and nothing after `close()`. */
export interface ConnectionListener {
  frame(frame: Frame): void;
  asked(frame: Asked): void;
  malformed(): void;
  ended(ending: Ending): void;
}

const SUBPROTOCOL = 'signalbox.v1.json';
const LOST = 1006;

/**
 * One socket, from the dial to its end. It ends on its own when the hub does not register it in time, or does not say
 * anything after a ping.
 */
export class Connection {
  readonly #settings: Settings;
  readonly #listener: ConnectionListener;
  #socket: WebSocketLike | null = null;
  #deadline: unknown;
  #nextPing: unknown;

  constructor(url: string, settings: Settings, listener: ConnectionListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#deadline = settings.timers.set(() => this.#giveUp('connect timeout'), settings.connectTimeoutMillis);
    this.#dial(url);
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  close(code?: number, reason?: string): void {
    const socket = this.#release();
    try {
      socket?.close(code, reason);
    } catch {
      // A socket that never opened may refuse; it is released, so nobody hears of it again.
    }
  }

  #dial(url: string): void {
    try {
      const socket = new this.#settings.webSocket(url, SUBPROTOCOL);
      socket.onmessage = (event: { data: unknown }) => this.#received(event.data);
      socket.onclose = (event: Ending) => this.#ended({ code: event.code, reason: event.reason });
      // A close event follows each error event and says more. `ws` throws when nobody listens.
      socket.onerror = () => undefined;
      this.#socket = socket;
    } catch (cause) {
      this.#settings.timers.clear(this.#deadline);
      this.#deadline = this.#settings.timers.set(() => this.#ended({ code: LOST, reason: String(cause) }), 0);
    }
  }

  #received(data: unknown): void {
    const frame = parseFrame(data);
    if (frame === null) {
      this.#listener.malformed();
      return;
    }
    const isMessage = 'message_type' in frame;
    if (this.#nextPing !== undefined || (isMessage && frame.message_type === 'client_registered')) {
      this.#isAlive();
    }
    if (isMessage) {
      this.#listener.frame(frame);
    } else {
      this.#listener.asked(frame);
    }
  }

  #isAlive(): void {
    const { timers } = this.#settings;
    timers.clear(this.#deadline);
    if (this.#nextPing === undefined) {
      this.#schedulePing();
    }
  }

  #schedulePing(): void {
    const { timers, random, pingIntervalMillis } = this.#settings;
    this.#nextPing = timers.set(() => this.#ping(), Math.round(pingIntervalMillis * (0.9 + 0.2 * random())));
  }

  #ping(): void {
    const { timers, newId, pongTimeoutMillis } = this.#settings;
    timers.clear(this.#deadline);
    this.#deadline = timers.set(() => this.#giveUp('no answer to a ping'), pongTimeoutMillis);
    this.#schedulePing();
    this.send(JSON.stringify({ message_type: 'ping', message_id: `p-${newId()}` }));
  }

  #giveUp(reason: string): void {
    this.close();
    this.#listener.ended({ code: LOST, reason });
  }

  #ended(ending: Ending): void {
    this.#release();
    this.#listener.ended(ending);
  }

  #release(): WebSocketLike | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#settings.timers.clear(this.#deadline);
    this.#settings.timers.clear(this.#nextPing);
    if (socket !== null) {
      socket.onmessage = null;
      socket.onclose = null;
      // The handler of errors stays: closing a socket that is still dialling makes `ws` report one.
    }
    return socket;
  }
}
