import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, errorOf, settled, type FakeSocket } from './fakes.js';

const answer = (socket: FakeSocket, index = -1): void => {
  const { message_id, content, group_ids } = socket.sentOf('command').at(index) ?? {};
  socket.receive({ message_type: 'success', reply_to_msg_id: message_id, content, group_ids });
};

async function member(group: string): Promise<Bench> {
  const bench = new Bench().connected();
  const joining = bench.client.joinGroup(group);
  answer(bench.socket);
  await joining;
  return bench;
}

test('joining resolves at the success of the hub', async () => {
  const bench = new Bench().connected();
  let joined = false;
  const joining = bench.client.joinGroup(['g1', 'g2']).then(() => (joined = true));
  await settled();
  assert.equal(joined, false);
  const [{ content, group_ids } = {}] = bench.socket.sent;
  assert.deepEqual([content, group_ids], ['group_join', ['g1', 'g2']]);
  answer(bench.socket);
  await joining;
  assert.deepEqual(bench.client.groups, ['g1', 'g2']);
});

test('joining rejects with the code of the hub, and is not tried again on the next connection', async () => {
  const bench = new Bench().connected();
  const joining = bench.client.joinGroup('__mine');
  const data = { code: 'group_reserved', number: 81406, retry: false };
  bench.socket.receive({ message_type: 'error', reply_to_msg_id: bench.socket.sent[0]?.['message_id'], data });
  assert.equal((await errorOf(joining)).code, 'group_reserved');
  bench.redialled();
  bench.socket.register();
  assert.deepEqual(bench.socket.sent, []);
});

test('a command without an answer rejects after its time', async () => {
  const bench = new Bench({ commandTimeoutMillis: 3000 }).connected();
  const joining = bench.client.joinGroup('g1');
  bench.timers.advance(3000);
  assert.equal((await errorOf(joining)).code, 'timeout');
});

test('K18 the next handshake names the groups joined', async () => {
  const bench = await member('g1');
  bench.redialled();
  assert.equal(new URL(bench.socket.url).searchParams.get('group_id'), 'g1');
});

test('K18 groups the hub did not take from the handshake are joined before buffered messages go out', async () => {
  const bench = await member('g,1');
  bench.socket.lose();
  void bench.client.sendToGroup('g,1', 'waited');
  bench.timers.advance(500);
  assert.equal(new URL(bench.socket.url).searchParams.get('group_id'), null);
  bench.socket.register([]);
  void bench.client.sendToGroup('g,1', 'sent meanwhile');
  assert.deepEqual(bench.socket.sent.map(({ content }) => content), ['group_join']);
  answer(bench.socket);
  assert.deepEqual(bench.socket.sent.map(({ content }) => content), ['group_join', 'waited', 'sent meanwhile']);
  bench.timers.advance(20_000);
  assert.deepEqual(bench.logged, []);
});

test('groups that cannot be joined again are reported and hold nothing back', async () => {
  for (const fail of ['error', 'silence']) {
    const bench = await member('g,1');
    bench.socket.lose();
    void bench.client.sendTo('bob', 'waited');
    bench.timers.advance(500);
    bench.socket.register([]);
    if (fail === 'error') {
      const reply_to_msg_id = bench.socket.sent[0]?.['message_id'];
      bench.socket.receive({ message_type: 'error', reply_to_msg_id, data: { code: 'too_many_groups' } });
    } else {
      bench.timers.advance(10_000);
    }
    assert.deepEqual(bench.socket.sent.map(({ content }) => content), ['group_join', 'waited']);
    assert.deepEqual(bench.logged.map(({ code }) => code), [fail === 'error' ? 'too_many_groups' : 'timeout']);
  }
});

test('a connection lost while joining again does not open the way for the next one', async () => {
  const bench = await member('g,1');
  bench.redialled();
  bench.socket.register([]);
  bench.redialled();
  void bench.client.sendTo('bob', 'waited');
  bench.timers.advance(9_000);
  assert.deepEqual(bench.socket.sent, []);
  bench.socket.register(['g,1']);
  bench.timers.advance(5_000);
  void bench.client.sendTo('bob', 'new');
  assert.deepEqual(bench.socket.sent.map(({ content }) => content), ['waited', 'new']);
});

test('a group that was left is not joined again, also when it was an option', async () => {
  const bench = new Bench({ groupIds: ['g1'] }).connected(['g1']);
  const leaving = bench.client.leaveGroup('g1');
  answer(bench.socket);
  await leaving;
  bench.redialled();
  bench.socket.register([]);
  assert.deepEqual(bench.socket.sent, []);
  assert.equal(new URL(bench.socket.url).searchParams.get('group_id'), null);
});

test('a join that lost its connection is sent again', async () => {
  const bench = new Bench().connected();
  const joining = bench.client.joinGroup('g1');
  bench.redialled();
  bench.socket.register();
  answer(bench.socket);
  await joining;
  assert.deepEqual(bench.client.groups, ['g1']);
});

test('a socket that is registered again, with another node, is back in its groups before anything is sent', async () => {
  const bench = await member('g1');
  bench.socket.register([]);
  void bench.client.sendToGroup('g1', 'after the move');
  assert.deepEqual(bench.socket.sent.map(({ content }) => content), ['group_join', 'group_join']);
  bench.socket.register([]);
  answer(bench.socket, 1);
  assert.equal(bench.socket.sent.at(-1)?.['content'], 'group_join');
  answer(bench.socket);
  assert.equal(bench.socket.sent.at(-1)?.['content'], 'after the move');
  bench.timers.advance(20_000);
  assert.deepEqual(bench.logged, []);
});
