export interface BackoffOptions {
  /** Upper bound of the first delay. */
  baseMillis: number;
  /** Upper bound of every delay. */
  capMillis: number;
  /** How fast the upper bound grows. */
  factor: number;
}

/**
 * Exponential back-off with full jitter: each delay is drawn evenly between zero and a bound that grows up to the cap,
 * so that a thousand clients of a lost node do not come back in the same instant.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #attempts = 0;

  constructor(options: BackoffOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  /** Attempts since the last reset. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The delay before the next attempt, in milliseconds. */
  next(): number {
    const { baseMillis, capMillis, factor } = this.#options;
    const bound = Math.min(capMillis, baseMillis * factor ** this.#attempts);
    this.#attempts += 1;
    return this.#random() * bound;
  }

  /** Only a registered connection earns this: an accepted socket proves nothing about the hub behind it. */
  reset(): void {
    this.#attempts = 0;
  }
}
