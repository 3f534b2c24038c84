import type { Timers } from './socket.js';

/**
 * Acknowledgements on their way to the hub: each at once, or gathered and then said as one for everything up to a
 * position, and one for each entry behind it. What is not said before the connection ends is said by the next handshake.
 */
export class Acks {
  readonly #millis: number;
  readonly #timers: Timers;
  readonly #send: (ack: { message_id?: string; seq: number }) => void;
  readonly #ahead = new Map<number, string | undefined>();
  #said = 0;
  #upTo = 0;
  #timer: unknown;

  constructor(millis: number, timers: Timers, send: (ack: { message_id?: string; seq: number }) => void) {
    this.#millis = millis;
    this.#timers = timers;
    this.#send = send;
  }

  /** An entry is processed, and everything up to `upTo` is. */
  processed(messageId: string | undefined, seq: number, upTo: number): void {
    if (this.#millis === 0) {
      this.#send({ ...(messageId !== undefined && { message_id: messageId }), seq });
      return;
    }
    this.#upTo = upTo;
    if (seq > upTo) {
      this.#ahead.set(seq, messageId);
    }
    this.#timer ??= this.#timers.set(() => this.#flush(), this.#millis);
  }

  /** The connection ended; another one begins anew. */
  reset(): void {
    this.#timers.clear(this.#timer);
    this.#timer = undefined;
    this.#ahead.clear();
    this.#said = 0;
    this.#upTo = 0;
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#upTo > this.#said) {
      this.#said = this.#upTo;
      this.#send({ seq: this.#upTo });
    }
    for (const [seq, messageId] of this.#ahead) {
      if (seq > this.#upTo) {
        this.#send({ ...(messageId !== undefined && { message_id: messageId }), seq });
      }
    }
    this.#ahead.clear();
  }
}
