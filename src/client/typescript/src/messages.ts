/** The envelope, as docs/protocol.md defines it. Field names are those of the wire. */

export type Priority = 'low' | 'normal' | 'high' | 'urgent' | 'critical';

/** `accepted`: a node has it. `stored`: it is in the database. `delivered`: a device of the receiver acknowledged it. */
export type AckLevel = 'accepted' | 'stored' | 'delivered';

/** The usual message types; the hub knows more, and refuses the ones it does not know. */
export type MessageType =
  | 'text' | 'markdown' | 'rich_text' | 'code'
  | 'image' | 'audio' | 'video' | 'file' | 'location' | 'card' | 'link' | 'json'
  | 'notice' | 'event' | 'announcement' | 'alert' | 'system'
  | 'typing' | 'read' | 'reaction' | 'edit' | 'recall' | 'custom'
  | (string & {});

/** What an application may say. Whatever else the hub needs, the hub stamps. */
export interface OutgoingMessage {
  /** Made by the client when it is absent. */
  message_id?: string;
  /** `text` when it is absent. */
  message_type?: MessageType;
  receiver?: string;
  receiver_client?: string;
  group_ids?: readonly string[];
  broadcast_type?: 'global';
  content?: string;
  data?: Record<string, unknown>;
  session_id?: string;
  reply_to_msg_id?: string;
  trace_id?: string;
  priority?: Priority;
  /** Tracked: stored before it is delivered, sent again until the hub confirmed it. */
  require_ack?: boolean;
}

/** What a receiver gets. */
export interface IncomingMessage extends OutgoingMessage {
  message_type: MessageType;
  sender?: string;
  sender_name?: string;
  sender_type?: string;
  sender_client?: string;
  app_id?: string;
  namespace?: string;
  create_at?: string;
  /** Position in the receiver's inbox; only on stored messages. */
  seq?: number;
  /** Which life of the inbox `seq` belongs to, when the hub named one. */
  epoch?: string;
  /** `offline` for a message that was kept while the receiver was away. */
  source?: 'offline';
}

/** Any frame of the hub, before it is known what it is. */
export interface Frame extends IncomingMessage {
  ack?: AckLevel;
}

/** What the hub asks in the spelling of the load-balancer reference. */
export type Asked =
  | { type: 'command'; command: string; data?: unknown; from?: string; request_id?: string }
  | { type: 'query_name'; id?: string; request_id?: never };

/** The hub's confirmation of the connection. */
export interface Registration {
  user_id: string;
  client_id: string;
  device_id: string;
  node_id: string;
  groups: string[];
}

/** The hub's word about a message of ours. */
export interface Acknowledgement {
  messageId: string;
  level: AckLevel;
  receiver?: string;
}

/** The largest frame the hub takes, in bytes of UTF-8. */
export const MAX_FRAME_BYTES = 64 * 1024;

/** The most groups one connection may be in, and one message may name. */
export const MAX_GROUPS = 32;

/** The longest id or name, in characters. */
export const MAX_ATTRIBUTE_LENGTH = 128;

/** The frame in a text, or null when it is not one JSON object with a `message_type` and asks nothing either. */
export function parseFrame(text: unknown): Frame | Asked | null {
  if (typeof text !== 'string') {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) {
      return null;
    }
    return typeof (value as Frame).message_type === 'string' || isAsked(value) ? (value as Frame | Asked) : null;
  } catch {
    return null;
  }
}

function isAsked(value: object): boolean {
  const { type, command } = value as Record<string, unknown>;
  return type === 'query_name' || (type === 'command' && typeof command === 'string');
}
