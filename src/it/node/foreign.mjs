// Clients that are not ours, plain `ws`: node foreign.mjs <ws-url> send|missed <dir>
// `send` leaves three messages for someone who is away; `missed`, after the server was started again, gets them.
// The directory carries what the one phase has to tell the other.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { args, run } from './checks.mjs';

const [base, phase, dir] = args('node foreign.mjs <ws-url> send|missed <dir>', 3);
const NOTE = join(dir, 'foreign.json');
const STEP_MILLIS = 10_000;
const SILENCE_MILLIS = 1_000;
const sockets = [];

/** A socket whose frames can be asked for one by one, in the order they came. */
async function connect(user) {
  const socket = new WebSocket(`${base}?${new URLSearchParams({ user_id: user })}`);
  const frames = [];
  let arrived = () => {};
  socket.on('message', (data) => {
    frames.push(JSON.parse(data));
    arrived();
  });
  socket.on('error', () => {});
  sockets.push(socket);

  /** The next frame of a type; other people's doings in between are left out. */
  const next = async (type, millis = STEP_MILLIS) => {
    const end = Date.now() + millis;
    for (;;) {
      const index = frames.findIndex((frame) => frame.message_type === type);
      if (index >= 0) {
        return frames.splice(index, 1)[0];
      }
      const left = end - Date.now();
      if (left <= 0 || socket.readyState >= WebSocket.CLOSING) {
        throw new Error(`${user} waited ${millis} ms for '${type}', has ${JSON.stringify(frames)}`);
      }
      await new Promise((resolve) => {
        arrived = resolve;
        setTimeout(resolve, Math.min(left, 200));
      });
    }
  };
  const send = (message) => socket.send(JSON.stringify({ message_type: 'text', ...message }));
  const close = () => new Promise((resolve) => socket.once('close', resolve).close(1000));
  const registered = await next('client_registered');
  assert.equal(registered.data.user_id, user);
  return { next, send, close };
}

async function sendPhase(check) {
  const run = Math.random().toString(36).slice(2, 8);
  const [faId, fbId] = [`fa-${run}`, `fb-${run}`];
  const missed = ['first', 'second', 'third'].map((word) => `${word} ${run}`);
  let fa;
  let fb;
  await check('two foreign clients connect', async () => {
    fa = await connect(faId);
    fb = await connect(fbId);
  });
  await check('fa writes to fb', async () => {
    fa.send({ receiver: fbId, content: 'there', message_id: 'f1' });
    const { content, sender, message_id } = await fb.next('text');
    assert.deepEqual([content, sender, message_id], ['there', faId, 'f1']);
  });
  await check('fb writes to fa', async () => {
    fb.send({ receiver: faId, content: 'and back', message_id: 'f2' });
    const { content, sender, message_id } = await fa.next('text');
    assert.deepEqual([content, sender, message_id], ['and back', fbId, 'f2']);
  });
  await check('fb leaves, and three untracked messages for fb are stored', async () => {
    await fb.close();
    for (const [index, content] of missed.entries()) {
      const { message_id, told } = await store(fa, fbId, content, index);
      assert.deepEqual([told.ack, told.message_id, told.receiver], ['stored', message_id, fbId]);
    }
  });
  mkdirSync(dir, { recursive: true });
  writeFileSync(NOTE, JSON.stringify({ fbId, missed }));
}

/**
 * Sends an untracked message until the hub stored it. Only the first can need a second try: the hub may have written it
 * to a connection that was closing, and what is written untracked is not stored.
 */
async function store(from, receiver, content, index) {
  for (let attempt = 1; ; attempt += 1) {
    const message_id = `missed-${index}-${attempt}`;
    from.send({ receiver, content, message_id });
    try {
      return { message_id, told: await from.next('ack', 2_000) };
    } catch (cause) {
      if (attempt === 3) {
        throw cause;
      }
    }
  }
}

async function missedPhase(check) {
  const { fbId, missed } = JSON.parse(readFileSync(NOTE, 'utf8'));
  await check('fb comes back to a server that was started again, and gets exactly what was missed, in order', async () => {
    const fb = await connect(fbId);
    const got = [await fb.next('text'), await fb.next('text'), await fb.next('text')];
    assert.deepEqual(got.map(({ content }) => content), missed);
    assert.deepEqual(got.map(({ source }) => source), ['offline', 'offline', 'offline']);
    assert.deepEqual(got.map(({ data }) => data?.offline), [true, true, true]);
    await assert.rejects(fb.next('text', SILENCE_MILLIS), /waited/, 'there was a fourth message');
    await fb.close();
  });
  await check('what was handed out is gone from the inbox', async () => {
    const fb = await connect(fbId);
    await assert.rejects(fb.next('text', SILENCE_MILLIS), /waited/, 'a message came again');
    await fb.close();
  });
}

const phases = { send: sendPhase, missed: missedPhase };
await run(phases[phase] ?? (() => Promise.reject(new Error(`no phase '${phase}'`))), async () => sockets.forEach((socket) => socket.terminate()));
