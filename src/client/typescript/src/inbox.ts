import { Acks } from './acks.js';
import type { Frame, IncomingMessage } from './messages.js';
import type { Settings } from './options.js';
import { Resume, type Recovery, type ResumePoint } from './resume.js';

/** What the client does for its inbox. */
export interface InboxHost {
  /** Gives a message to the application, and tells whether that processed it. */
  handOut(message: IncomingMessage): boolean | Promise<boolean>;
  isConnected(): boolean;
  send(text: string): void;
  storageFailed(cause: unknown): void;
}

/** Messages as they come: each stored one is processed once, remembered, and acknowledged where that is asked for. */
export class Inbox {
  readonly #autoAck: boolean;
  readonly #host: InboxHost;
  readonly #resume: Resume;
  readonly #acks: Acks;

  constructor(settings: Settings, host: InboxHost) {
    this.#autoAck = settings.autoAck;
    this.#host = host;
    this.#resume = new Resume(settings.processedUpTo, settings.resumeStorage, (cause) => host.storageFailed(cause));
    this.#acks = new Acks(settings.ackBatchMillis, settings.timers, (ack) =>
      host.send(JSON.stringify({ message_type: 'ack', ...ack })),
    );
  }

  /** How far the client came; what the next handshake says. */
  get point(): ResumePoint {
    return this.#resume.point;
  }

  /** The hub registered a connection. @returns what it says, null when it does not know of such things */
  registered(frame: Frame): Recovery | null {
    return this.#resume.registered(frame);
  }

  /** The connection ended. */
  disconnected(): void {
    this.#acks.reset();
  }

  arrived(frame: IncomingMessage): void {
    const { seq } = frame;
    const { epoch } = this.#resume.point;
    const message = seq === undefined || epoch === undefined ? frame : { ...frame, epoch };
    const verdict = seq === undefined ? 'process' : this.#resume.dedupe.arrived(seq);
    if (verdict === 'acknowledge' && message.require_ack === true) {
      this.acknowledge(message);
    }
    if (verdict !== 'process') {
      return;
    }
    const handled = this.#host.handOut(message);
    if (typeof handled === 'boolean') {
      this.#handled(message, handled);
    } else {
      void handled.then((ok) => this.#handled(message, ok));
    }
  }

  acknowledge(message: IncomingMessage): void {
    const { message_id, seq } = message;
    if (seq === undefined || this.#isOfAnotherLife(message)) {
      return;
    }
    this.#processed(seq);
    // Without a connection nothing is lost: the next handshake says it, or the entry comes again and is known.
    if (this.#host.isConnected()) {
      this.#acks.processed(message_id, seq, this.#resume.dedupe.processedUpTo);
    }
  }

  #handled(message: IncomingMessage, ok: boolean): void {
    const { seq, require_ack } = message;
    if (seq === undefined || this.#isOfAnotherLife(message)) {
      return;
    }
    if (!ok) {
      this.#resume.dedupe.failed(seq);
    } else if (require_ack !== true) {
      this.#processed(seq);
    } else if (this.#autoAck) {
      this.acknowledge(message);
    }
  }

  #processed(seq: number): void {
    this.#resume.dedupe.processed(seq);
    this.#resume.save();
  }

  /** It arrived before positions began to count anew. */
  #isOfAnotherLife(message: IncomingMessage): boolean {
    return message.epoch !== undefined && message.epoch !== this.#resume.point.epoch;
  }
}
