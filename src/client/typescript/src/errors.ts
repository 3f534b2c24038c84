import type { Frame } from './messages.js';

/** The codes this client makes itself; the hub's own are listed in docs/protocol.md. */
export type ClientErrorCode =
  | 'invalid_option'
  | 'buffer_full'
  | 'too_many_pending'
  | 'not_connected'
  | 'closed'
  | 'timeout'
  | 'message_too_large'
  | 'duplicate_message_id'
  | 'malformed_frame'
  | 'handler_failed';

export interface ErrorDetails {
  /** Whether the same call may succeed later. */
  retry?: boolean;
  /** The hub's number of the code. */
  number?: number;
  messageId?: string;
  cause?: unknown;
}

/** Everything that goes wrong in this client, with a code to act on. */
export class SignalboxError extends Error {
  readonly code: ClientErrorCode | (string & {});
  readonly retry: boolean;
  readonly number: number | undefined;
  readonly messageId: string | undefined;

  constructor(code: ClientErrorCode | (string & {}), message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SignalboxError';
    this.code = code;
    this.retry = details.retry ?? false;
    this.number = details.number;
    this.messageId = details.messageId;
  }

  /** The error that an `error` frame of the hub tells. */
  static ofFrame(frame: Frame): SignalboxError {
    const { code, number, retry } = frame.data ?? {};
    return new SignalboxError(typeof code === 'string' ? code : 'unknown', frame.content ?? 'the hub reported an error', {
      retry: retry === true,
      ...(typeof number === 'number' && { number }),
      ...(frame.reply_to_msg_id !== undefined && { messageId: frame.reply_to_msg_id }),
    });
  }
}
