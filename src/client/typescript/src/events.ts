export type Handler<T> = (value: T) => unknown;

/**
 * Typed events. A handler that throws, or whose promise is rejected, is reported and stops nobody else.
 */
export class Events<EventMap extends object> {
  readonly #handlers = new Map<keyof EventMap, Set<Handler<never>>>();
  readonly #failed: (cause: unknown, event: keyof EventMap) => void;

  constructor(failed: (cause: unknown, event: keyof EventMap) => void) {
    this.#failed = failed;
  }

  /** Adds a handler; the returned function removes it. */
  on<Name extends keyof EventMap>(event: Name, handler: Handler<EventMap[Name]>): () => void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  has(event: keyof EventMap): boolean {
    return (this.#handlers.get(event)?.size ?? 0) > 0;
  }

  /**
   * Calls the handlers in the order they were added and tells whether all succeeded. The answer is a promise only when
   * a handler returned one.
   */
  emit<Name extends keyof EventMap>(event: Name, value: EventMap[Name]): boolean | Promise<boolean> {
    let ok = true;
    const unfinished: Promise<boolean>[] = [];
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      try {
        const result = (handler as Handler<EventMap[Name]>)(value);
        if (result instanceof Promise) {
          unfinished.push(result.then(() => true, (cause: unknown) => this.#report(cause, event)));
        }
      } catch (cause) {
        ok = this.#report(cause, event);
      }
    }
    return unfinished.length === 0 ? ok : Promise.all(unfinished).then((all) => ok && all.every(Boolean));
  }

  #report(cause: unknown, event: keyof EventMap): false {
    this.#failed(cause, event);
    return false;
  }
}
