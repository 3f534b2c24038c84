export { SignalboxClient } from './client.js';
export type { ClientEvents, Disconnection, MessageOptions, State } from './client.js';
export type { CommandHandler } from './commands.js';
export { closeName, shouldReconnect } from './closecodes.js';
export { SignalboxError } from './errors.js';
export type { ClientErrorCode } from './errors.js';
export type {
  Acknowledgement,
  AckLevel,
  IncomingMessage,
  MessageType,
  OutgoingMessage,
  Priority,
  Registration,
} from './messages.js';
export type { ClientOptions } from './options.js';
export type { Receipt } from './outgoing.js';
export { webStorage } from './resume.js';
export type { KeyValues, Recovery, ResumePoint, ResumeStorage } from './resume.js';
export type { Timers, WebSocketConstructor, WebSocketLike } from './socket.js';
