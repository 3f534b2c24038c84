import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dedupe } from '../dist/dedupe.js';
import { withSeed } from './fakes.js';

function processed(dedupe: Dedupe, ...entries: number[]): void {
  for (const seq of entries) {
    assert.equal(dedupe.arrived(seq), 'process');
    dedupe.processed(seq);
  }
}

test('an entry that comes again is only acknowledged', () => {
  const dedupe = new Dedupe();
  processed(dedupe, 1, 2);
  assert.equal(dedupe.arrived(2), 'acknowledge');
  assert.equal(dedupe.arrived(1), 'acknowledge');
});

test('an entry below the highest processed one counts as processed', () => {
  const dedupe = new Dedupe();
  processed(dedupe, 7);
  assert.equal(dedupe.arrived(5), 'acknowledge');
});

test('an entry that failed is processed when it comes again, though a higher one succeeded', () => {
  const dedupe = new Dedupe();
  dedupe.arrived(1);
  dedupe.failed(1);
  processed(dedupe, 2);
  assert.equal(dedupe.arrived(1), 'process');
  assert.equal(dedupe.arrived(2), 'acknowledge');
});

test('an entry that failed and is acknowledged by hand afterwards holds nothing up', () => {
  const dedupe = new Dedupe();
  dedupe.arrived(1);
  dedupe.failed(1);
  processed(dedupe, 2);
  assert.equal(dedupe.processedUpTo, 0);
  dedupe.processed(1);
  assert.equal(dedupe.processedUpTo, 2);
});

test('an entry that comes again while a handler has it is left alone', () => {
  const dedupe = new Dedupe();
  dedupe.arrived(1);
  assert.equal(dedupe.arrived(1), 'in-hand');
});

test('the floor never passes an entry that is not processed', () => {
  const dedupe = new Dedupe();
  processed(dedupe, 1);
  dedupe.arrived(2);
  processed(dedupe, 3);
  assert.equal(dedupe.processedUpTo, 1);
  dedupe.processed(2);
  assert.equal(dedupe.processedUpTo, 3);
});

test('a failure that is forgotten for want of room is not taken for a success', () => {
  const dedupe = new Dedupe(0, 2);
  for (const seq of [1, 2, 3]) {
    dedupe.arrived(seq);
    dedupe.failed(seq);
  }
  processed(dedupe, 2, 3);
  assert.equal(dedupe.arrived(1), 'process');
});

test('a client that starts where another stopped drops what that one had', () => {
  const dedupe = new Dedupe(10);
  assert.equal(dedupe.arrived(10), 'acknowledge');
  assert.equal(dedupe.arrived(11), 'process');
});

test('whatever fails and comes again, no entry is acknowledged before it was processed', () => {
  withSeed((random) => {
    const dedupe = new Dedupe(0, 8);
    const failedLast = new Set<number>();
    const done = new Set<number>();
    for (let step = 0; step < 5000; step += 1) {
      // Replays come from anywhere in the last 64 entries, as after reconnects.
      const seq = 1 + Math.trunc(step / 4) - Math.trunc(random() * Math.min(64, step / 4));
      const verdict = dedupe.arrived(seq);
      if (verdict === 'acknowledge') {
        assert.ok(done.has(seq) || seq < Math.max(...done), `entry ${seq} at step ${step}`);
        assert.ok(!failedLast.has(seq), `entry ${seq} failed last and was acknowledged at step ${step}`);
      } else if (random() < 0.3) {
        dedupe.failed(seq);
        failedLast.add(seq);
      } else {
        dedupe.processed(seq);
        done.add(seq);
        failedLast.delete(seq);
      }
    }
  });
});
