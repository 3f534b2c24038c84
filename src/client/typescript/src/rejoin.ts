import { SignalboxError } from './errors.js';
import type { Settings } from './options.js';
import type { Link } from './outgoing.js';

/**
 * Joins groups again on a new connection, before anything else is sent to them. Done at the hub's answer, or when the
 * hub does not answer in time: a group that cannot be joined must not hold back every other message.
 */
export class Rejoin {
  readonly #id: string;
  readonly #groups: readonly string[];
  readonly #settings: Settings;
  readonly #link: Link;
  readonly #done: (error: SignalboxError | null) => void;
  #timer: unknown;

  constructor(groups: readonly string[], settings: Settings, link: Link, done: (error: SignalboxError | null) => void) {
    this.#id = `m-${settings.newId()}`;
    this.#groups = groups;
    this.#settings = settings;
    this.#link = link;
    this.#done = done;
  }

  start(): void {
    if (this.#groups.length === 0) {
      this.#done(null);
      return;
    }
    const { timers, commandTimeoutMillis } = this.#settings;
    const late = new SignalboxError('timeout', 'the groups were not joined again in time', { retry: true });
    this.#timer = timers.set(() => this.#done(late), commandTimeoutMillis);
    const command = { message_type: 'command', message_id: this.#id, content: 'group_join', group_ids: this.#groups };
    this.#link.send(JSON.stringify(command));
  }

  /** Takes the hub's answer if it is meant. */
  answered(id: string, error: SignalboxError | null): boolean {
    const meant = id === this.#id;
    if (meant) {
      this.cancel();
      this.#done(error);
    }
    return meant;
  }

  cancel(): void {
    this.#settings.timers.clear(this.#timer);
  }
}
