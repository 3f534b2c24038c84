/** What to do with a stored message: hand it out, only acknowledge it again, or leave it to the handler that has it. */
export type Verdict = 'process' | 'acknowledge' | 'in-hand';

/**
 * Remembers which inbox entries were processed: everything up to a floor, and single entries above it.
 *
 * The floor rises to the highest processed entry, but never past one that a handler still has in hand or failed on:
 * its replay would be taken for a repetition, acknowledged and lost. Both memories are bounded; what is forgotten
 * can make a message come twice, never get lost.
 */
export class Dedupe {
  readonly #limit: number;
  readonly #inHand = new Set<number>();
  readonly #failed = new Set<number>();
  readonly #processed = new Set<number>();
  #floor: number;
  #floorMayRise = true;

  constructor(processedUpTo = 0, limit = 1024) {
    this.#floor = processedUpTo;
    this.#limit = limit;
  }

  /** Every entry up to this one is processed; keep it to start a later client where this one stopped. */
  get processedUpTo(): number {
    return this.#floor;
  }

  /** Asks about an entry that arrived; after `process` the caller owes `processed` or `failed`. */
  arrived(seq: number): Verdict {
    if (this.#inHand.has(seq)) {
      return 'in-hand';
    }
    if (seq <= this.#floor || this.#processed.has(seq)) {
      return 'acknowledge';
    }
    this.#failed.delete(seq);
    this.#inHand.add(seq);
    return 'process';
  }

  processed(seq: number): void {
    this.#inHand.delete(seq);
    this.#failed.delete(seq);
    if (seq <= this.#floor) {
      return;
    }
    this.#processed.add(seq);
    if (this.#floorMayRise && this.#inHand.size === 0 && this.#failed.size === 0) {
      this.#floor = Math.max(this.#floor, ...this.#processed);
      this.#processed.clear();
    }
    forgetOldest(this.#processed, this.#limit);
  }

  failed(seq: number): void {
    this.#inHand.delete(seq);
    this.#failed.add(seq);
    if (forgetOldest(this.#failed, this.#limit)) {
      this.#floorMayRise = false;
    }
  }
}

function forgetOldest(entries: Set<number>, limit: number): boolean {
  const [oldest] = entries;
  return entries.size > limit && oldest !== undefined && entries.delete(oldest);
}
