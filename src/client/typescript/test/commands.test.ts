import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, settled } from './fakes.js';

interface Answer {
  type: string;
  result: string;
  message: string;
  data: Record<string, unknown>;
  client_id: string;
  request_id?: string;
  timestamp: number;
}

/** Sends a command and gives the answer to it. */
async function ask(bench: Bench, command: string, data?: unknown): Promise<Answer> {
  bench.socket.receive({ type: 'command', command, data, from: 'node-a', request_id: 'r1' });
  await settled();
  return bench.socket.sent.at(-1) as unknown as Answer;
}

const connected = (): Bench => new Bench({ clientId: 'c-1', userName: 'Alice' }).connected();

test('N08 ping is answered with pong, who we are and how long it took', async () => {
  const bench = connected();
  bench.timers.advance(100);
  assert.deepEqual(await ask(bench, 'ping', { server_time: 40 }), {
    type: 'command_response',
    result: 'success',
    message: 'pong',
    data: { client_info: { client_id: 'c-1', client_name: 'Alice' }, server_time: 40, latency: 60 },
    client_id: 'c-1',
    request_id: 'r1',
    timestamp: 0,
  });
  assert.deepEqual((await ask(bench, 'ping')).data, { client_info: { client_id: 'c-1', client_name: 'Alice' } });
});

test('N08 status and info tell what the client is, and no token', async () => {
  const bench = new Bench({ clientId: 'c-1', url: 'ws://hub.test/ws?token=secret' }).connected();
  bench.timers.advance(5000);
  const status = (await ask(bench, 'status')).data;
  assert.deepEqual(
    { ...status, platform: typeof status['platform'] },
    { client_id: 'c-1', name: 'alice', status: 'online', uptime: 5, version: '0.1.0', platform: 'string' },
  );
  assert.deepEqual((await ask(bench, 'info')).data, {
    client_id: 'c-1',
    client_name: 'alice',
    user_id: 'alice',
    url: 'ws://hub.test/ws',
    connected: true,
    capabilities: ['ping', 'status', 'restart', 'info', 'echo'],
  });
});

test('N08 echo sends back what came', async () => {
  const { data } = await ask(connected(), 'echo', { x: [1, null] });
  assert.deepEqual(data, { original_data: { x: [1, null] }, echo_time: '1970-01-01T00:00:00.000Z' });
});

test('N08 an unknown command is an error that lists the supported ones', async () => {
  const bench = connected();
  bench.client.onCommand('lights', () => null);
  const answer = await ask(bench, 'dance');
  assert.equal(answer.result, 'error');
  assert.deepEqual(answer.data, { supported_commands: ['ping', 'status', 'restart', 'info', 'echo', 'lights'] });
});

test('N08 a command of the application is answered with what its handler returns, also later', async () => {
  const bench = connected();
  bench.client.onCommand('double', async (data) => Number(data) * 2);
  const answer = await ask(bench, 'double', 21);
  assert.deepEqual([answer.result, answer.data], ['success', 42]);
});

test('N08 a handler that throws is an error for the operator and for the application', async () => {
  const bench = connected();
  const remove = bench.client.onCommand('fail', () => {
    throw new Error('secret');
  });
  const answer = await ask(bench, 'fail');
  assert.deepEqual([answer.result, answer.message], ['error', "the handler of 'fail' failed"]);
  assert.equal(bench.logged[0]?.code, 'handler_failed');
  remove();
  assert.match((await ask(bench, 'fail')).message, /unknown command/);
});

test('an answer that is too large or no JSON is an error, not silence', async () => {
  const bench = connected();
  bench.client.onCommand('large', () => 'x'.repeat(70_000));
  bench.client.onCommand('cycle', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    return cycle;
  });
  assert.equal((await ask(bench, 'large')).message, 'the answer cannot be sent');
  assert.equal((await ask(bench, 'cycle')).message, 'the answer cannot be sent');
});

test('what every client knows cannot be replaced', () => {
  assert.throws(() => connected().client.onCommand('ping', () => null), { code: 'invalid_option' });
});

test('N10 restart is acknowledged; three seconds later the client leaves and comes back', async () => {
  const bench = connected();
  const states: string[] = [];
  bench.client.on('state', ({ state }) => void states.push(state));
  assert.equal((await ask(bench, 'restart')).message, 'restarting in 3 s');
  assert.equal((await ask(bench, 'restart')).result, 'success');
  const first = bench.socket;
  bench.timers.advance(2999);
  assert.equal(first.closedWith, undefined);
  bench.timers.advance(1);
  assert.equal(first.closedWith, 1000);
  assert.equal(bench.sockets.length, 2);
  bench.socket.register();
  assert.deepEqual(states, ['reconnecting', 'connected']);
  bench.timers.advance(10_000);
  assert.equal(bench.sockets.length, 2);
});

test('N10 a client that lost its connection or was closed does not restart as well', async () => {
  const bench = connected();
  await ask(bench, 'restart');
  bench.redialled();
  bench.socket.register();
  bench.timers.advance(5000);
  assert.equal(bench.sockets.length, 2);
  await ask(bench, 'restart');
  bench.client.close();
  bench.timers.advance(5000);
  assert.equal(bench.sockets.length, 2);
});

test('N10 a client that is closed when it hears of its restart stays closed', async () => {
  const bench = connected();
  bench.client.on('state', ({ state }) => {
    if (state === 'reconnecting') {
      bench.client.close();
    }
  });
  await ask(bench, 'restart');
  bench.timers.advance(10_000);
  assert.equal(bench.client.state, 'closed');
  assert.equal(bench.sockets.length, 1);
});

test('N02 the client says its name when it is asked', async () => {
  const bench = connected();
  bench.socket.receive({ type: 'query_name', id: 'c-1' });
  assert.deepEqual(bench.socket.sent.at(-1), {
    type: 'name_response',
    client_id: 'c-1',
    client_name: 'Alice',
    timestamp: 0,
  });
});

test('a node of the reference names no request, and nor does the answer', async () => {
  const bench = connected();
  bench.socket.receive({ type: 'command', command: 'echo' });
  await settled();
  assert.equal('request_id' in (bench.socket.sent.at(-1) ?? {}), false);
});
