import { SignalboxError } from './errors.js';
import type { AckLevel } from './messages.js';
import type { Settings } from './options.js';

/** What a promise of sending resolves to. */
export interface Receipt {
  messageId: string;
  /** `sent`: written to the socket, no more is known. The others are the hub's word; `done` is a command's success. */
  level: 'sent' | 'done' | AckLevel;
  /**
   * Only after `stored` can it become true: a device of the receiver acknowledged the message. False when this client
   * will not learn it. Never rejected.
   */
  delivered: Promise<boolean>;
}

/** `plain` is done once written; the others wait for the hub's word and are written again on the next connection. */
export type Kind = 'plain' | 'tracked' | 'command';

/** The connection, as far as it is needed here. */
export interface Link {
  readonly bufferedBytes: number;
  send(text: string): void;
}

interface Entry {
  readonly messageId: string;
  readonly kind: Kind;
  readonly text: string;
  readonly bytes: number;
  written: boolean;
  timer: unknown;
  resolve(receipt: Receipt): void;
  reject(error: SignalboxError): void;
}

const NEVER = Promise.resolve(false);

/**
 * Messages on their way out: those that wait for a connection, and those that wait for the hub's word. Bounded in
 * messages and bytes.
 */
export class Outgoing {
  readonly #settings: Settings;
  /** In the order they were sent; not yet written to any connection. */
  #waiting: Entry[] = [];
  /** In the order they were sent; tracked messages and commands, written or not. */
  readonly #unconfirmed = new Map<string, Entry>();
  /** Of all that waits, for a connection or for the hub's word. */
  #heldBytes = 0;
  readonly #undelivered = new Map<string, (delivered: boolean) => void>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * Writes a message to the link, or keeps it when there is none. Rejects, coded, when there is no room.
   *
   * @param bytes of the text in UTF-8
   */
  submit(messageId: string, kind: Kind, text: string, bytes: number, link: Link | null): Promise<Receipt> {
    const refusal = this.#refusal(messageId, kind, bytes, link);
    if (refusal !== null) {
      return Promise.reject(refusal);
    }
    return new Promise((resolve, reject) => {
      const entry: Entry = { messageId, kind, text, bytes, written: false, timer: undefined, resolve, reject };
      if (kind !== 'plain') {
        this.#unconfirmed.set(messageId, entry);
        entry.timer = this.#settings.timers.set(() => this.#timedOut(entry), this.#timeoutMillis(kind));
      }
      if (kind !== 'plain' || link === null) {
        this.#heldBytes += bytes;
      }
      if (link === null) {
        this.#waiting.push(entry);
      } else {
        write(entry, link);
      }
    });
  }

  /** On a new connection: first what an earlier one may have lost, then what waited. Each in the order it was sent. */
  flush(link: Link): void {
    const again = [...this.#unconfirmed.values()].filter((entry) => entry.written);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const entry of [...again, ...waiting]) {
      write(entry, link);
      if (entry.kind === 'plain') {
        this.#heldBytes -= entry.bytes;
      }
    }
  }

  /** The hub's word about a message; false when nobody waits for it. */
  confirmed(messageId: string, level: Receipt['level']): boolean {
    const entry = this.#settle(messageId);
    if (entry !== undefined) {
      entry.resolve({ messageId, level, delivered: level === 'stored' ? this.#delivery(messageId) : NEVER });
    }
    return entry !== undefined;
  }

  /** A device of the receiver has the message. That it is stored too goes without saying. */
  delivered(messageId: string): void {
    this.confirmed(messageId, 'stored');
    this.#undelivered.get(messageId)?.(true);
    this.#undelivered.delete(messageId);
  }

  /** The hub refused a message; false when nobody waits for it. */
  refused(messageId: string, error: SignalboxError): boolean {
    const entry = this.#settle(messageId);
    entry?.reject(error);
    return entry !== undefined;
  }

  /** The client is closed: everybody who waits is told. */
  abandon(error: (messageId: string) => SignalboxError): void {
    const entries = new Set([...this.#unconfirmed.values(), ...this.#waiting]);
    for (const entry of entries) {
      this.#settle(entry.messageId);
      entry.reject(error(entry.messageId));
    }
    this.#waiting = [];
    this.#heldBytes = 0;
    for (const resolve of this.#undelivered.values()) {
      resolve(false);
    }
    this.#undelivered.clear();
  }

  #refusal(messageId: string, kind: Kind, bytes: number, link: Link | null): SignalboxError | null {
    const { maxBuffered, maxBufferedBytes, maxPending, maxSocketBytes } = this.#settings;
    if (kind !== 'plain' && this.#unconfirmed.has(messageId)) {
      return new SignalboxError('duplicate_message_id', `${messageId} is on its way already`, { messageId });
    }
    if (kind !== 'plain' && this.#unconfirmed.size >= maxPending) {
      return new SignalboxError('too_many_pending', `${maxPending} messages wait for the hub`, { messageId, retry: true });
    }
    const held = kind !== 'plain' || link === null;
    const noRoom = held && this.#heldBytes + bytes > maxBufferedBytes;
    const full = noRoom || (link === null ? this.#waiting.length >= maxBuffered : link.bufferedBytes > maxSocketBytes);
    return full ? new SignalboxError('buffer_full', 'too much waits to be sent', { messageId, retry: true }) : null;
  }

  #timeoutMillis(kind: Kind): number {
    return kind === 'command' ? this.#settings.commandTimeoutMillis : this.#settings.publishTimeoutMillis;
  }

  #timedOut(entry: Entry): void {
    const { messageId } = entry;
    this.#settle(messageId);
    entry.reject(new SignalboxError('timeout', 'the hub did not answer in time', { messageId, retry: true }));
  }

  #settle(messageId: string): Entry | undefined {
    const entry = this.#unconfirmed.get(messageId);
    if (entry !== undefined) {
      this.#settings.timers.clear(entry.timer);
      this.#unconfirmed.delete(messageId);
      this.#heldBytes -= entry.bytes;
      if (!entry.written) {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
      }
    }
    return entry;
  }

  #delivery(messageId: string): Promise<boolean> {
    const [oldest] = this.#undelivered;
    if (oldest !== undefined && this.#undelivered.size >= this.#settings.maxPending) {
      this.#undelivered.delete(oldest[0]);
      oldest[1](false);
    }
    return new Promise((resolve) => this.#undelivered.set(messageId, resolve));
  }
}

function write(entry: Entry, link: Link): void {
  link.send(entry.text);
  entry.written = true;
  if (entry.kind === 'plain') {
    entry.resolve({ messageId: entry.messageId, level: 'sent', delivered: NEVER });
  }
}
