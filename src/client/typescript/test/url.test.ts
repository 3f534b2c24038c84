import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignalboxError, type ClientOptions } from '../dist/index.js';
import { Bench } from './fakes.js';

function dialled(options: Partial<ClientOptions>): URL {
  const bench = new Bench(options);
  void bench.client.connect();
  return new URL(bench.socket.url);
}

function refused(options: Partial<ClientOptions>, message: RegExp): void {
  assert.throws(() => new Bench(options), (error: unknown) => {
    assert.ok(error instanceof SignalboxError);
    assert.equal(error.code, 'invalid_option');
    assert.match(error.message, message);
    return true;
  });
}

test('who connects goes into the query, in the spelling of the protocol', () => {
  const { searchParams } = dialled({
    userId: 'alice & bob',
    userName: 'Älice',
    userType: 'agent',
    clientId: 'c-7',
    deviceId: 'd-7',
    appId: 'shop',
    namespace: 'eu',
    groupIds: ['g1', 'g2'],
  });
  assert.deepEqual(Object.fromEntries(searchParams), {
    user_id: 'alice & bob',
    user_name: 'Älice',
    user_type: 'agent',
    client_id: 'c-7',
    device_id: 'd-7',
    app_id: 'shop',
    namespace: 'eu',
    group_id: 'g1,g2',
    last_seq: '0',
  });
});

test('a query of the application is kept, but cannot say who connects', () => {
  const { searchParams } = dialled({ url: 'ws://hub.test/ws?a=1&user_id=eve', query: { token: 't', user_id: 'mallory' } });
  assert.equal(searchParams.get('a'), '1');
  assert.equal(searchParams.get('token'), 't');
  assert.deepEqual(searchParams.getAll('user_id'), ['alice']);
});

test('an http address becomes a ws one and https becomes wss', () => {
  assert.equal(dialled({ url: 'http://hub.test/ws' }).protocol, 'ws:');
  assert.equal(dialled({ url: 'https://hub.test/ws' }).protocol, 'wss:');
});

test('the subprotocol is offered', () => {
  const bench = new Bench();
  void bench.client.connect();
  assert.equal(bench.socket.protocol, 'signalbox.v1.json');
});

test('a client id is made once and kept over reconnects', () => {
  const bench = new Bench().connected().redialled();
  const ids = bench.sockets.map((socket) => new URL(socket.url).searchParams.get('client_id'));
  assert.equal(ids.length, 2);
  assert.match(ids[0] ?? '', /^c-/);
  assert.equal(ids[0], ids[1]);
});

test('what the hub would refuse at the handshake is refused at once', () => {
  refused({ userId: '' }, /userId/);
  refused({ userName: 'x'.repeat(129) }, /userName/);
  refused({ deviceId: 'a\u0000b' }, /deviceId/);
  refused({ groupIds: Array.from({ length: 33 }, (_, i) => `g${i}`) }, /groupIds/);
  refused({ url: 'ftp://hub.test/ws' }, /neither ws nor wss/);
  refused({ url: 'no address' }, /no address/);
});
