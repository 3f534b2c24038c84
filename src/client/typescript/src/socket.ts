/** The part of a WebSocket this client uses; the browser's and that of the npm package `ws` both fit. */
export interface WebSocketLike {
  readonly bufferedAmount: number;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketConstructor = new (url: string, protocols: string) => WebSocketLike;

/** The clock of the client, so that tests need not wait. */
export interface Timers {
  set(task: () => void, millis: number): unknown;
  clear(timer: unknown): void;
}

export const systemTimers: Timers = {
  set: (task, millis) => setTimeout(task, millis),
  clear: (timer) => clearTimeout(timer as number),
};
