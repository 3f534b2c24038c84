import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Disconnection, State } from '../dist/index.js';
import { Bench, errorOf, settled } from './fakes.js';

function statesOf(bench: Bench): State[] {
  const states: State[] = [bench.client.state];
  bench.client.on('state', ({ state }) => states.push(state));
  return states;
}

test('K18 the states of a life: idle, connecting, connected, reconnecting, connected, closed', () => {
  const bench = new Bench();
  const states = statesOf(bench);
  bench.connected().redialled();
  bench.socket.register();
  bench.client.close();
  assert.deepEqual(states, ['idle', 'connecting', 'connected', 'reconnecting', 'connected', 'closed']);
});

test('K18 only the word of the hub makes a connection connected', () => {
  const bench = new Bench();
  void bench.client.connect();
  bench.socket.receive({ message_type: 'text', content: 'early' });
  assert.equal(bench.client.state, 'connecting');
  bench.socket.register();
  assert.equal(bench.client.state, 'connected');
});

test('connect resolves with what the hub registered, over failed attempts', async () => {
  const bench = new Bench();
  const connecting = bench.client.connect();
  bench.redialled();
  bench.socket.register(['g1']);
  const registration = await connecting;
  assert.equal(registration.node_id, 'node-a');
  assert.deepEqual(registration.groups, ['g1']);
});

test('a second connect joins the first', () => {
  const bench = new Bench();
  assert.equal(bench.client.connect(), bench.client.connect());
  assert.equal(bench.sockets.length, 1);
});

test('K18 a lost connection is dialled again after the delay of the back-off, not before', () => {
  const bench = new Bench({ random: () => 0.5 }).connected();
  bench.socket.lose();
  bench.timers.advance(249);
  assert.equal(bench.sockets.length, 1);
  bench.timers.advance(1);
  assert.equal(bench.sockets.length, 2);
});

test('K18 the back-off starts afresh only after a registered connection', () => {
  const bench = new Bench({ random: () => 1 }).connected();
  const delays: (number | null)[] = [];
  bench.client.on('disconnected', ({ retryInMillis }) => delays.push(retryInMillis));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    bench.redialled();
  }
  bench.socket.register();
  bench.socket.lose();
  assert.deepEqual(delays, [500, 1000, 2000, 500]);
});

test('K18 the hub closing with a stop code ends the client and tells why', async () => {
  const bench = new Bench();
  const endings: Disconnection[] = [];
  bench.client.on('disconnected', (ending) => endings.push(ending));
  bench.connected();
  bench.socket.lose(4502, 'other device');
  bench.timers.advance(600_000);
  assert.equal(bench.client.state, 'closed');
  assert.equal(bench.sockets.length, 1);
  assert.deepEqual(endings, [{ code: 4502, reason: 'other device', name: 'replaced', retryInMillis: null }]);
  assert.equal((await errorOf(bench.client.sendTo('bob', 'too late'))).code, 'closed');
});

test('K18 the hub going away is followed by a new attempt', () => {
  const bench = new Bench().connected();
  bench.socket.lose(1001, 'drain');
  assert.equal(bench.client.state, 'reconnecting');
  bench.timers.advance(500);
  assert.equal(bench.sockets.length, 2);
});

test('connect rejects when a stop code comes before the registration', async () => {
  const bench = new Bench();
  const connecting = bench.client.connect();
  bench.socket.lose(4500);
  const error = await errorOf(connecting);
  assert.equal(error.code, 'closed');
  assert.match(error.message, /registration_expected/);
});

test('a closed client can be connected again', () => {
  const bench = new Bench().connected();
  bench.client.close();
  bench.connected();
  assert.equal(bench.client.state, 'connected');
});

test('close tells the hub that it is deliberate and leaves no timer behind', () => {
  const bench = new Bench().connected();
  bench.client.close();
  assert.equal(bench.socket.closedWith, 1000);
  assert.equal(bench.timers.waiting, 0);
});

test('close while waiting for the next attempt leaves no timer behind', () => {
  const bench = new Bench().connected();
  bench.socket.lose();
  bench.client.close();
  assert.equal(bench.timers.waiting, 0);
});

