/**
 * The client against a real hub: `node e2e.js <ws-url>`. One line per check, exit code 1 when one fails or after 60 s.
 * User and group names are new in each run, so that it can be repeated against the same database.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { SignalboxClient, type IncomingMessage, type WebSocketConstructor, type WebSocketLike } from '../dist/index.js';

interface RawSocket extends WebSocketLike {
  terminate(): void;
}

// Compiled, this file lies in target/client-typescript/test; `ws` lies beside the package.json of the sources.
const require = createRequire(new URL('../../../src/client/typescript/package.json', import.meta.url));
const { WebSocket } = require('ws') as { WebSocket: new (url: string, protocols: string) => RawSocket };

const DEADLINE_MILLIS = 60_000;
const STEP_MILLIS = 10_000;
const run = `${Date.now().toString(36)}${process.pid}`;
const alice = `alice-${run}`;
const bob = `bob-${run}`;
const group = `group-${run}`;

/** A person: a client, the messages that came, and the raw socket underneath. */
class Person {
  readonly client: SignalboxClient;
  readonly #inbox: IncomingMessage[] = [];
  #arrived: () => void = () => undefined;
  socket: RawSocket | undefined;

  constructor(url: string, userId: string) {
    const person = this;
    const webSocket: WebSocketConstructor = class extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols);
        person.socket = this;
      }
    };
    this.client = new SignalboxClient({ url, userId, userName: userId.toUpperCase(), webSocket });
    this.client.on('message', (message) => {
      if (message.content?.endsWith(run)) {
        this.#inbox.push(message);
        this.#arrived();
      }
    });
  }

  /** The next message; whatever else the hub tells, of other people's doings, is not counted. */
  async next(): Promise<IncomingMessage> {
    if (this.#inbox.length === 0) {
      await within(new Promise<void>((resolve) => (this.#arrived = resolve)), 'the next message');
    }
    return this.#inbox.shift()!;
  }

  /** Waits until the client enters a state. */
  async enters(state: string): Promise<void> {
    if (this.client.state !== state) {
      await within(new Promise<void>((resolve) => this.client.on('state', (now) => now.state === state && resolve())), state);
    }
  }
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${STEP_MILLIS} ms for: ${what}`)), STEP_MILLIS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function checks(url: string): [string, () => Promise<void>][] {
  const a = new Person(url, alice);
  let b = new Person(url, bob);
  const text = (word: string): string => `${word} ${run}`;

  return [
    ['two people connect and are registered under their names', async () => {
      const [first, second] = await within(Promise.all([a.client.connect(), b.client.connect()]), 'both registrations');
      assert.deepEqual([first.user_id, second.user_id], [alice, bob]);
      assert.equal(first.client_id, a.client.clientId);
      assert.ok(first.node_id);
    }],
    ['a message reaches the other person, stamped by the hub', async () => {
      await a.client.sendTo(bob, text('hello'), { message_id: `m-${run}`, data: { n: 1 } });
      const message = await b.next();
      assert.deepEqual(
        [message.content, message.sender, message.sender_name, message.message_id, message.data?.['n'], message.source],
        [text('hello'), alice, alice.toUpperCase(), `m-${run}`, 1, undefined],
      );
      assert.ok(Date.parse(message.create_at ?? '') > 0, `create_at is ${message.create_at}`);
    }],
    ['and back', async () => {
      await b.client.sendTo(alice, text('hello yourself'));
      assert.equal((await a.next()).content, text('hello yourself'));
    }],
    ['a tracked message is stored, carries its place in the inbox, and is delivered', async () => {
      const receipt = await within(a.client.publish({ receiver: bob, content: text('keep') }), 'stored');
      assert.equal(receipt.level, 'stored');
      const message = await b.next();
      assert.deepEqual([message.content, message.require_ack], [text('keep'), true]);
      assert.ok((message.seq ?? 0) >= 1, `seq is ${message.seq}`);
      assert.equal(await within(receipt.delivered, 'delivered'), true);
    }],
    ['only members may send to a group', async () => {
      const sending = a.client.sendToGroup(group, text('not yet'), { require_ack: true });
      const error = await within(sending.then(() => null, (cause) => cause), 'the refusal');
      assert.equal(error?.code, 'group_not_member');
    }],
    ['who joined a group gets its messages, the sender does not', async () => {
      await within(Promise.all([a.client.joinGroup(group), b.client.joinGroup(group)]), 'both joined');
      const receipt = await within(a.client.sendToGroup(group, text('group'), { require_ack: true }), 'stored');
      assert.equal(receipt.level, 'stored');
      const message = await b.next();
      assert.deepEqual([message.content, message.group_ids], [text('group'), [group]]);
      await b.client.sendTo(alice, text('after the group'));
      assert.equal((await a.next()).content, text('after the group'));
    }],
    ['who left a group gets them no more', async () => {
      await within(b.client.leaveGroup(group), 'left');
      await within(a.client.sendToGroup(group, text('nobody hears'), { require_ack: true }), 'stored');
      await a.client.sendTo(bob, text('after the leave'));
      assert.equal((await b.next()).content, text('after the leave'));
    }],
    ['a broadcast reaches everybody else', async () => {
      await a.client.broadcast(text('everybody'));
      assert.equal((await b.next()).content, text('everybody'));
      await b.client.sendTo(alice, text('after the broadcast'));
      assert.equal((await a.next()).content, text('after the broadcast'));
    }],
    ['messages for a person who is away come at the next connect, in order and marked', async () => {
      b.client.close();
      await gone(a, bob, text);
      const tracked = await within(a.client.publish({ receiver: bob, content: text('tracked, away') }), 'stored');
      const storedToo = acknowledged(a, `u-${run}`);
      await a.client.sendTo(bob, text('untracked, away'), { message_id: `u-${run}` });
      await within(storedToo, 'stored for the untracked message');
      b = new Person(url, bob);
      await within(b.client.connect(), 'registration');
      const [first, second] = [await nextNotProbe(b), await nextNotProbe(b)];
      assert.deepEqual([first.content, second.content], [text('tracked, away'), text('untracked, away')]);
      assert.deepEqual([first.source, second.source], ['offline', 'offline']);
      assert.deepEqual([first.data?.['offline'], second.data?.['offline']], [true, true]);
      assert.equal(await within(tracked.delivered, 'delivered'), true);
    }],
    ['K18 a client whose socket is cut comes back by itself, and misses nothing', async () => {
      await within(b.client.joinGroup(group), 'joined');
      b.socket?.terminate();
      await b.enters('reconnecting');
      const publishing = a.client.publish({ receiver: bob, content: text('while away') });
      await b.enters('connected');
      assert.equal((await b.next()).content, text('while away'));
      assert.equal((await within(publishing, 'stored')).level, 'stored');
      await a.client.sendToGroup(group, text('still a member'));
      assert.equal((await b.next()).content, text('still a member'));
    }],
    ['K18 what was sent without a connection goes out after the reconnect', async () => {
      b.socket?.terminate();
      await b.enters('reconnecting');
      const buffered = [b.client.sendTo(alice, text('one')), b.client.publish({ receiver: alice, content: text('two') })];
      await within(Promise.all(buffered), 'both sent');
      assert.deepEqual([(await a.next()).content, (await a.next()).content], [text('one'), text('two')]);
    }],
    ['both say goodbye', async () => {
      a.client.close();
      b.client.close();
      assert.deepEqual([a.client.state, b.client.state], ['closed', 'closed']);
    }],
  ];
}

/** The `stored` that the hub says about an untracked message when nobody was there to take it. */
function acknowledged(person: Person, messageId: string): Promise<void> {
  return new Promise((resolve) => {
    person.client.on('ack', (ack) => ack.messageId === messageId && ack.level === 'stored' && resolve());
  });
}

/** Waits until the hub knows that a user has no connection: then it stores what is sent untracked, and says so. */
async function gone(person: Person, user: string, text: (word: string) => string): Promise<void> {
  let known = false;
  for (let probe = 0; !known; probe += 1) {
    const stored = acknowledged(person, `probe-${probe}-${run}`).then(() => true);
    await person.client.sendTo(user, text('probe'), { message_id: `probe-${probe}-${run}` });
    known = await Promise.race([stored, new Promise<boolean>((resolve) => setTimeout(resolve, 250, false))]);
  }
}

async function nextNotProbe(person: Person): Promise<IncomingMessage> {
  const message = await person.next();
  return message.content?.startsWith('probe') ? nextNotProbe(person) : message;
}

async function main(url: string | undefined): Promise<number> {
  if (url === undefined) {
    console.error('usage: node e2e.js <ws-url>');
    return 1;
  }
  const all = checks(url);
  let passed = 0;
  for (const [name, check] of all) {
    try {
      await check();
      passed += 1;
      console.log(`ok      ${name}`);
    } catch (cause) {
      // Each check stands on the ones before it: the rest would only repeat this failure.
      console.log(`FAILED  ${name}\n        ${(cause as Error).message.replaceAll('\n', '\n        ')}`);
      break;
    }
  }
  console.log(`${passed} passed, ${all.length - passed} failed`);
  return passed === all.length ? 0 : 1;
}

setTimeout(() => {
  console.log(`FAILED  not done after ${DEADLINE_MILLIS} ms`);
  process.exit(1);
}, DEADLINE_MILLIS).unref();

process.exit(await main(process.argv[2]));
