import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncomingMessage } from '../dist/index.js';
import { Bench, settled } from './fakes.js';

const stored = (seq: number): IncomingMessage => ({
  message_type: 'text',
  message_id: `m${seq}`,
  sender: 'bob',
  content: `entry ${seq}`,
  require_ack: true,
  seq,
});

/** A connected client, what its handler saw, and which inbox entries it acknowledged. */
function receiver(bench: Bench): { seen: unknown[]; acknowledged: () => unknown[] } {
  const seen: unknown[] = [];
  bench.client.on('message', ({ content }) => seen.push(content));
  bench.connected();
  return { seen, acknowledged: () => bench.socket.sentOf('ack').map(({ seq }) => seq) };
}

test('a tracked message is acknowledged once its handler returned', () => {
  const bench = new Bench().connected();
  let acknowledgedTooEarly = true;
  bench.client.on('message', () => {
    acknowledgedTooEarly = bench.socket.sentOf('ack').length > 0;
  });
  bench.socket.receive(stored(17));
  assert.equal(acknowledgedTooEarly, false);
  assert.deepEqual(bench.socket.sentOf('ack'), [{ message_type: 'ack', message_id: 'm17', seq: 17 }]);
});

test('an asynchronous handler is waited for', async () => {
  const bench = new Bench().connected();
  let finish = (): void => undefined;
  bench.client.on('message', () => new Promise<void>((resolve) => (finish = resolve)));
  bench.socket.receive(stored(1));
  await settled();
  assert.deepEqual(bench.socket.sentOf('ack'), []);
  finish();
  await settled();
  assert.equal(bench.socket.sentOf('ack').length, 1);
});

test('a handler that throws leaves the message with the hub, is reported, and the next message comes', () => {
  const bench = new Bench().connected();
  bench.client.on('message', ({ seq }) => {
    if (seq === 1) throw new Error('mine');
  });
  bench.socket.receive(stored(1));
  bench.socket.receive(stored(2));
  assert.deepEqual(bench.socket.sentOf('ack').map(({ seq }) => seq), [2]);
  assert.deepEqual(bench.logged.map(({ code }) => code), ['handler_failed']);
});

test('a message that failed is handed out again when the hub replays it', () => {
  const bench = new Bench();
  const seen: unknown[] = [];
  bench.client.on('message', ({ seq }) => {
    if (seen.push(seq) === 1) throw new Error('only the first time');
  });
  bench.connected();
  bench.socket.receive(stored(1));
  bench.socket.receive(stored(2));
  bench.redialled();
  bench.socket.register();
  bench.socket.receive({ ...stored(1), source: 'offline' });
  assert.deepEqual(seen, [1, 2, 1]);
  assert.deepEqual(bench.socket.sentOf('ack').map(({ seq }) => seq), [1]);
});

test('with nobody listening a message stays with the hub', () => {
  const bench = new Bench().connected();
  bench.socket.receive(stored(1));
  assert.deepEqual(bench.socket.sentOf('ack'), []);
});

test('K18 a replayed message that was processed is not handed out again, but acknowledged again', () => {
  const bench = new Bench();
  const { seen, acknowledged } = receiver(bench);
  bench.socket.receive(stored(1));
  bench.redialled();
  bench.socket.register();
  bench.socket.receive({ ...stored(1), source: 'offline' });
  bench.socket.receive({ ...stored(2), source: 'offline' });
  assert.deepEqual(seen, ['entry 1', 'entry 2']);
  assert.deepEqual(acknowledged(), [1, 2]);
});

test('a stored message that asks for no acknowledgement gets none, and is not handed out twice either', () => {
  const bench = new Bench();
  const { seen, acknowledged } = receiver(bench);
  const { require_ack, ...untracked } = stored(3);
  bench.socket.receive(untracked);
  bench.socket.receive(untracked);
  assert.deepEqual(seen, ['entry 3']);
  assert.deepEqual(acknowledged(), []);
});

test('messages that are not stored are never taken for repetitions', () => {
  const bench = new Bench();
  const { seen } = receiver(bench);
  bench.socket.receive({ message_type: 'text', message_id: 'm', content: 'same' });
  bench.socket.receive({ message_type: 'text', message_id: 'm', content: 'same' });
  assert.deepEqual(seen, ['same', 'same']);
});

test('without automatic acknowledgement the application says when', () => {
  const bench = new Bench({ autoAck: false });
  const kept: IncomingMessage[] = [];
  bench.client.on('message', (message) => kept.push(message));
  bench.connected();
  bench.socket.receive(stored(1));
  assert.deepEqual(bench.socket.sentOf('ack'), []);
  bench.client.acknowledge(kept[0]!);
  assert.deepEqual(bench.socket.sentOf('ack').map(({ seq }) => seq), [1]);
});

test('an acknowledgement that found no connection is made up for at the replay', () => {
  const bench = new Bench({ autoAck: false });
  const kept: IncomingMessage[] = [];
  bench.client.on('message', (message) => kept.push(message));
  bench.connected();
  bench.socket.receive(stored(1));
  bench.redialled();
  bench.client.acknowledge(kept[0]!);
  assert.deepEqual(bench.socket.sent, []);
  bench.socket.register();
  bench.socket.receive(stored(1));
  assert.equal(kept.length, 1);
  assert.deepEqual(bench.socket.sentOf('ack').map(({ seq }) => seq), [1]);
});

test('a client can start where an earlier one stopped', () => {
  const first = new Bench();
  receiver(first);
  first.socket.receive(stored(4));
  const second = new Bench({ processedUpTo: first.client.processedUpTo });
  const { seen } = receiver(second);
  second.socket.receive(stored(4));
  second.socket.receive(stored(5));
  assert.deepEqual(seen, ['entry 5']);
});

test('a success or error that a person sent is a message, not an answer of the hub', () => {
  const bench = new Bench();
  const { seen } = receiver(bench);
  bench.socket.receive({ message_type: 'error', sender: 'bob', content: 'mine broke' });
  bench.socket.receive({ message_type: 'success', sender: 'bob', content: 'mine works' });
  assert.deepEqual(seen, ['mine broke', 'mine works']);
  assert.deepEqual(bench.logged, []);
});

test('a handler that is taken off hears no more', () => {
  const bench = new Bench().connected();
  let heard = 0;
  const off = bench.client.on('message', () => (heard += 1));
  bench.socket.receive({ message_type: 'text' });
  off();
  bench.socket.receive({ message_type: 'text' });
  assert.equal(heard, 1);
});
