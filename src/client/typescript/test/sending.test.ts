import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, errorOf, withSeed } from './fakes.js';

const contentsOf = (frames: Record<string, unknown>[]): unknown[] => frames.map(({ content }) => content);

test('a message is written in the form of the protocol', async () => {
  const bench = new Bench().connected();
  const receipt = await bench.client.sendTo('bob', 'hello', { priority: 'high', data: { a: 1 } });
  assert.deepEqual(bench.socket.sent, [
    {
      message_type: 'text',
      message_id: receipt.messageId,
      receiver: 'bob',
      content: 'hello',
      priority: 'high',
      data: { a: 1 },
    },
  ]);
  assert.equal(receipt.level, 'sent');
});

test('groups and everybody are addressed by their own fields', () => {
  const bench = new Bench().connected();
  void bench.client.sendToGroup('g1', 'to one');
  void bench.client.sendToGroup(['g1', 'g2'], 'to two');
  void bench.client.broadcast('to all', { message_type: 'announcement' });
  const targets = bench.socket.sent.map(({ group_ids, broadcast_type }) => group_ids ?? broadcast_type);
  assert.deepEqual(targets, [['g1'], ['g1', 'g2'], 'global']);
});

test('a tracked message resolves at stored, and tells when it is delivered', async () => {
  const bench = new Bench().connected();
  const levels: string[] = [];
  bench.client.on('ack', ({ level, receiver }) => levels.push(`${level} ${receiver}`));
  const publishing = bench.client.publish({ message_id: 'm1', receiver: 'bob', content: 'keep' });
  assert.equal(bench.socket.sent[0]?.['require_ack'], true);
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'stored', receiver: 'bob' });
  const receipt = await publishing;
  assert.equal(receipt.level, 'stored');
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'delivered', receiver: 'bob' });
  assert.equal(await receipt.delivered, true);
  assert.deepEqual(levels, ['stored bob', 'delivered bob']);
});

test('delivered before stored counts as both', async () => {
  const bench = new Bench().connected();
  const publishing = bench.client.publish({ message_id: 'm1', receiver: 'bob' });
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'delivered' });
  const receipt = await publishing;
  assert.equal(receipt.level, 'stored');
  assert.equal(await receipt.delivered, true);
});

test('a tracked message to a group resolves at accepted', async () => {
  const bench = new Bench().connected();
  const sending = bench.client.sendToGroup('g1', 'all', { message_id: 'm1', require_ack: true });
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'accepted' });
  const receipt = await sending;
  assert.equal(receipt.level, 'accepted');
  assert.equal(await receipt.delivered, false);
});

test('a refused tracked message rejects with the code, number and retry advice of the hub', async () => {
  const bench = new Bench().connected();
  const publishing = bench.client.publish({ message_id: 'm1', receiver: 'bob' });
  bench.socket.receive({
    message_type: 'error',
    reply_to_msg_id: 'm1',
    content: 'the database did not answer',
    data: { code: 'store_unavailable', number: 80905, retry: true },
  });
  const { code, number, retry, messageId, message } = await errorOf(publishing);
  assert.deepEqual([code, number, retry, messageId], ['store_unavailable', 80905, true, 'm1']);
  assert.equal(message, 'the database did not answer');
});

test('a refused untracked message is an error event', () => {
  const bench = new Bench().connected();
  const errors: unknown[] = [];
  bench.client.on('error', ({ code, messageId }) => errors.push([code, messageId]));
  void bench.client.send({ message_id: 'm1', content: 'to nobody' });
  bench.socket.receive({ message_type: 'error', reply_to_msg_id: 'm1', data: { code: 'target_missing' } });
  assert.deepEqual(errors, [['target_missing', 'm1']]);
});

test('a tracked message without an answer rejects after its time', async () => {
  const bench = new Bench({ publishTimeoutMillis: 20_000 }).connected();
  const publishing = bench.client.publish({ receiver: 'bob' });
  bench.timers.advance(20_000);
  const { code, retry } = await errorOf(publishing);
  assert.deepEqual([code, retry], ['timeout', true]);
});

test('K18 messages sent without a connection are kept and flushed in order', async () => {
  const bench = new Bench().connected();
  bench.socket.lose();
  const sending = [1, 2, 3].map((n) => bench.client.sendTo('bob', `m${n}`));
  bench.timers.advance(500);
  assert.deepEqual(bench.socket.sent, []);
  bench.socket.register();
  assert.deepEqual(contentsOf(bench.socket.sent), ['m1', 'm2', 'm3']);
  assert.deepEqual((await Promise.all(sending)).map(({ level }) => level), ['sent', 'sent', 'sent']);
});

