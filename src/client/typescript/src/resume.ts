import { Dedupe } from './dedupe.js';
import type { Frame } from './messages.js';

/** How far a client came with its inbox: everything up to `lastSeq`, in that life of the inbox. */
export interface ResumePoint {
  /** Absent until the hub named one. */
  epoch?: string;
  lastSeq: number;
}

/** Where a client keeps that for its next life, `localStorage` for example. What it throws is reported, and breaks nothing. */
export interface ResumeStorage {
  load(): ResumePoint | null;
  save(point: ResumePoint): void;
}

/** What the hub says about a client that came back. */
export interface Recovery {
  /** Nothing was missed: everything behind `lastSeq` comes, or another device has it. */
  recovered: boolean;
  epoch?: string;
  /** The first position that may come. */
  fromSeq: number;
  /** How many entries wait. */
  waiting: number;
  head: number;
  /** Why something was missed: `other_epoch`, `beyond_head`, `expired`; `store_unavailable`: it is told again later. */
  reason?: string;
}

/** The part of a browser's `Storage` that is needed. */
export interface KeyValues {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** A storage that keeps the point under one key, in `localStorage` when no other one is named. */
export function webStorage(
  key: string,
  storage: KeyValues = (globalThis as unknown as { localStorage: KeyValues }).localStorage,
): ResumeStorage {
  return {
    load: () => {
      const text = storage.getItem(key);
      return text === null ? null : (JSON.parse(text) as ResumePoint);
    },
    save: (point) => storage.setItem(key, JSON.stringify(point)),
  };
}

/** What a client knows of its inbox, over all its connections. */
export class Resume {
  readonly #storage: ResumeStorage | undefined;
  readonly #failed: (cause: unknown) => void;
  #epoch: string | undefined;
  #dedupe: Dedupe;
  #saved = '';

  constructor(processedUpTo: number, storage: ResumeStorage | undefined, failed: (cause: unknown) => void) {
    this.#storage = storage;
    this.#failed = failed;
    const point = this.#load();
    this.#epoch = point?.epoch;
    this.#dedupe = new Dedupe(point?.lastSeq ?? processedUpTo);
  }

  /** The present life of the inbox; an entry that arrived in another one is none of this. */
  get dedupe(): Dedupe {
    return this.#dedupe;
  }

  get point(): ResumePoint {
    const lastSeq = this.#dedupe.processedUpTo;
    return this.#epoch === undefined ? { lastSeq } : { epoch: this.#epoch, lastSeq };
  }

  /** The hub registered a connection. @returns what it says, null when it does not know of such things */
  registered(frame: Frame): Recovery | null {
    const said = frame.data?.['resume'] as
      | { recovered?: boolean; from_seq?: number; waiting?: number; head?: number; reason?: string }
      | undefined;
    if (said === undefined) {
      return null;
    }
    const { epoch } = frame;
    if (said.reason !== 'store_unavailable') {
      const other = said.reason === 'other_epoch' || said.reason === 'beyond_head';
      if (other || (this.#epoch !== undefined && epoch !== this.#epoch)) {
        // Positions count anew: what was processed before says nothing.
        this.#dedupe = new Dedupe();
      }
      this.#epoch = epoch;
      this.save();
    }
    return {
      recovered: said.recovered === true,
      fromSeq: said.from_seq ?? 0,
      waiting: said.waiting ?? 0,
      head: said.head ?? 0,
      ...(epoch !== undefined && { epoch }),
      ...(said.reason !== undefined && { reason: said.reason }),
    };
  }

  /** Keeps the point where the application said, when it moved. */
  save(): void {
    if (this.#storage === undefined) {
      return;
    }
    const point = this.point;
    const text = JSON.stringify(point);
    if (text !== this.#saved) {
      this.#saved = text;
      try {
        this.#storage.save(point);
      } catch (cause) {
        this.#failed(cause);
      }
    }
  }

  #load(): ResumePoint | null {
    try {
      const point = this.#storage?.load() ?? null;
      return point !== null && Number.isSafeInteger(point.lastSeq) && point.lastSeq >= 0 ? point : null;
    } catch (cause) {
      this.#failed(cause);
      return null;
    }
  }
}
