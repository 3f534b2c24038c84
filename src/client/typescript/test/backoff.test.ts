import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../dist/backoff.js';
import { withSeed } from './fakes.js';

const OPTIONS = { baseMillis: 500, capMillis: 30_000, factor: 2 };

test('K18 the bound of the delay doubles with each attempt up to the cap', () => {
  const backoff = new Backoff(OPTIONS, () => 1);
  const bounds = Array.from({ length: 8 }, () => backoff.next());
  assert.deepEqual(bounds, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('K18 the jitter is full: delays fill the whole range between zero and the bound', () => {
  withSeed((random) => {
    const firstDelays = Array.from({ length: 2000 }, () => new Backoff(OPTIONS, random).next());
    assert.ok(firstDelays.every((delay) => delay >= 0 && delay < 500), 'a delay is out of bounds');
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const share = firstDelays.filter((delay) => Math.trunc(delay / 125) === quarter).length / 2000;
      assert.ok(share > 0.2 && share < 0.3, `quarter ${quarter} has ${share} of the delays`);
    }
  });
});

test('K18 a reset starts again with the smallest bound', () => {
  const backoff = new Backoff(OPTIONS, () => 1);
  backoff.next();
  backoff.next();
  backoff.reset();
  assert.equal(backoff.next(), 500);
});

test('K18 the bound stays at the cap after thousands of attempts', () => {
  const backoff = new Backoff(OPTIONS, () => 1);
  const delays = Array.from({ length: 5000 }, () => backoff.next());
  assert.equal(Math.max(...delays), 30_000);
  assert.equal(delays.at(-1), 30_000);
});
