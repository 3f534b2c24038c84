// What one person's device knows of the chat: conversations and their messages. No page, no network: `receive` takes
// what the hub delivers, and the rest says what is to be sent.

const MESSAGES_KEPT = 200;
const CONVERSATIONS_KEPT = 200;
const TYPING_SHOWN_MILLIS = 4_000;
// A later word of the hub never takes an earlier one back.
const RANK = ['waiting', 'sent', 'accepted', 'stored', 'delivered', 'read', 'failed'];

export const keyOfPerson = (user) => `person:${user}`;
export const keyOfGroup = (group) => `group:${group}`;

export class Chat {
  #me;
  #conversations = new Map();
  #byId = new Map();
  #now;

  constructor(me, now = Date.now) {
    this.#me = me;
    this.#now = now;
  }

  get me() {
    return this.#me;
  }

  get conversations() {
    return [...this.#conversations.values()];
  }

  with(user) {
    return this.#conversation('person', user);
  }

  in(group) {
    return this.#conversation('group', group);
  }

  find(key) {
    return this.#conversations.get(key);
  }

  forget(key) {
    this.#conversations.get(key)?.messages.forEach((message) => this.#byId.delete(indexOf(key, message.id)));
    this.#conversations.delete(key);
  }

  /** Where a message for this conversation goes. */
  target(conversation) {
    return conversation.kind === 'group' ? { group_ids: [conversation.name] } : { receiver: conversation.name };
  }

  /** A message of ours. */
  write(conversation, id, content) {
    const message = newMessage({ id, sender: this.#me, content, mine: true, at: new Date(this.#now()) });
    this.#add(conversation, message);
    return message;
  }

  /** The hub's word about a message of ours. @returns its conversation, if it made a difference */
  mark(id, status) {
    for (const conversation of this.#conversations.values()) {
      const message = this.#byId.get(indexOf(conversation.key, id));
      if (message?.mine && raised(message, status)) {
        return conversation;
      }
    }
    return undefined;
  }

  /** What the hub delivered, from others or from another device of ours. @returns the conversation it changed */
  receive(frame) {
    const mine = frame.sender === this.#me;
    const conversation = this.#conversationOf(frame, mine);
    if (conversation === undefined || frame.sender === undefined) {
      return undefined;
    }
    switch (frame.message_type) {
      case 'typing':
        return this.#typing(conversation, frame, mine);
      case 'read':
        return this.#read(conversation, frame, mine);
      case 'edit':
      case 'recall':
      case 'reaction':
        return this.change(conversation, frame) ? conversation : undefined;
      default:
        return frame.content === undefined ? undefined : this.#said(conversation, frame, mine);
    }
  }

  /** Edits, recalls or reacts. Only who wrote a message may edit or recall it, and only where it was said. */
  change(conversation, { message_type: type, sender, reply_to_msg_id: id, content, data }) {
    const message = this.#byId.get(indexOf(conversation.key, id));
    if (message === undefined || message.recalled || (type !== 'reaction' && message.sender !== sender)) {
      return false;
    }
    if (type === 'edit') {
      message.content = String(content ?? '');
      message.edited = true;
    } else if (type === 'recall') {
      Object.assign(message, { content: '', recalled: true, reactions: new Map() });
    } else {
      react(message, String(content ?? ''), sender, data?.remove === true);
    }
    return true;
  }

  /** The newest message of others that was not told to be read; from then on it counts as read. */
  takeUnread(conversation) {
    const unread = conversation.messages.filter((message) => !message.mine && !message.seen);
    unread.forEach((message) => (message.seen = true));
    conversation.unread = 0;
    return unread.at(-1);
  }

  /** Who types there now. */
  typing(conversation) {
    return [...conversation.typing.values()].filter(({ until }) => until > this.#now()).map(({ name }) => name);
  }

  /** A read receipt goes to one person and says itself which group it is about; nothing else is believed about that. */
  #conversationOf({ message_type, group_ids, sender, receiver, data }, mine) {
    const told = message_type === 'read' && typeof data?.group === 'string' ? data.group : undefined;
    const group = group_ids?.[0] ?? (this.#conversations.has(keyOfGroup(told)) ? told : undefined);
    if (group !== undefined) {
      return this.in(group);
    }
    const other = mine ? receiver : sender;
    return other === undefined ? undefined : this.with(other);
  }

  #typing(conversation, { sender, sender_name }, mine) {
    if (mine) {
      return undefined;
    }
    conversation.typing.set(sender, { name: sender_name ?? sender, until: this.#now() + TYPING_SHOWN_MILLIS });
    return conversation;
  }

  #read(conversation, { reply_to_msg_id: id }, mine) {
    const last = conversation.messages.findIndex((message) => message.id === id);
    for (const message of conversation.messages.slice(0, last + 1)) {
      if (mine) {
        message.seen = true;
      } else if (message.mine) {
        raised(message, 'read');
      }
    }
    conversation.unread = conversation.messages.filter((message) => !message.mine && !message.seen).length;
    return conversation;
  }

  #said(conversation, frame, mine) {
    const { message_id: id, sender, sender_name: name, content, source, create_at: time } = frame;
    const known = this.#byId.get(indexOf(conversation.key, id));
    if (known?.sender === sender) {
      return undefined;
    }
    const at = Number.isNaN(Date.parse(time)) ? new Date(this.#now()) : new Date(time);
    const message = newMessage({ id, sender, name: name ?? sender, content, mine, at, kept: source === 'offline' });
    if (mine) {
      message.status = 'sent';
    } else {
      conversation.unread += 1;
      conversation.typing.delete(sender);
    }
    this.#add(conversation, message);
    return conversation;
  }

  #add(conversation, message) {
    conversation.messages.push(message);
    const index = indexOf(conversation.key, message.id);
    if (!this.#byId.has(index)) {
      this.#byId.set(index, message);
    }
    if (conversation.messages.length > MESSAGES_KEPT) {
      const oldest = conversation.messages.shift();
      this.#byId.delete(indexOf(conversation.key, oldest.id));
    }
  }

  #conversation(kind, name) {
    const key = kind === 'group' ? keyOfGroup(name) : keyOfPerson(name);
    const known = this.#conversations.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.#conversations.size >= CONVERSATIONS_KEPT) {
      this.forget(this.#conversations.keys().next().value);
    }
    const conversation = { key, kind, name, messages: [], unread: 0, typing: new Map() };
    this.#conversations.set(key, conversation);
    return conversation;
  }
}

const indexOf = (key, id) => `${key}\n${id}`;

const newMessage = (given) => ({
  name: '',
  kept: false,
  status: undefined,
  edited: false,
  recalled: false,
  seen: false,
  reactions: new Map(),
  ...given,
});

function raised(message, status) {
  const higher = RANK.indexOf(status) > RANK.indexOf(message.status);
  if (higher) {
    message.status = status;
  }
  return higher;
}

function react(message, emoji, sender, remove) {
  const senders = message.reactions.get(emoji) ?? new Set();
  if (remove) {
    senders.delete(sender);
  } else {
    senders.add(sender);
  }
  if (senders.size === 0) {
    message.reactions.delete(emoji);
  } else {
    message.reactions.set(emoji, senders);
  }
}
