import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webStorage, type IncomingMessage, type Recovery, type ResumePoint } from '../dist/index.js';
import { Bench, type FakeSocket } from './fakes.js';

const stored = (seq: number): IncomingMessage => ({
  message_type: 'text',
  message_id: `m${seq}`,
  content: `entry ${seq}`,
  require_ack: true,
  seq,
});

const parameters = (socket: FakeSocket): [string | null, string | null] => {
  const { searchParams } = new URL(socket.url);
  return [searchParams.get('epoch'), searchParams.get('last_seq')];
};

/** What a hub says to a client that said how far it came. */
function register(socket: FakeSocket, epoch: string | undefined, resume: Record<string, unknown> = {}): void {
  const data = {
    user_id: 'alice',
    client_id: 'c-1',
    device_id: 'c-1',
    node_id: 'node-a',
    groups: [],
    resume: { recovered: true, from_seq: 1, waiting: 0, head: 0, ...resume },
  };
  socket.receive({ message_type: 'client_registered', ...(epoch && { epoch }), recovered: resume['recovered'], data });
}

/** A client that listens, what it saw, and what it was told about its absence. */
function listening(bench: Bench): { seen: unknown[]; told: Recovery[] } {
  const seen: unknown[] = [];
  const told: Recovery[] = [];
  bench.client.on('message', ({ seq }) => seen.push(seq));
  bench.client.on('recovered', (recovery) => told.push(recovery));
  void bench.client.connect();
  return { seen, told };
}

test('a client says at each handshake how far it came, and in which life of the inbox', () => {
  const bench = new Bench();
  listening(bench);
  assert.deepEqual(parameters(bench.socket), [null, '0']);
  register(bench.socket, 'e1');
  bench.socket.receive(stored(1));
  bench.socket.receive(stored(2));
  bench.redialled();
  assert.deepEqual(parameters(bench.socket), ['e1', '2']);
  assert.equal(bench.client.epoch, 'e1');
});

test('what a handler failed on, and everything behind it, is not said to be processed', () => {
  const bench = new Bench();
  bench.client.on('message', ({ seq }) => {
    if (seq === 2) throw new Error('mine');
  });
  void bench.client.connect();
  register(bench.socket, 'e1');
  [1, 2, 3].forEach((seq) => bench.socket.receive(stored(seq)));
  bench.redialled();
  assert.deepEqual(parameters(bench.socket), ['e1', '1']);
});

test('the application is told what was missed', () => {
  const bench = new Bench();
  const { told } = listening(bench);
  register(bench.socket, 'e1', { from_seq: 3, waiting: 4, head: 6 });
  register(bench.socket, 'e1', { recovered: false, from_seq: 3, waiting: 2, head: 9, reason: 'expired' });
  assert.deepEqual(told, [
    { recovered: true, epoch: 'e1', fromSeq: 3, waiting: 4, head: 6 },
    { recovered: false, epoch: 'e1', fromSeq: 3, waiting: 2, head: 9, reason: 'expired' },
  ]);
});

test('a hub that knows nothing of resuming tells nothing, and is listened to as before', () => {
  const bench = new Bench();
  const { seen, told } = listening(bench);
  bench.socket.register();
  bench.socket.receive(stored(1));
  bench.redialled();
  assert.deepEqual(parameters(bench.socket), [null, '1']);
  bench.socket.register();
  bench.socket.receive(stored(1));
  assert.deepEqual(seen, [1]);
  assert.deepEqual(told, []);
});

