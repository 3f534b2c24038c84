// permessage-deflate with clients that are not ours, plain `ws`: node deflate.mjs <ws-url> on|off
// `off`: the node declines every offer, and everything works uncompressed.
import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { args, run } from './checks.mjs';

const [base, setting] = args('node deflate.mjs <ws-url> on|off', 2);
const ON = setting === 'on';
const STEP_MILLIS = 20_000;
const NAME = 'permessage-deflate';
/** Compresses also what is small. */
const ALWAYS = { threshold: 0 };
const sockets = [];

const REPEATED = 'the same again and again, '.repeat(2_300);
const UNLIKE = Array.from({ length: 45_000 }, (_, i) => String.fromCharCode(33 + ((i * i * 31 + (i >> 3) * 17) % 90))).join('').replaceAll(/["\\]/g, '.');
const CONTENTS = ['', 'x', 'Grüße, 你好, 🎉', 'Ä你🎉'.repeat(6_000), REPEATED, UNLIKE, 'small again'];

/** A registered socket; `negotiated` is the server's answer to the offer, '' when it declined or there was none. */
async function connect(user, perMessageDeflate, more = {}) {
  const socket = new WebSocket(`${base}?${new URLSearchParams({ user_id: user, ...more })}`, { perMessageDeflate });
  const frames = [];
  let negotiated = '';
  let arrived = () => {};
  let closeCode = 0;
  socket.on('upgrade', (response) => { negotiated = response.headers['sec-websocket-extensions'] ?? ''; });
  socket.on('message', (data) => {
    frames.push(JSON.parse(data));
    arrived();
  });
  socket.on('error', () => {});
  socket.on('close', (code) => {
    closeCode = code;
    arrived();
  });
  sockets.push(socket);

  /** The next frame of a type; others in between are left out. */
  const next = async (type) => {
    const end = Date.now() + STEP_MILLIS;
    for (;;) {
      const index = frames.findIndex((frame) => frame.message_type === type);
      if (index >= 0) {
        return frames.splice(0, index + 1)[index];
      }
      assert.ok(closeCode === 0 && Date.now() < end, `${user} waited for '${type}': closed with ${closeCode}, has ${frames.length} others`);
      await new Promise((resolve) => {
        arrived = resolve;
        setTimeout(resolve, 200);
      });
    }
  };
  const json = (message) => JSON.stringify({ message_type: 'text', ...message });
  await next('client_registered');
  return {
    user,
    next,
    send: (message) => socket.send(json(message)),
    /** The same as a message of several frames. */
    sendInPieces: (message, size) => {
      const bytes = Buffer.from(json(message));
      for (let at = 0; at < bytes.length; at += size) {
        socket.send(bytes.subarray(at, at + size), { binary: false, compress: true, fin: at + size >= bytes.length });
      }
    },
    negotiated: () => negotiated,
    compresses: () => socket.extensions === NAME,
    bytesRead: () => socket._socket.bytesRead,
    close: () => new Promise((resolve) => socket.once('close', resolve).close(1000)),
  };
}

/** Sends every kind of content and expects it, in order. */
async function exchange(from, to) {
  for (const content of CONTENTS) {
    from.send({ receiver: to.user, content });
  }
  for (const content of CONTENTS) {
    const got = (await to.next('text')).content ?? '';
    assert.ok(got === content, `${from.user} to ${to.user}: sent ${content.length} characters, came ${got.length}`);
  }
}

await run(async (check) => {
  const alice = await connect('deflate-alice', ALWAYS);
  const anna = await connect('deflate-anna', ALWAYS);
  const bob = await connect('deflate-bob', false);

  await check(ON ? 'an offer is accepted, without context takeover' : 'an offer is declined', () => {
    assert.equal(alice.compresses(), ON);
    const parts = alice.negotiated().split(';').map((part) => part.trim()).filter(Boolean).sort();
    assert.deepEqual(parts, ON ? ['client_no_context_takeover', NAME, 'server_no_context_takeover'] : []);
    assert.equal(bob.negotiated(), '');
  });
  await check('an offer of a small window is declined, and the connection works', async () => {
    const small = await connect('deflate-window', { ...ALWAYS, serverMaxWindowBits: 10 });
    assert.equal(small.compresses(), false);
    assert.equal(small.negotiated(), '');
    await exchange(small, alice);
    await exchange(alice, small);
    await small.close();
  });
  await check('a client with a small window of its own is understood', async () => {
    const small = await connect('deflate-own-window', { ...ALWAYS, clientMaxWindowBits: 9 });
    assert.equal(small.compresses(), ON);
    await exchange(small, alice);
    await exchange(alice, small);
    await small.close();
  });
  for (const [from, to] of [[alice, anna], [alice, bob], [bob, alice], [bob, bob]]) {
    await check(`${from.user} to ${to.user}: small, large, and not ASCII`, () => exchange(from, to));
  }
  await check('compressed messages in pieces arrive whole', async () => {
    for (const size of [1_000, 20_000]) {
      alice.sendInPieces({ receiver: bob.user, content: REPEATED }, size);
      assert.ok((await bob.next('text')).content === REPEATED, `in pieces of ${size}`);
    }
  });
  await check('a group of clients with and without it gets the same, in order', async () => {
    const kinds = [ALWAYS, false, ALWAYS, false, ALWAYS, false];
    const members = await Promise.all(kinds.map((kind, i) => connect(`deflate-member-${i}`, kind, { group_id: 'deflate' })));
    const speaker = await connect('deflate-speaker', ALWAYS, { group_id: 'deflate' });
    const before = members.map((member) => member.bytesRead());
    const texts = Array.from({ length: 20 }, (_, i) => `${i} ${i % 2 === 0 ? REPEATED : 'short'}`);
    texts.forEach((content) => speaker.send({ group_ids: ['deflate'], content }));
    for (const [i, member] of members.entries()) {
      for (const content of texts) {
        assert.ok((await member.next('text')).content === content, `${member.user}: ${content.slice(0, 8)}`);
      }
      const read = member.bytesRead() - before[i];
      const all = 10 * REPEATED.length;
      assert.ok(ON && member.compresses() ? read < all / 10 : read > all, `${member.user} read ${read} of ${all} bytes`);
    }
  });
}, async () => sockets.forEach((socket) => socket.terminate()));