test('messages sent before the first connect are kept too', () => {
  const bench = new Bench();
  void bench.client.sendTo('bob', 'early');
  bench.connected();
  assert.deepEqual(contentsOf(bench.socket.sent), ['early']);
});

test('K18 R24 the buffer holds 256 messages, the next one is refused and none is dropped', async () => {
  const bench = new Bench().connected();
  bench.socket.lose();
  for (let n = 0; n < 256; n += 1) {
    void bench.client.sendTo('bob', `m${n}`);
  }
  const { code, retry } = await errorOf(bench.client.sendTo('bob', 'one too many'));
  assert.deepEqual([code, retry], ['buffer_full', true]);
  bench.timers.advance(500);
  bench.socket.register();
  assert.deepEqual(contentsOf(bench.socket.sent), Array.from({ length: 256 }, (_, n) => `m${n}`));
});

test('R24 the buffer is bounded in bytes too, keeps its order, and gives them back', async () => {
  const bench = new Bench({ maxBufferedBytes: 2500 }).connected();
  const large = 'x'.repeat(1000);
  for (let round = 0; round < 3; round += 1) {
    bench.socket.lose();
    const first = bench.client.sendTo('bob', `${large}1`);
    const second = bench.client.sendTo('bob', `${large}2`);
    const { code, retry } = await errorOf(bench.client.sendTo('bob', `${large}3`));
    assert.deepEqual([code, retry], ['buffer_full', true]);
    bench.timers.advance(500);
    bench.socket.register();
    assert.deepEqual(contentsOf(bench.socket.sent), [`${large}1`, `${large}2`]);
    assert.deepEqual((await Promise.all([first, second])).map(({ level }) => level), ['sent', 'sent']);
  }
});

test('R24 what waits for the word of the hub counts until it comes, whichever it is', async () => {
  const bench = new Bench({ maxBufferedBytes: 2500, publishTimeoutMillis: 20_000 }).connected();
  const publish = (): Promise<unknown> => bench.client.publish({ message_id: 'm1', receiver: 'bob', content: 'x'.repeat(2000) });
  const full = async (): Promise<unknown> => (await errorOf(bench.client.publish({ receiver: 'bob', content: 'x'.repeat(500) }))).code;
  for (const answer of [
    { message_type: 'ack', message_id: 'm1', ack: 'stored' },
    { message_type: 'error', reply_to_msg_id: 'm1', data: { code: 'inbox_full' } },
  ]) {
    const publishing = publish();
    assert.equal(await full(), 'buffer_full');
    assert.equal((await bench.client.sendTo('bob', 'x'.repeat(500))).level, 'sent', 'what is written at once needs no room');
    bench.socket.receive(answer);
    await publishing.catch(() => undefined);
  }
  const unanswered = publish();
  bench.timers.advance(20_000);
  assert.equal((await errorOf(unanswered)).code, 'timeout');
  const again = publish();
  assert.equal(await full(), 'buffer_full');
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'stored' });
  await again;
});

test('R24 sending without a connection never waits, and what was never sent is told', async () => {
  const bench = new Bench({ maxBuffered: 2 });
  const kept = [bench.client.sendTo('bob', 'one'), bench.client.sendTo('bob', 'two')];
  assert.equal((await errorOf(bench.client.sendTo('bob', 'three'))).code, 'buffer_full');
  bench.client.close();
  for (const promise of kept) {
    assert.equal((await errorOf(promise)).code, 'closed');
  }
});

test('typing is not kept for later', async () => {
  const bench = new Bench().connected();
  bench.socket.lose();
  assert.equal((await errorOf(bench.client.send({ message_type: 'typing', receiver: 'bob' }))).code, 'not_connected');
  bench.timers.advance(500);
  bench.socket.register();
  assert.deepEqual(bench.socket.sent, []);
});

test('a socket that takes nothing more is not filled further', async () => {
  const bench = new Bench({ maxSocketBytes: 1000 }).connected();
  bench.socket.bufferedAmount = 1001;
  assert.equal((await errorOf(bench.client.sendTo('bob', 'x'))).code, 'buffer_full');
  assert.deepEqual(bench.socket.sent, []);
});

test('K18 a tracked message that is not stored is sent again under the same id, before what waited', async () => {
  const bench = new Bench().connected();
  const publishing = bench.client.publish({ message_id: 'm1', receiver: 'bob', content: 'first' });
  bench.socket.lose();
  void bench.client.sendTo('bob', 'second');
  bench.timers.advance(500);
  bench.socket.register();
  assert.deepEqual(contentsOf(bench.socket.sent), ['first', 'second']);
  assert.equal(bench.socket.sent[0]?.['message_id'], 'm1');
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'stored' });
  assert.equal((await publishing).level, 'stored');
});