test('an attempt that is not registered in time is given up', () => {
  const bench = new Bench({ connectTimeoutMillis: 10_000 });
  void bench.client.connect();
  const first = bench.socket;
  bench.timers.advance(10_000);
  assert.equal(first.closedWith, null);
  bench.timers.advance(500);
  assert.equal(bench.sockets.length, 2);
});

test('a constructor that throws counts as a lost connection', () => {
  let attempts = 0;
  const bench = new Bench({
    webSocket: class {
      constructor() {
        attempts += 1;
        throw new Error('refused by the page');
      }
    } as never,
  });
  const reasons: string[] = [];
  bench.client.on('disconnected', ({ reason }) => reasons.push(reason));
  void bench.client.connect();
  bench.timers.advance(260);
  assert.equal(attempts, 2);
  assert.match(reasons[0] ?? '', /refused by the page/);
});

test('a ping goes out every 25 seconds give or take a tenth', () => {
  for (const [random, millis] of [[0, 22_500], [0.5, 25_000], [1, 27_500]] as const) {
    const bench = new Bench({ random: () => random }).connected();
    bench.timers.advance(millis - 1);
    assert.equal(bench.socket.sentOf('ping').length, 0);
    bench.timers.advance(1);
    assert.equal(bench.socket.sentOf('ping').length, 1);
  }
});

test('a connection whose hub answers the pings stays', () => {
  const bench = new Bench().connected();
  for (let ping = 0; ping < 10; ping += 1) {
    bench.timers.advance(25_000);
    bench.socket.receive({ message_type: 'pong', message_id: 'p' });
  }
  assert.equal(bench.sockets.length, 1);
  assert.equal(bench.socket.sentOf('ping').length, 10);
});

test('K18 a connection that is silent after a ping is given up and replaced', () => {
  const bench = new Bench({ pongTimeoutMillis: 10_000 }).connected();
  const dead = bench.socket;
  bench.timers.advance(25_000 + 9_999);
  assert.equal(bench.client.state, 'connected');
  bench.timers.advance(1);
  assert.equal(bench.client.state, 'reconnecting');
  assert.equal(dead.closedWith, null);
});

test('any frame shows that the connection lives', () => {
  const bench = new Bench().connected();
  bench.timers.advance(25_000);
  bench.socket.receive({ message_type: 'notice', content: 'busy, but alive' });
  bench.timers.advance(10_000);
  assert.equal(bench.client.state, 'connected');
});

test('what a given-up socket still says is not heard', () => {
  const bench = new Bench().connected();
  const old = bench.socket;
  bench.redialled();
  bench.socket.register();
  const contents: unknown[] = [];
  bench.client.on('message', ({ content }) => contents.push(content));
  old.receive({ message_type: 'text', content: 'from the dead' });
  old.lose();
  assert.deepEqual(contents, []);
  assert.equal(bench.client.state, 'connected');
});

test('a handler of states that throws is reported and breaks nothing', () => {
  const bench = new Bench();
  bench.client.on('state', () => {
    throw new Error('mine');
  });
  bench.connected();
  assert.equal(bench.client.state, 'connected');
  assert.deepEqual(bench.logged.map(({ code }) => code), ['handler_failed', 'handler_failed']);
});

test('an error handler that throws is logged, once, without an end', () => {
  const bench = new Bench();
  bench.client.on('error', () => {
    throw new Error('mine');
  });
  bench.connected();
  bench.socket.receive('{ no json');
  assert.equal(bench.logged.length, 1);
  assert.match(bench.logged[0]?.message ?? '', /'error'/);
});

for (const [name, frame] of Object.entries({
  'text that is no JSON': '{"message_type":',
  'null': 'null',
  'an array': '[]',
  'an object without a type': '{"content":"x"}',
})) {
  test(`${name} from the hub is reported and the connection stays`, async () => {
    const bench = new Bench().connected();
    const codes: string[] = [];
    bench.client.on('error', ({ code }) => codes.push(code));
    bench.socket.receive(frame);
    await settled();
    assert.deepEqual(codes, ['malformed_frame']);
    assert.equal(bench.client.state, 'connected');
  });
}
