import { Backoff } from './backoff.js';
import { closeName, shouldReconnect } from './closecodes.js';
import { Commands, type CommandHandler } from './commands.js';
import { Connection, type Ending } from './connection.js';
import { deferred, type Deferred } from './deferred.js';
import { SignalboxError, type ClientErrorCode } from './errors.js';
import { Events, type Handler } from './events.js';
import { Groups } from './groups.js';
import { Inbox } from './inbox.js';
import {
  MAX_FRAME_BYTES,
  type Acknowledgement,
  type Frame,
  type IncomingMessage,
  type OutgoingMessage,
  type Registration,
} from './messages.js';
import { settingsOf, type ClientOptions, type Settings } from './options.js';
import { Outgoing, type Kind, type Receipt } from './outgoing.js';
import { Rejoin } from './rejoin.js';
import type { Recovery } from './resume.js';
import { connectUrl } from './url.js';

/**
 * `idle` until the first connect; `connecting` until the hub registered the first connection; `connected`;
 * `reconnecting` whenever a connection is lost; `closed` by `close()` or by a close code that forbids to come back.
 */
export type State = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed';

export interface Disconnection {
  code: number;
  name: string;
  reason: string;
  /** Time until the next attempt; null when there will be none. */
  retryInMillis: number | null;
}

export interface ClientEvents {
  state: { state: State; previous: State };
  registered: Registration;
  /** What was missed while there was no connection; after `registered`, from a hub that knows. */
  recovered: Recovery;
  message: IncomingMessage;
  ack: Acknowledgement;
  disconnected: Disconnection;
  /** What no promise tells: an error of the hub about an untracked message, a handler that threw, a malformed frame. */
  error: SignalboxError;
}

/** What an application may add to a message whose target and content are named by the call. */
export type MessageOptions = Omit<OutgoingMessage, 'receiver' | 'group_ids' | 'broadcast_type' | 'content'>;

/** Worth something only now: with no connection they are refused instead of kept. */
const EPHEMERAL: ReadonlySet<string> = new Set(['typing', 'ping', 'heartbeat', 'pong']);

const encoder = new TextEncoder();

/** One user's device on the hub, over as many connections as it takes. */
export class SignalboxClient {
  readonly #settings: Settings;
  readonly #events: Events<ClientEvents>;
  readonly #outgoing: Outgoing;
  readonly #groups = new Groups();
  readonly #inbox: Inbox;
  readonly #backoff: Backoff;
  readonly #commands: Commands;
  #state: State = 'idle';
  #connection: Connection | null = null;
  /** Set while messages may be written: registered, and back in the groups. */
  #link: Connection | null = null;
  #rejoin: Rejoin | null = null;
  #retry: unknown;
  #connecting: Deferred<Registration> | null = null;

