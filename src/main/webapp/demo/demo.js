// The chat demo: two people in one page, each a client of its own over the real endpoint.
// Whatever a person wrote reaches the page as text only, never as markup.
import { SignalboxClient, closeName } from '../client/index.js';

const EVERYONE = 'demo';
const LOG_LIMIT = 200;
const STATE_TEXT = {
  idle: 'offline',
  connecting: 'connecting…',
  connected: 'online',
  reconnecting: 'reconnecting…',
  closed: 'offline',
};
// A later word of the hub never takes an earlier one back.
const RANK = ['waiting', 'sent', 'accepted', 'stored', 'delivered', 'failed'];

const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
const timeOf = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** One side of the page. */
class Person {
  #side;
  #view;
  #client = null;
  #route;
  #name;
  #other = null;
  #wanted = true;
  #sent = new Map();

  constructor(side, name, route) {
    this.#side = side;
    this.#name = name;
    this.#route = route;
    this.#view = this.#build();
  }

  get name() {
    return this.#name;
  }

  meet(other) {
    this.#other = other;
    this.#showNames();
  }

  /** A new client, for the name and route of now. */
  connect() {
    this.#client?.close();
    const client = new SignalboxClient({
      url: this.#route,
      userId: this.#name,
      userName: this.#name,
      groupIds: [EVERYONE],
    });
    this.#client = client;
    client.on('state', () => this.#showState(client));
    client.on('registered', (registration) => {
      byTestId('fault').hidden = true;
      this.#showState(client, registration.node_id);
    });
    client.on('disconnected', (ending) => this.#disconnected(client, ending));
    client.on('message', (message) => this.#received(message));
    client.on('ack', ({ messageId, level }) => this.#mark(messageId, level));
    client.on('error', (error) => this.#failed(error));
    this.#showState(client);
    if (this.#wanted) {
      client.connect().catch(() => undefined);
    }
  }

  takeRoute(route) {
    this.#route = route;
    this.connect();
  }

  #build() {
    const root = document.getElementById('person').content.cloneNode(true).firstElementChild;
    const find = (selector) => root.querySelector(selector);
    const view = {
      root,
      avatar: find('.avatar'),
      name: find('.name input'),
      state: find('.state'),
      toggle: find('.switch'),
      log: find('.log'),
      form: find('form'),
      direct: find('[value="direct"]'),
      everyone: find('[value="everyone"]'),
      directText: find('[value="direct"] + span'),
      text: find('.text'),
      send: find('[type="submit"]'),
    };
    root.dataset.testid = `${this.#side}-panel`;
    for (const part of ['name', 'state', 'toggle', 'log', 'direct', 'everyone', 'text', 'send']) {
      view[part].dataset.testid = `${this.#side}-${part}`;
    }
    view.direct.name = view.everyone.name = `${this.#side}-target`;
    view.name.addEventListener('change', () => this.#rename(view.name.value.trim()));
    view.toggle.addEventListener('click', () => this.#toggle());
    view.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send(view.text.value.trim());
    });
    document.getElementById('people').append(root);
    return view;
  }

  #rename(name) {
    if (name === '' || name === this.#other.name) {
      this.#view.name.value = this.#name;
      return;
    }
    this.#name = name;
    this.#showNames();
    this.#other.#showNames();
    this.connect();
  }

  #toggle() {
    this.#wanted = !this.#wanted;
    if (this.#wanted) {
      this.#client.connect().catch(() => undefined);
    } else {
      this.#client.close();
    }
  }

  #send(content) {
    if (content === '') {
      return;
    }
    const toEveryone = this.#view.everyone.checked;
    const messageId = `demo-${this.#side}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const options = { message_id: messageId, require_ack: true };
    const item = this.#append({ content, from: toEveryone ? 'to everyone' : '', mine: true });
    this.#sent.set(messageId, item);
    this.#mark(messageId, this.#client.state === 'connected' ? 'sent' : 'waiting');
    const sending = toEveryone
      ? this.#client.sendToGroup(EVERYONE, content, options)
      : this.#client.sendTo(this.#other.name, content, options);
    sending.catch((error) => this.#mark(messageId, 'failed', `not sent: ${error.code}`));
    this.#view.text.value = '';
  }

  #received({ content, sender, sender_name, source, group_ids, create_at }) {
    if (content === undefined) {
      return;
    }
    const from = (sender_name ?? sender ?? 'the hub') + (group_ids ? ' to everyone' : '');
    const at = Number.isNaN(Date.parse(create_at)) ? new Date() : new Date(create_at);
    this.#append({ content, from, mine: false, kept: source === 'offline', at });
  }

  #append({ content, from, mine, kept = false, at = new Date() }) {
    const item = document.getElementById('message').content.cloneNode(true).firstElementChild;
    const time = item.querySelector('time');
    item.dataset.testid = 'message';
    item.dataset.direction = mine ? 'out' : 'in';
    item.dataset.source = kept ? 'offline' : 'online';
    item.querySelector('.from').textContent = from;
    item.querySelector('.content').textContent = content;
    item.querySelector('.kept').hidden = !kept;
    time.textContent = timeOf.format(at);
    time.dateTime = at.toISOString();
    const { log } = this.#view;
    log.append(item);
    while (log.childElementCount > LOG_LIMIT) {
      log.firstElementChild.remove();
    }
    log.scrollTop = log.scrollHeight;
    return item;
  }

  #mark(messageId, level, text = level) {
    const item = this.#sent.get(messageId);
    if (item === undefined || RANK.indexOf(level) < RANK.indexOf(item.dataset.status)) {
      return;
    }
    item.dataset.status = level;
    item.querySelector('.mark').dataset.mark = level;
    item.querySelector('.status').textContent = text;
    if (level === 'delivered' || level === 'accepted' || level === 'failed' || !item.isConnected) {
      this.#sent.delete(messageId);
    }
  }

  #showNames() {
    const { avatar, name, directText, log, text, toggle, root } = this.#view;
    avatar.textContent = [...this.#name][0].toUpperCase();
    name.value = this.#name;
    directText.textContent = this.#other.name;
    root.setAttribute('aria-label', this.#name);
    log.setAttribute('aria-label', `Messages of ${this.#name}`);
    toggle.setAttribute('aria-label', `${this.#name} is online`);
    text.placeholder = `Write as ${this.#name}`;
    document.querySelector(`[data-line-name="${this.#side}"]`).textContent = this.#name;
  }

  #showState(client, nodeId) {
    if (client !== this.#client) {
      return;
    }
    const { root, state, toggle, text, send } = this.#view;
    root.dataset.state = client.state;
    state.dataset.state = client.state;
    state.textContent = STATE_TEXT[client.state] + (nodeId ? ` on ${nodeId}` : '');
    toggle.setAttribute('aria-checked', String(this.#wanted));
    text.disabled = send.disabled = client.state === 'closed' || client.state === 'idle';
    document.querySelector(`[data-line="${this.#side}"]`).dataset.state = client.state;
  }

  /** The hub forbade to come back: say why, and let the switch try again. */
  #disconnected(client, { code, retryInMillis }) {
    if (client === this.#client && retryInMillis === null) {
      this.#wanted = false;
      this.#showState(client);
      this.#view.state.textContent = `offline: ${closeName(code).replaceAll('_', ' ')}`;
    }
  }

  #failed(error) {
    const fault = byTestId('fault');
    fault.textContent = `${this.#name}: ${error.message} (${error.code})`;
    fault.hidden = false;
  }
}

const routes = [...document.querySelectorAll('[name="route"]')];
const chosen = () => routes.find((route) => route.checked);
const people = [new Person('a', 'alice', chosen().value), new Person('b', 'bob', chosen().value)];

function showRoute() {
  document.querySelector('[data-line-box]').textContent = chosen().value === './ws' ? 'Hub' : 'Balancer';
}

people[0].meet(people[1]);
people[1].meet(people[0]);
people.forEach((person) => person.connect());
showRoute();
routes.forEach((route) =>
  route.addEventListener('change', () => {
    showRoute();
    people.forEach((person) => person.takeRoute(route.value));
  }),
);
