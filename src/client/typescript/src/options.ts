import type { BackoffOptions } from './backoff.js';
import { SignalboxError } from './errors.js';
import { MAX_ATTRIBUTE_LENGTH, MAX_GROUPS } from './messages.js';
import type { ResumeStorage } from './resume.js';
import { systemTimers, type Timers, type WebSocketConstructor } from './socket.js';

export interface ClientOptions {
  /** The endpoint: `wss://host/ws`, or `/ws` in a page. */
  url: string;
  userId: string;
  userName?: string;
  userType?: string;
  /** Names this connection; made once per client when it is absent, and kept over reconnects. */
  clientId?: string;
  deviceId?: string;
  appId?: string;
  namespace?: string;
  /** Groups to be in from the start. */
  groupIds?: readonly string[];
  /** More query parameters, a token for example. They never replace the ones above. */
  query?: Readonly<Record<string, string>>;

  /** Acknowledge a tracked message once its handlers returned; with false, call `acknowledge`. Default true. */
  autoAck?: boolean;
  /** The inbox entry up to which an earlier client had processed everything. */
  processedUpTo?: number;
  /** Keeps how far the inbox was processed, for the next client of this user and client id; see `webStorage`. */
  resumeStorage?: ResumeStorage;
  /**
   * How long acknowledgements are gathered, to say them as one: everything up to a position, and single ones behind it.
   * Default 0: each is said at once.
   */
  ackBatchMillis?: number;
  /** Messages kept while there is no connection. Default 256. */
  maxBuffered?: number;
  /** Bytes of all messages that wait for a connection, or for the hub's word. Default 4 MiB. */
  maxBufferedBytes?: number;
  /** Tracked messages and commands that wait for the hub's word. Default 256. */
  maxPending?: number;
  /** Bytes the socket may hold back before sending is refused. Default 1 MiB. */
  maxSocketBytes?: number;
  /** From the start of an attempt until the hub registered the connection. Default 10 s. */
  connectTimeoutMillis?: number;
  /** How long a group command waits for its reply. Default 10 s. */
  commandTimeoutMillis?: number;
  /** How long a tracked message waits for the hub's word, reconnects included. Default 60 s. */
  publishTimeoutMillis?: number;
  /** Time between two application pings, ± 10 %. Default 25 s. */
  pingIntervalMillis?: number;
  /** Silence after a ping that makes a connection count as dead. Default 10 s. */
  pongTimeoutMillis?: number;
  /** Default: 500 ms, doubling, at most 30 s. */
  backoff?: Partial<BackoffOptions>;

  /** Default `globalThis.WebSocket`. */
  webSocket?: WebSocketConstructor;
  timers?: Timers;
  random?: () => number;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
  newId?: () => string;
  /** Where an error goes that nobody listens to. Default `console.error`. */
  log?: (error: SignalboxError) => void;
}

export type Settings = Required<
  Omit<ClientOptions, 'deviceId' | 'appId' | 'namespace' | 'userName' | 'userType' | 'resumeStorage' | 'backoff'>
> &
  Pick<ClientOptions, 'deviceId' | 'appId' | 'namespace' | 'userName' | 'userType' | 'resumeStorage'> & { backoff: BackoffOptions };

/** The options with every default filled in; refuses what the hub would refuse at the handshake. */
export function settingsOf(options: ClientOptions): Settings {
  const newId = options.newId ?? randomId;
  const webSocket = options.webSocket ?? (globalThis.WebSocket as WebSocketConstructor | undefined);
  if (webSocket === undefined) {
    throw new SignalboxError('invalid_option', 'webSocket: this platform has none, name a constructor');
  }
  const settings: Settings = {
    autoAck: true,
    processedUpTo: 0,
    ackBatchMillis: 0,
    maxBuffered: 256,
    maxBufferedBytes: 4 * 1024 * 1024,
    maxPending: 256,
    maxSocketBytes: 1024 * 1024,
    connectTimeoutMillis: 10_000,
    commandTimeoutMillis: 10_000,
    publishTimeoutMillis: 60_000,
    pingIntervalMillis: 25_000,
    pongTimeoutMillis: 10_000,
    clientId: `c-${newId()}`,
    groupIds: [],
    query: {},
    timers: systemTimers,
    random: Math.random,
    now: Date.now,
    log: (error) => console.error(error),
    ...given(options),
    newId,
    webSocket,
    backoff: { baseMillis: 500, capMillis: 30_000, factor: 2, ...options.backoff },
  };
  checkIdentity(settings);
  return settings;
}

/** An option that is present but undefined is absent. */
function given(options: ClientOptions): ClientOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as ClientOptions;
}

function checkIdentity(settings: Settings): void {
  if (!settings.userId) {
    throw new SignalboxError('invalid_option', 'userId: is empty');
  }
  const { userId, userName, userType, clientId, deviceId, appId, namespace, groupIds } = settings;
  for (const [name, value] of Object.entries({ userId, userName, userType, clientId, deviceId, appId, namespace })) {
    checkAttribute(name, value);
  }
  if (groupIds.length > MAX_GROUPS) {
    throw new SignalboxError('invalid_option', `groupIds: ${groupIds.length} groups, at most ${MAX_GROUPS}`);
  }
  for (const group of groupIds) {
    checkAttribute('groupIds', group);
  }
}

function checkAttribute(name: string, value: string | undefined): void {
  if (value !== undefined && (value.length > MAX_ATTRIBUTE_LENGTH || /\p{Cc}/u.test(value))) {
    throw new SignalboxError('invalid_option', `${name}: at most ${MAX_ATTRIBUTE_LENGTH} characters, no control characters`);
  }
}

/** 64 random bits; `crypto.randomUUID` would need a secure page. */
function randomId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