  constructor(options: ClientOptions) {
    this.#settings = settingsOf(options);
    connectUrl(this.#settings, []);
    this.#groups.add(this.#settings.groupIds);
    this.#events = new Events((cause, event) => this.#handlerFailed(cause, event));
    this.#outgoing = new Outgoing(this.#settings);
    this.#inbox = new Inbox(this.#settings, {
      // With nobody listening a message is not processed: the hub keeps it.
      handOut: (message) => this.#events.has('message') && this.#events.emit('message', message),
      isConnected: () => this.#state === 'connected',
      send: (text) => this.#connection?.send(text),
      storageFailed: (cause) =>
        this.#report(new SignalboxError('handler_failed', `resumeStorage failed: ${String(cause)}`, { cause })),
    });
    this.#commands = new Commands(this.#settings, {
      restart: () => this.#restart(),
      failed: (cause, command) => this.#commandFailed(cause, command),
    });
    this.#backoff = new Backoff(this.#settings.backoff, this.#settings.random);
  }

  get state(): State {
    return this.#state;
  }

  get clientId(): string {
    return this.#settings.clientId;
  }

  /** The groups this client is in, and comes back to after a lost connection. */
  get groups(): string[] {
    return this.#groups.joined;
  }

  /** The inbox entry up to which everything is processed; an option of the same name starts a later client there. */
  get processedUpTo(): number {
    return this.#inbox.point.lastSeq;
  }

  /** The life of the inbox that `processedUpTo` belongs to; null until the hub named one. */
  get epoch(): string | null {
    return this.#inbox.point.epoch ?? null;
  }

  /** Adds a handler; the returned function removes it. */
  on<Name extends keyof ClientEvents>(event: Name, handler: Handler<ClientEvents[Name]>): () => void {
    return this.#events.on(event, handler);
  }

  /**
   * Answers a command of the application's own, besides ping, status, info, echo and restart, which every client knows.
   * A second handler of the same name replaces the first; the returned function removes it.
   */
  onCommand(command: string, handler: CommandHandler): () => void {
    if (!this.#commands.add(command, handler)) {
      throw new SignalboxError('invalid_option', `${command}: every client knows it already`);
    }
    return () => this.#commands.remove(command, handler);
  }

  /** Resolves when the hub registered the first connection; rejects only when the client closes before that. */
  connect(): Promise<Registration> {
    if (this.#connecting !== null) {
      return this.#connecting.promise;
    }
    const connecting = (this.#connecting = deferred());
    this.#enter('connecting');
    // Whoever heard of that may have closed it.
    if (this.#connecting === connecting) {
      this.#dial();
    }
    return connecting.promise;
  }

  /** Ends the connection for good; whoever waits is told `closed`. `connect()` starts again. */
  close(): void {
    if (this.#state !== 'closed') {
      this.#connection?.close(1000, 'closed by the application');
      this.#finish('closed by the application');
    }
  }

  /**
   * Sends a message. With `require_ack` it is tracked: resolves at `stored` (to a user or groups) or `accepted` (to
   * everybody), and is sent again under the same id until then. Without, it resolves once it is written.
   */
  send(message: OutgoingMessage): Promise<Receipt> {
    const type = message.message_type ?? 'text';
    if (this.#link === null && EPHEMERAL.has(type)) {
      return rejected('not_connected', `${type} is not kept for later`, message.message_id);
    }
    return this.#submit(message.require_ack === true ? 'tracked' : 'plain', { ...message, message_type: type });
  }

  /** `send`, tracked. */
  publish(message: OutgoingMessage): Promise<Receipt> {
    return this.send({ ...message, require_ack: true });
  }

  sendTo(user: string, content: string, options: MessageOptions = {}): Promise<Receipt> {
    return this.send({ ...options, receiver: user, content });
  }

  sendToGroup(groups: string | readonly string[], content: string, options: MessageOptions = {}): Promise<Receipt> {
    return this.send({ ...options, group_ids: listOf(groups), content });
  }

  broadcast(content: string, options: MessageOptions = {}): Promise<Receipt> {
    return this.send({ ...options, broadcast_type: 'global', content });
  }

  /** Resolves when the hub confirmed; from then on the groups are joined again on each new connection. */
  async joinGroup(groups: string | readonly string[]): Promise<void> {
    const list = listOf(groups);
    await this.#submit('command', { message_type: 'command', content: 'group_join', group_ids: list });
    this.#groups.add(list);
  }

  /** From the call on the groups are not joined again; resolves when the hub confirmed. */
  async leaveGroup(groups: string | readonly string[]): Promise<void> {
    const list = listOf(groups);
    this.#groups.remove(list);
    await this.#submit('command', { message_type: 'command', content: 'group_leave', group_ids: list });
  }

  /** Confirms a tracked message; needed only with `autoAck: false`. */
  acknowledge(message: IncomingMessage): void {
    this.#inbox.acknowledge(message);
  }

  #submit(kind: Kind, message: OutgoingMessage): Promise<Receipt> {
    const messageId = message.message_id ?? `m-${this.#settings.newId()}`;
    if (this.#state === 'closed') {
      return rejected('closed', 'the client is closed', messageId);
    }
    const text = JSON.stringify({ ...message, message_id: messageId });
    const bytes = encoder.encode(text).length;
    if (bytes > MAX_FRAME_BYTES) {
      return rejected('message_too_large', `a message may have ${MAX_FRAME_BYTES} bytes`, messageId);
    }
    return this.#outgoing.submit(messageId, kind, text, bytes, this.#link);
  }

  #dial(): void {
    const connection: Connection = new Connection(this.#address(), this.#settings, {
      frame: (frame) => this.#received(frame, connection),
      asked: (frame) => this.#commands.asked(frame, (text) => this.#connection === connection && connection.send(text)),
      malformed: () => this.#report(new SignalboxError('malformed_frame', 'the hub sent what is no message')),
      ended: (ending) => this.#lost(ending),
    });
    this.#connection = connection;
  }

  #received(frame: Frame, connection: Connection): void {
    switch (frame.message_type) {
      case 'client_registered':
        this.#registered(frame, connection);
        break;
      case 'pong':
        break;
      case 'ack':
        this.#acknowledged(frame);
        break;
      case 'success':
      case 'error':
        if (frame.sender === undefined) {
          this.#answered(frame);
          break;
        }
        this.#inbox.arrived(frame);
        break;
      default:
        this.#inbox.arrived(frame);
    }
  }

  #registered(frame: Frame, connection: Connection): void {
    const registration = { groups: [], ...frame.data } as unknown as Registration;
    const recovery = this.#inbox.registered(frame);
    this.#backoff.reset();
    // A balancer may register the same socket again, with another node.
    this.#rejoin?.cancel();
    this.#link = null;
    this.#rejoin = new Rejoin(this.#groups.missingFrom(registration.groups), this.#settings, connection, (error) => {
      this.#rejoin = null;
      if (error !== null) {
        this.#report(error);
      }
      this.#link = connection;
      this.#outgoing.flush(connection);
    });
    this.#rejoin.start();
    this.#enter('connected');
    this.#connecting?.resolve(registration);
    void this.#events.emit('registered', registration);
    if (recovery !== null) {
      void this.#events.emit('recovered', recovery);
    }
  }

  #acknowledged(frame: Frame): void {
    const { message_id, ack, receiver } = frame;
    if (message_id === undefined || ack === undefined) {
      return;
    }
    if (ack === 'delivered') {
      this.#outgoing.delivered(message_id);
    } else {
      this.#outgoing.confirmed(message_id, ack);
    }
    void this.#events.emit('ack', { messageId: message_id, level: ack, ...(receiver !== undefined && { receiver }) });
  }

  #answered(frame: Frame): void {
    const id = frame.reply_to_msg_id ?? '';
    const error = frame.message_type === 'error' ? SignalboxError.ofFrame(frame) : null;
    if (this.#rejoin?.answered(id, error)) {
      return;
    }
    if (error === null) {
      this.#outgoing.confirmed(id, 'done');
    } else if (!this.#outgoing.refused(id, error)) {
      this.#report(error);
    }
  }

  #address(): string {
    return connectUrl(this.#settings, this.#groups.joined, this.#inbox.point);
  }

  /** Leaves the hub and comes back, as an operator asked. */
  #restart(): void {
    const ending = { code: 1000, reason: 'restart' };
    const last = this.#connection;
    if (last !== null) {
      last.close(ending.code, ending.reason);
      this.#forgetConnection();
      this.#retry = this.#settings.timers.set(() => this.#dial(), 0);
      this.#enter('reconnecting');
      void this.#events.emit('disconnected', { ...ending, name: closeName(ending.code), retryInMillis: 0 });
    }
  }

  #lost(ending: Ending): void {
    this.#forgetConnection();
    const again = shouldReconnect(ending.code);
    const retryInMillis = again ? this.#backoff.next() : null;
    if (retryInMillis === null) {
      this.#finish(`${closeName(ending.code)} ${ending.reason}`.trim());
    } else {
      this.#retry = this.#settings.timers.set(() => this.#dial(), retryInMillis);
      this.#enter(this.#state === 'connecting' ? 'connecting' : 'reconnecting');
    }
    void this.#events.emit('disconnected', { ...ending, name: closeName(ending.code), retryInMillis });
  }

  #forgetConnection(): void {
    this.#rejoin?.cancel();
    this.#rejoin = null;
    this.#commands.disconnected();
    this.#inbox.disconnected();
    this.#connection = null;
    this.#link = null;
  }

  #finish(reason: string): void {
    this.#settings.timers.clear(this.#retry);
    this.#forgetConnection();
    this.#connecting?.reject(new SignalboxError('closed', reason));
    this.#connecting = null;
    this.#outgoing.abandon((messageId) => new SignalboxError('closed', reason, { messageId }));
    this.#enter('closed');
  }

  #enter(state: State): void {
    const previous = this.#state;
    if (state !== previous) {
      this.#state = state;
      void this.#events.emit('state', { state, previous });
    }
  }

  #handlerFailed(cause: unknown, event: keyof ClientEvents): void {
    const error = new SignalboxError('handler_failed', `a handler of '${event}' failed: ${String(cause)}`, { cause });
    if (event === 'error') {
      this.#settings.log(error);
    } else {
      this.#report(error);
    }
  }

  #commandFailed(cause: unknown, command: string): void {
    this.#report(new SignalboxError('handler_failed', `the handler of '${command}' failed: ${String(cause)}`, { cause }));
  }

  #report(error: SignalboxError): void {
    if (this.#events.has('error')) {
      void this.#events.emit('error', error);
    } else {
      this.#settings.log(error);
    }
  }
}

function listOf(groups: string | readonly string[]): readonly string[] {
  return typeof groups === 'string' ? [groups] : groups;
}

function rejected(code: ClientErrorCode, text: string, messageId?: string): Promise<never> {
  return Promise.reject(new SignalboxError(code, text, messageId === undefined ? {} : { messageId }));
}
