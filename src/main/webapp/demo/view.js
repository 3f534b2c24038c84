// The page. It shows what it is told and says what the person does; text of others goes into text nodes only.
const STATE_TEXT = {
  idle: 'offline',
  connecting: 'connecting…',
  connected: 'online',
  reconnecting: 'reconnecting…',
  closed: 'offline',
};
const EMOJI = ['👍', '❤️', '😄'];

const timeOf = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
const clone = (id) => document.getElementById(id).content.cloneNode(true).firstElementChild;

export class View {
  #act;
  #parts = {};
  #items = new Map();
  #shown = null;
  #typingTimer;

  constructor(actions) {
    this.#act = actions;
    for (const name of [
      'chat', 'name', 'state', 'toggle', 'fault', 'people', 'groups', 'join-form', 'join-name', 'person-form',
      'person-name', 'title', 'subtitle', 'leave', 'log', 'typing', 'form', 'text', 'send', 'editing', 'cancel', 'device',
    ]) {
      this.#parts[name] = byTestId(name);
    }
    this.#listen();
  }

  state(state, { wanted, nodeId, why }) {
    const { chat, state: text, toggle, text: field, send } = this.#parts;
    chat.dataset.state = text.dataset.state = state;
    text.textContent = STATE_TEXT[state] + (nodeId ? ` on ${nodeId}` : '') + (why ? `: ${why}` : '');
    toggle.setAttribute('aria-checked', String(wanted));
    field.disabled = send.disabled = state === 'closed' || state === 'idle';
  }

  fault(text) {
    this.#parts.fault.textContent = text ?? '';
    this.#parts.fault.hidden = text === null;
  }

  focusText() {
    this.#parts.text.focus();
  }

  editing(message) {
    const { editing, text, send } = this.#parts;
    editing.hidden = message === null;
    send.textContent = message === null ? 'Send' : 'Save';
    text.value = message === null ? '' : message.content;
    if (message !== null) {
      text.focus();
    }
  }

  show({ me, current, conversations, online, typing }) {
    const { name, title, subtitle, leave, text, device } = this.#parts;
    if (document.activeElement !== name) {
      name.value = me;
    }
    device.href = `?${new URLSearchParams({ user: me })}`;
    title.textContent = current.name;
    const here = online.includes(current.name);
    subtitle.textContent = current.kind === 'group' ? 'group' : here ? 'online' : 'offline, gets it later';
    leave.hidden = current.kind !== 'group';
    leave.setAttribute('aria-label', `Leave ${current.name}`);
    text.placeholder = `Message to ${current.name}`;
    this.#showLists({ me, current, conversations, online });
    this.#showTyping(typing);
    this.#showLog(current);
    this.#shown = current;
  }