test('K18 a stored message is not sent again', () => {
  const bench = new Bench().connected();
  void bench.client.publish({ message_id: 'm1', receiver: 'bob' });
  bench.socket.receive({ message_type: 'ack', message_id: 'm1', ack: 'stored' });
  bench.redialled();
  bench.socket.register();
  assert.deepEqual(bench.socket.sent, []);
});

test('a tracked message that timed out in the buffer is not sent any more', async () => {
  const bench = new Bench({ publishTimeoutMillis: 100, random: () => 1 }).connected();
  bench.socket.lose();
  const publishing = bench.client.publish({ receiver: 'bob' });
  bench.timers.advance(100);
  assert.equal((await errorOf(publishing)).code, 'timeout');
  bench.timers.advance(400);
  bench.socket.register();
  assert.deepEqual(bench.socket.sent, []);
});

test('the number of tracked messages that wait is bounded', async () => {
  const bench = new Bench({ maxPending: 2 }).connected();
  void bench.client.publish({ receiver: 'bob' });
  void bench.client.publish({ receiver: 'bob' });
  assert.equal((await errorOf(bench.client.publish({ receiver: 'bob' }))).code, 'too_many_pending');
  assert.equal(bench.socket.sent.length, 2);
});

test('the oldest wait for a delivery gives way, and is told so', async () => {
  const bench = new Bench({ maxPending: 1 }).connected();
  const receipts = [];
  for (const id of ['m1', 'm2']) {
    const publishing = bench.client.publish({ message_id: id, receiver: 'bob' });
    bench.socket.receive({ message_type: 'ack', message_id: id, ack: 'stored' });
    receipts.push(await publishing);
  }
  assert.equal(await receipts[0]?.delivered, false);
  bench.socket.receive({ message_type: 'ack', message_id: 'm2', ack: 'delivered' });
  assert.equal(await receipts[1]?.delivered, true);
});

test('the same id cannot be on its way twice', async () => {
  const bench = new Bench().connected();
  void bench.client.publish({ message_id: 'm1', receiver: 'bob' });
  const { code } = await errorOf(bench.client.publish({ message_id: 'm1', receiver: 'bob' }));
  assert.equal(code, 'duplicate_message_id');
});

test('a message over 64 KiB is refused here: the hub would end the connection', async () => {
  const bench = new Bench().connected();
  assert.equal((await errorOf(bench.client.sendTo('bob', 'ä'.repeat(33_000)))).code, 'message_too_large');
  assert.deepEqual(bench.socket.sent, []);
  await bench.client.sendTo('bob', 'x'.repeat(60_000));
  assert.equal(bench.socket.sent.length, 1);
});

test('close tells everybody who waits', async () => {
  const bench = new Bench().connected();
  const written = bench.client.publish({ receiver: 'bob' });
  const stored = bench.client.publish({ message_id: 'm2', receiver: 'bob' });
  bench.socket.receive({ message_type: 'ack', message_id: 'm2', ack: 'stored' });
  bench.socket.lose();
  const buffered = bench.client.sendTo('bob', 'x');
  const command = bench.client.joinGroup('g1');
  bench.client.close();
  for (const promise of [written, buffered, command]) {
    assert.equal((await errorOf(promise)).code, 'closed');
  }
  assert.equal(await (await stored).delivered, false);
  assert.equal(bench.timers.waiting, 0);
});

test('K18 with connections lost at random no tracked message is lost, and each is written in order', () => {
  withSeed((random) => {
    const bench = new Bench({ maxPending: 300, publishTimeoutMillis: 1e9 }).connected();
    const stored: unknown[] = [];
    for (let n = 0; n < 300; n += 1) {
      void bench.client.publish({ message_id: `m${n}`, receiver: 'bob' });
      if (random() < 0.1) {
        bench.redialled().socket.register();
      }
      // The hub answers some, and in the order it got them.
      for (const { message_id } of bench.socket.sent.slice()) {
        if (random() < 0.5) break;
        bench.socket.sent.shift();
        stored.push(message_id);
        bench.socket.receive({ message_type: 'ack', message_id, ack: 'stored' });
      }
    }
    bench.redialled().socket.register();
    stored.push(...bench.socket.sent.map(({ message_id }) => message_id));
    assert.deepEqual([...new Set(stored)], Array.from({ length: 300 }, (_, n) => `m${n}`));
  });
});
