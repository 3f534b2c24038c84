// The TypeScript client under command: node commands.mjs <http-base-url>
import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { SignalboxClient } from '../../../target/client-typescript/dist/index.js';
import { args, run } from './checks.mjs';

const [base] = args('node commands.mjs <http-base-url>', 1);
const clientId = `ts-${Math.random().toString(36).slice(2)}`;
const states = [];
const client = new SignalboxClient({
  url: new URL('/ws', base).href,
  userId: `user-${clientId}`,
  userName: 'Desk ü',
  clientId,
  webSocket: WebSocket,
});
client.on('state', ({ state }) => states.push(state));
client.onCommand('sum', async (data) => data.reduce((a, b) => a + b, 0));
client.onCommand('fail', () => {
  throw new Error('on purpose');
});
client.on('error', () => undefined);

async function command(name, data) {
  const response = await fetch(new URL('/api/send-command', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_id: clientId, command: name, data }),
  });
  assert.equal(response.status, 200);
  return response.json();
}

const CAPABILITIES = ['ping', 'status', 'restart', 'info', 'echo', 'fail', 'sum'];

await run(async (check) => {
  await client.connect();
  await check('ping', async () => {
    const { success, message, data } = await command('ping');
    assert.deepEqual([success, message, data.client_info.client_id], [true, 'pong', clientId]);
    assert.equal(typeof data.latency, 'number');
  });
  await check('status', async () => {
    const { data } = await command('status');
    assert.deepEqual([data.client_id, data.name, data.status, data.version], [clientId, 'Desk ü', 'online', '0.1.0']);
  });
  await check('info', async () => {
    const { data } = await command('info');
    assert.deepEqual([data.connected, data.capabilities], [true, CAPABILITIES]);
  });
  await check('echo', async () => {
    const sent = { text: 'ß\n"', list: [1, null, { deep: true }] };
    assert.deepEqual((await command('echo', sent)).data.original_data, sent);
  });
  await check('a command of the application', async () => {
    assert.equal((await command('sum', [1, 2, 3])).data, 6);
  });
  await check('a command that fails is no success', async () => {
    const { success, result } = await command('fail');
    assert.deepEqual([success, result], [false, 'error']);
  });
  await check('an unknown command is an error with those that are supported', async () => {
    const { success, data } = await command('dance');
    assert.deepEqual([success, data.supported_commands], [false, CAPABILITIES]);
  });
  await check('the client says its name', async () => {
    const response = await fetch(new URL(`/api/query?client_id=${clientId}`, base));
    const { client_name, answered } = await response.json();
    assert.deepEqual([client_name, answered], ['Desk ü', true]);
  });
  await check('restart: acknowledged, gone after three seconds, and back', async () => {
    const begun = Date.now();
    assert.equal((await command('restart')).success, true);
    while (!(states.includes('reconnecting') && client.state === 'connected')) {
      assert.ok(Date.now() - begun < 15_000, 'did not come back');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(Date.now() - begun >= 2_900);
    assert.equal((await command('ping')).message, 'pong');
  });
}, async () => client.close());
