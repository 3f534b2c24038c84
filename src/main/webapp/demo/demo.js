// The chat demo: one person's device over the real endpoint. Open it twice to talk, or twice under one name for two
// devices of one person. Whatever a person wrote reaches the page as text only, never as markup.
import { SignalboxClient, closeName } from '../client/index.js';
import { Chat, keyOfGroup } from './chat.js';
import { View } from './view.js';

const LOBBY = 'lobby';
const PRESENCE_MILLIS = 2_000;
const TYPING_EVERY_MILLIS = 2_000;

const newId = () => `demo-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

class Device {
  #view;
  #chat;
  #client;
  #route;
  #current;
  #online = [];
  #wanted = true;
  #editing = null;
  #typedAt = 0;

  constructor(user, route) {
    this.#route = route;
    this.#view = new View({
      rename: (name) => this.#become(name),
      toggle: () => this.#toggle(),
      open: (conversation) => this.#open(conversation),
      openPerson: (name) => this.#open(this.#chat.with(name)),
      join: (group) => this.#join(group),
      leave: (group) => this.#leave(group),
      send: (text) => this.#send(text),
      typing: () => this.#typing(),
      edit: (message) => this.#edit(message),
      cancel: () => this.#edit(null),
      recall: (message) => this.#change('recall', message, {}),
      react: (message, emoji) => this.#react(message, emoji),
    });
    this.#become(user);
    setInterval(() => this.#lookAround(), PRESENCE_MILLIS);
    document.addEventListener('visibilitychange', () => this.#show());
  }

  takeRoute(route) {
    this.#route = route;
    this.#connect(this.#client.groups);
  }

  #become(user) {
    this.#chat = new Chat(user);
    this.#current = this.#chat.in(LOBBY);
    history.replaceState(null, '', `?${new URLSearchParams({ user })}`);
    this.#connect([LOBBY]);
    this.#edit(null);
  }

  #connect(groupIds) {
    this.#client?.close();
    const user = this.#chat.me;
    const client = new SignalboxClient({ url: this.#route, userId: user, userName: user, groupIds });
    this.#client = client;
    client.on('state', () => this.#showState(client));
    client.on('registered', ({ node_id, groups }) => {
      // The groups of the person, which another device may have joined.
      groups.forEach((group) => this.#chat.in(group));
      this.#view.fault(null);
      this.#showState(client, node_id);
      this.#lookAround();
    });
    client.on('disconnected', ({ code, retryInMillis }) => {
      if (client === this.#client && retryInMillis === null) {
        // The hub forbade to come back: say why, and let the switch try again.
        this.#wanted = false;
        this.#showState(client, undefined, closeName(code).replaceAll('_', ' '));
      }
    });
    client.on('message', (message) => this.#chat.receive(message) && this.#show());
    client.on('ack', ({ messageId, level }) => this.#chat.mark(messageId, level) && this.#show());
    client.on('error', (error) => this.#view.fault(`${error.message} (${error.code})`));
    this.#showState(client);
    if (this.#wanted) {
      client.connect().catch(() => undefined);
    }
  }

  #toggle() {
    this.#wanted = !this.#wanted;
    if (this.#wanted) {
      this.#client.connect().catch(() => undefined);
    } else {
      this.#client.close();
    }
  }

  #open(conversation) {
    this.#current = conversation;
    this.#edit(null);
    this.#view.focusText();
  }

  async #join(group) {
    try {
      await this.#client.joinGroup(group);
      this.#open(this.#chat.in(group));
    } catch (error) {
      this.#view.fault(`${group} was not joined: ${error.code}`);
    }
  }

  async #leave(group) {
    try {
      await this.#client.leaveGroup(group);
      this.#chat.forget(keyOfGroup(group));
      if (this.#current.key === keyOfGroup(group)) {
        this.#current = this.#chat.conversations[0] ?? this.#chat.with(this.#chat.me);
        this.#edit(null);
      }
      this.#show();
    } catch (error) {
      this.#view.fault(`${group} was not left: ${error.code}`);
    }
  }

  #send(content) {
    if (this.#editing !== null) {
      this.#change('edit', this.#editing, { content });
      this.#edit(null);
      return;
    }
    const conversation = this.#current;
    const id = newId();
    this.#chat.write(conversation, id, content);
    this.#chat.mark(id, this.#client.state === 'connected' ? 'sent' : 'waiting');
    this.#client
      .publish({ ...this.#chat.target(conversation), message_id: id, content })
      .catch((error) => {
        this.#chat.mark(id, 'failed');
        this.#view.fault(`not sent: ${error.message} (${error.code})`);
      })
      .finally(() => this.#show());
    this.#typedAt = 0;
    this.#show();
  }

  /** An edit, a recall or a reaction: shown here at once, and told the others. */
  #change(type, message, more) {
    const change = { message_type: type, reply_to_msg_id: message.id, ...more };
    this.#chat.change(this.#current, { ...change, sender: this.#chat.me });
    // In the lane of the messages it is about: it must not overtake them.
    this.#client
      .publish({ ...change, ...this.#chat.target(this.#current), priority: 'normal' })
      .catch((error) => this.#view.fault(`${type} was not sent: ${error.code}`));
    this.#show();
  }

  #react(message, emoji) {
    const remove = message.reactions.get(emoji)?.has(this.#chat.me) ?? false;
    this.#change('reaction', message, { content: emoji, data: { remove } });
  }

  #edit(message) {
    this.#editing = message;
    this.#view.editing(message);
    this.#show();
  }

  #typing() {
    const now = Date.now();
    if (now - this.#typedAt >= TYPING_EVERY_MILLIS && this.#editing === null) {
      this.#typedAt = now;
      this.#client.send({ message_type: 'typing', ...this.#chat.target(this.#current) }).catch(() => undefined);
    }
  }

  /** Tells who wrote it that the conversation on the screen was read. */
  #confirmRead() {
    if (document.visibilityState !== 'visible' || this.#client.state !== 'connected') {
      return;
    }
    const conversation = this.#current;
    const last = this.#chat.takeUnread(conversation);
    if (last !== undefined) {
      const data = conversation.kind === 'group' ? { data: { group: conversation.name } } : {};
      this.#client
        .send({ message_type: 'read', receiver: last.sender, reply_to_msg_id: last.id, ...data })
        .catch(() => undefined);
    }
  }

  /** Who is there, as the node sees it. */
  async #lookAround() {
    try {
      const response = await fetch('./api/clients');
      const { clients } = await response.json();
      const users = clients.filter(({ user_id, is_active }) => user_id && is_active).map(({ user_id }) => user_id);
      this.#online = [...new Set(users)].sort();
    } catch {
      // The node is away; whoever was there may still be.
      return;
    }
    this.#show();
  }

  #showState(client, nodeId, why) {
    if (client === this.#client) {
      this.#view.state(client.state, { wanted: this.#wanted, nodeId, why });
      this.#show();
    }
  }

  #show() {
    this.#confirmRead();
    this.#view.show({
      me: this.#chat.me,
      current: this.#current,
      conversations: this.#chat.conversations,
      online: this.#online,
      typing: this.#chat.typing(this.#current),
    });
  }
}

const routes = [...document.querySelectorAll('[name="route"]')];
const route = () => routes.find(({ checked }) => checked).value;
const asked = new URLSearchParams(location.search).get('user')?.trim();
const device = new Device(asked || `guest-${Math.random().toString(36).slice(2, 6)}`, route());
routes.forEach((choice) => choice.addEventListener('change', () => device.takeRoute(route())));