test('in another life of the inbox positions count anew, for what is in hand too', async () => {
  const bench = new Bench({ autoAck: false });
  const kept: IncomingMessage[] = [];
  bench.client.on('message', (message) => kept.push(message));
  void bench.client.connect();
  register(bench.socket, 'e1');
  [1, 2, 3].forEach((seq) => bench.socket.receive(stored(seq)));
  bench.redialled();
  register(bench.socket, 'e2', { recovered: false, waiting: 1, head: 1, reason: 'other_epoch' });
  kept.forEach((message) => bench.client.acknowledge(message));
  assert.deepEqual(bench.socket.sentOf('ack'), []);
  assert.equal(bench.client.processedUpTo, 0);
  bench.socket.receive(stored(1));
  assert.equal(kept.length, 4);
  bench.client.acknowledge(kept[3]!);
  assert.deepEqual(bench.socket.sentOf('ack').map(({ seq }) => seq), [1]);
  bench.redialled();
  assert.deepEqual(parameters(bench.socket), ['e2', '1']);
});

test('a position beyond what the hub knows is given up, although the life is the same', () => {
  const bench = new Bench({ processedUpTo: 9 });
  const { seen } = listening(bench);
  register(bench.socket, 'e1', { recovered: false, waiting: 1, head: 1, reason: 'beyond_head' });
  bench.socket.receive(stored(1));
  assert.deepEqual(seen, [1]);
});

test('a store that does not answer changes nothing until it does', () => {
  const bench = new Bench();
  const { seen } = listening(bench);
  register(bench.socket, 'e1');
  bench.socket.receive(stored(1));
  bench.redialled();
  register(bench.socket, undefined, { recovered: false, reason: 'store_unavailable' });
  assert.equal(bench.client.epoch, 'e1');
  bench.socket.receive(stored(1));
  register(bench.socket, 'e1', { from_seq: 2 });
  bench.socket.receive(stored(2));
  assert.deepEqual(seen, [1, 2]);
});

test('gathered acknowledgements are said as one, and single ones for what is ahead', () => {
  const bench = new Bench({ ackBatchMillis: 50 });
  bench.client.on('message', ({ seq }) => {
    if (seq === 4) throw new Error('mine');
  });
  void bench.client.connect();
  register(bench.socket, 'e1');
  [1, 2, 3, 4, 5, 6].forEach((seq) => bench.socket.receive(stored(seq)));
  assert.deepEqual(bench.socket.sentOf('ack'), []);
  bench.timers.advance(50);
  assert.deepEqual(bench.socket.sentOf('ack'), [
    { message_type: 'ack', seq: 3 },
    { message_type: 'ack', message_id: 'm5', seq: 5 },
    { message_type: 'ack', message_id: 'm6', seq: 6 },
  ]);
});

test('gathered acknowledgements that a lost connection left are said by the next handshake', () => {
  const bench = new Bench({ ackBatchMillis: 50 });
  listening(bench);
  register(bench.socket, 'e1');
  bench.socket.receive(stored(1));
  bench.redialled();
  assert.deepEqual(parameters(bench.socket), ['e1', '1']);
  register(bench.socket, 'e1');
  bench.timers.advance(1000);
  assert.deepEqual(bench.socket.sentOf('ack'), []);
});

test('the point is kept where the application says, and a later client begins there', () => {
  const values = new Map<string, string>();
  const resumeStorage = webStorage('inbox of alice', {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  });
  const first = new Bench({ resumeStorage });
  listening(first);
  register(first.socket, 'e1');
  first.socket.receive(stored(1));
  first.socket.receive(stored(2));
  assert.deepEqual(resumeStorage.load(), { epoch: 'e1', lastSeq: 2 } satisfies ResumePoint);
  const second = new Bench({ resumeStorage });
  const { seen } = listening(second);
  assert.deepEqual(parameters(second.socket), ['e1', '2']);
  register(second.socket, 'e1');
  second.socket.receive(stored(2));
  second.socket.receive(stored(3));
  assert.deepEqual(seen, [3]);
});

test('a storage that fails is reported and breaks nothing', () => {
  const broken = (): never => {
    throw new Error('quota');
  };
  const bench = new Bench({ resumeStorage: { load: broken, save: broken } });
  const { seen } = listening(bench);
  register(bench.socket, 'e1');
  bench.socket.receive(stored(1));
  assert.deepEqual(seen, [1]);
  assert.equal(bench.logged.length, 3);
});