  #listen() {
    const { name, toggle, form, text, cancel, leave } = this.#parts;
    name.addEventListener('change', () => {
      const value = name.value.trim();
      if (value !== '') {
        this.#act.rename(value);
      }
    });
    toggle.addEventListener('click', () => this.#act.toggle());
    leave.addEventListener('click', () => this.#act.leave(this.#shown.name));
    cancel.addEventListener('click', () => this.#act.cancel());
    text.addEventListener('input', () => text.value !== '' && this.#act.typing());
    text.addEventListener('keydown', (event) => event.key === 'Escape' && this.#act.cancel());
    onSubmit(form, text, (value) => this.#act.send(value));
    onSubmit(this.#parts['join-form'], this.#parts['join-name'], (value) => this.#act.join(value));
    onSubmit(this.#parts['person-form'], this.#parts['person-name'], (value) => this.#act.openPerson(value));
  }

  #showLists({ me, current, conversations, online }) {
    const { people, groups } = this.#parts;
    const known = new Map(conversations.map((conversation) => [conversation.key, conversation]));
    const names = new Set([...online, ...conversations.filter(({ kind }) => kind === 'person').map(({ name }) => name)]);
    names.delete(me);
    if (current.kind === 'person') {
      names.add(current.name);
    }
    const entries = [...names]
      .sort((a, b) => Number(online.includes(b)) - Number(online.includes(a)) || a.localeCompare(b))
      .map((name) => ({
        name,
        here: online.includes(name),
        unread: known.get(`person:${name}`)?.unread ?? 0,
        current: current.kind === 'person' && current.name === name,
        open: () => this.#act.openPerson(name),
      }));
    fill(people, entries, 'person');
    const joined = conversations.filter(({ kind }) => kind === 'group');
    fill(
      groups,
      joined.map((group) => ({
        name: group.name,
        unread: group.unread,
        current: group === current,
        open: () => this.#act.open(group),
      })),
      'group',
    );
  }

  #showTyping(names) {
    const { typing } = this.#parts;
    typing.textContent = names.length === 0 ? '' : `${names.slice(0, 3).join(', ')} ${names.length > 1 ? 'are' : 'is'} typing…`;
    clearTimeout(this.#typingTimer);
    // It is shown until something else is, or nobody types any more.
    this.#typingTimer = setTimeout(() => (typing.textContent = ''), 4_000);
  }

  #showLog({ messages, key }) {
    const { log } = this.#parts;
    if (this.#shown?.key !== key || this.#shown?.messages !== messages) {
      log.replaceChildren();
      this.#items.clear();
    }
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    const before = this.#items.size;
    for (const message of messages) {
      let item = this.#items.get(message);
      if (item === undefined) {
        item = this.#newItem(message);
        this.#items.set(message, item);
        log.append(item);
      }
      update(item, message);
    }
    for (const [message, item] of this.#items) {
      if (!messages.includes(message)) {
        this.#items.delete(message);
        item.remove();
      }
    }
    if (this.#items.size > before && (atEnd || messages.at(-1)?.mine)) {
      log.scrollTop = log.scrollHeight;
    }
  }

  #newItem(message) {
    const item = clone('message');
    const find = (selector) => item.querySelector(selector);
    const act = (name, text, action, label = text) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.testid = name;
      button.textContent = text;
      button.setAttribute('aria-label', label);
      button.addEventListener('click', action);
      find('.actions').append(button);
    };
    item.dataset.direction = message.mine ? 'out' : 'in';
    item.dataset.source = message.kept ? 'offline' : 'online';
    find('.from').textContent = message.mine ? '' : message.name;
    find('.kept').hidden = !message.kept;
    find('time').textContent = timeOf.format(message.at);
    find('time').dateTime = message.at.toISOString();
    EMOJI.forEach((emoji) => act('react', emoji, () => this.#act.react(message, emoji), `React with ${emoji}`));
    if (message.mine) {
      act('edit', 'Edit', () => this.#act.edit(message));
      act('recall', 'Recall', () => this.#act.recall(message));
    }
    return item;
  }
}

function update(item, message) {
  const find = (selector) => item.querySelector(selector);
  const { status = '', recalled, edited, reactions } = message;
  item.dataset.status = status;
  item.dataset.recalled = String(recalled);
  find('.content').textContent = recalled ? 'This message was recalled.' : message.content;
  find('.edited').hidden = !edited || recalled;
  find('.actions').hidden = recalled;
  find('.mark').dataset.mark = recalled ? '' : status;
  find('.status').textContent = recalled ? '' : status === 'failed' ? 'not sent' : status;
  const given = [...reactions].map(([emoji, senders]) => {
    const chip = document.createElement('li');
    chip.dataset.testid = 'reaction';
    chip.textContent = senders.size > 1 ? `${emoji} ${senders.size}` : emoji;
    chip.title = [...senders].join(', ');
    return chip;
  });
  find('.reactions').replaceChildren(...given);
}

/** Brings a list in line with its entries without touching what stays: the focus must not be lost. */
function fill(list, entries, kind) {
  const items = [...list.children];
  entries.forEach((entry, i) => {
    const item = items[i] ?? list.appendChild(clone('entry'));
    const button = item.querySelector('button');
    const unread = item.querySelector('.unread');
    button.dataset.testid = kind;
    button.dataset.name = entry.name;
    button.onclick = entry.open;
    button.setAttribute('aria-current', String(entry.current));
    item.querySelector('.entry-name').textContent = entry.name;
    item.querySelector('.presence').dataset.presence = entry.here === undefined ? 'group' : entry.here ? 'online' : 'offline';
    item.querySelector('.presence-text').textContent = entry.here === undefined ? '' : entry.here ? ', online' : ', offline';
    unread.hidden = entry.unread === 0;
    unread.textContent = String(entry.unread);
  });
  items.slice(entries.length).forEach((item) => item.remove());
}

function onSubmit(form, field, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const value = field.value.trim();
    if (value !== '') {
      field.value = '';
      action(value);
    }
  });
}
