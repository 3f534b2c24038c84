import { SignalboxClient, type ClientOptions, type SignalboxError } from '../dist/index.js';

/** A clock that stands still until a test moves it. */
export class FakeTimers {
  #now = 0;
  #last = 0;
  readonly #tasks = new Map<number, { at: number; task: () => void }>();

  readonly set = (task: () => void, millis: number): number => {
    this.#last += 1;
    this.#tasks.set(this.#last, { at: this.#now + millis, task });
    return this.#last;
  };

  readonly clear = (timer: unknown): void => {
    this.#tasks.delete(timer as number);
  };

  get now(): number {
    return this.#now;
  }

  get waiting(): number {
    return this.#tasks.size;
  }

  /** Runs what falls due in the next milliseconds, in the order of time. */
  advance(millis: number): void {
    const end = this.#now + millis;
    for (let due = this.#firstUntil(end); due !== undefined; due = this.#firstUntil(end)) {
      const [timer, { at, task }] = due;
      this.#now = at;
      this.#tasks.delete(timer);
      task();
    }
    this.#now = end;
  }

  #firstUntil(end: number): [number, { at: number; task: () => void }] | undefined {
    return [...this.#tasks].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
  }
}

/** A socket whose other end is the test. */
export class FakeSocket {
  bufferedAmount = 0;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closedWith: number | null | undefined;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code?: number): void {
    this.closedWith = code ?? null;
  }

  /** Frames of one type that the client wrote. */
  sentOf(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame['message_type'] === type);
  }

  receive(frame: object | string): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    (this.onmessage as ((event: object) => void) | null)?.({ data });
  }

  register(groups: readonly string[] = []): void {
    const data = { user_id: 'alice', client_id: 'c-1', device_id: 'c-1', node_id: 'node-a', groups };
    this.receive({ message_type: 'client_registered', content: 'alice', data });
  }

  lose(code = 1006, reason = ''): void {
    (this.onclose as ((event: object) => void) | null)?.({ code, reason });
  }
}

/** A client with everything around it in the hands of the test. */
export class Bench {
  readonly timers = new FakeTimers();
  readonly sockets: FakeSocket[] = [];
  readonly logged: SignalboxError[] = [];
  readonly client: SignalboxClient;

  constructor(options: Partial<ClientOptions> = {}) {
    const { sockets } = this;
    let lastId = 0;
    this.client = new SignalboxClient({
      url: 'ws://hub.test/ws',
      userId: 'alice',
      webSocket: class extends FakeSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol);
          sockets.push(this);
        }
      },
      timers: this.timers,
      random: () => 0.5,
      now: () => this.timers.now,
      newId: () => `${(lastId += 1)}`,
      log: (error) => this.logged.push(error),
      ...options,
    });
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) {
      throw new Error('the client has not dialled');
    }
    return socket;
  }

  connected(groups: readonly string[] = []): this {
    void this.client.connect();
    this.socket.register(groups);
    return this;
  }

  /** Loses the connection and lets the client dial again; the hub has not registered it yet. */
  redialled(): this {
    const before = this.sockets.length;
    this.socket.lose();
    while (this.sockets.length === before) {
      this.timers.advance(100);
    }
    return this;
  }
}

/** Lets promises that are settled tell so. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The error of a promise that has to be rejected by now. */
export async function errorOf(promise: Promise<unknown>): Promise<SignalboxError> {
  const fail = (what: string) => (): never => {
    throw new Error(`the promise ${what}`);
  };
  return Promise.race([
    promise.then(fail('was not rejected'), (error: SignalboxError) => error),
    settled().then(fail('is still pending')),
  ]);
}

/** Runs a check with numbers that a seed makes; the seed is told when the check fails, and taken from SEED. */
export function withSeed(check: (random: () => number) => void): void {
  const seed = Number(process.env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
  try {
    check(mulberry32(seed));
  } catch (cause) {
    throw new Error(`SEED=${seed}: ${(cause as Error).message}`, { cause });
  }
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
