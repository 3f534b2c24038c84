import type { Asked } from './messages.js';
import type { Settings } from './options.js';

/**
 * Does what an operator asks of this client; what it returns, or resolves to, is the data of the answer. When it throws,
 * the operator is told that it failed.
 */
export type CommandHandler = (data: unknown) => unknown;

/** What the client does for its commands. */
export interface CommandHost {
  /** Closes the connection and opens another. */
  restart(): void;
  failed(cause: unknown, command: string): void;
}

interface Answer {
  result: 'success' | 'error';
  message: string;
  data?: unknown;
}

/** What every client knows. */
const OWN = ['ping', 'status', 'restart', 'info', 'echo'] as const;

const RESTART_DELAY_MILLIS = 3000;
const VERSION = '0.1.0';
/** The largest command the hub sends and the largest answer it takes, in bytes of UTF-8. */
const MAX_ANSWER_BYTES = 64 * 1024;

const encoder = new TextEncoder();

/** Answers what operators ask through the hub: five commands that every client knows, and those of the application. */
export class Commands {
  readonly #settings: Settings;
  readonly #host: CommandHost;
  readonly #handlers = new Map<string, CommandHandler>();
  readonly #since: number;
  #restarting: unknown;

  constructor(settings: Settings, host: CommandHost) {
    this.#settings = settings;
    this.#host = host;
    this.#since = settings.now();
  }

  /** Adds a command of the application; false for a name that every client knows. */
  add(command: string, handler: CommandHandler): boolean {
    const own = (OWN as readonly string[]).includes(command);
    if (!own) {
      this.#handlers.set(command, handler);
    }
    return !own;
  }

  /** Removes a handler, unless another took its place. */
  remove(command: string, handler: CommandHandler): void {
    if (this.#handlers.get(command) === handler) {
      this.#handlers.delete(command);
    }
  }

  /** Answers what the hub asks, now or later. */
  asked(frame: Asked, reply: (text: string) => void): void {
    if (frame.type === 'query_name') {
      reply(JSON.stringify({ type: 'name_response', ...this.#ids(), timestamp: this.#seconds() }));
      return;
    }
    const handler = this.#handlers.get(frame.command);
    if (handler === undefined) {
      reply(this.#frame(frame, this.#own(frame.command, frame.data)));
    } else {
      void this.#called(frame.command, handler, frame.data).then((answer) => reply(this.#frame(frame, answer)));
    }
  }

  /** The connection is gone: what was to be restarted is. */
  disconnected(): void {
    this.#settings.timers.clear(this.#restarting);
    this.#restarting = undefined;
  }

  #own(command: string, data: unknown): Answer {
    const { now } = this.#settings;
    switch (command) {
      case 'ping':
        return success('pong', { client_info: this.#ids(), ...latency(data, now()) });
      case 'status':
        return success('online', {
          client_id: this.#settings.clientId,
          name: this.#name(),
          status: 'online',
          uptime: Math.floor((now() - this.#since) / 1000),
          version: VERSION,
          platform: platform(),
        });
      case 'info':
        return success('client information', {
          ...this.#ids(),
          user_id: this.#settings.userId,
          // Without the query: it may hold a token.
          url: this.#settings.url.split('?', 1)[0],
          connected: true,
          capabilities: this.#supported(),
        });
      case 'echo':
        return success('echo', { original_data: data ?? null, echo_time: new Date(now()).toISOString() });
      case 'restart':
        return this.#restart();
      default:
        return {
          result: 'error',
          message: `unknown command '${command}'`,
          data: { supported_commands: this.#supported() },
        };
    }
  }

  #restart(): Answer {
    this.#restarting ??= this.#settings.timers.set(() => {
      this.#restarting = undefined;
      this.#host.restart();
    }, RESTART_DELAY_MILLIS);
    return success(`restarting in ${RESTART_DELAY_MILLIS / 1000} s`);
  }

  async #called(command: string, handler: CommandHandler, data: unknown): Promise<Answer> {
    try {
      return success('done', await handler(data));
    } catch (cause) {
      this.#host.failed(cause, command);
      return { result: 'error', message: `the handler of '${command}' failed` };
    }
  }

  #frame({ request_id }: Asked, answer: Answer): string {
    const encoded = (given: Answer): string =>
      JSON.stringify({
        type: 'command_response',
        ...given,
        client_id: this.#settings.clientId,
        request_id,
        timestamp: this.#seconds(),
      });
    try {
      const text = encoded(answer);
      if (encoder.encode(text).length <= MAX_ANSWER_BYTES) {
        return text;
      }
    } catch (cause) {
      // A cycle or a bigint: no JSON.
      this.#host.failed(cause, 'answer');
    }
    return encoded({ result: 'error', message: 'the answer cannot be sent' });
  }

  #ids(): { client_id: string; client_name: string } {
    return { client_id: this.#settings.clientId, client_name: this.#name() };
  }

  #name(): string {
    return this.#settings.userName ?? this.#settings.userId;
  }

  #seconds(): number {
    return Math.floor(this.#settings.now() / 1000);
  }

  #supported(): string[] {
    return [...OWN, ...[...this.#handlers.keys()].sort()];
  }
}

function success(message: string, data?: unknown): Answer {
  return { result: 'success', message, ...(data !== undefined && { data }) };
}

/** The server's time comes with the command; both clocks are taken at their word. */
function latency(data: unknown, now: number): object {
  const serverTime = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)['server_time'] : undefined;
  return typeof serverTime === 'number' ? { server_time: serverTime, latency: Math.max(0, now - serverTime) } : {};
}

function platform(): string {
  const { navigator, process } = globalThis as { navigator?: { userAgent?: string }; process?: { version?: string } };
  return process?.version === undefined ? (navigator?.userAgent ?? 'unknown') : `Node.js ${process.version}`;
}
