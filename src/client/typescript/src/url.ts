import { SignalboxError } from './errors.js';
import type { Settings } from './options.js';
import type { ResumePoint } from './resume.js';

/** The address of a handshake: who connects, to which groups, and how far it came, goes into the query. */
export function connectUrl(settings: Settings, groups: readonly string[], resume?: ResumePoint): string {
  const url = absolute(settings.url);
  for (const [name, value] of Object.entries(settings.query)) {
    url.searchParams.set(name, value);
  }
  // In the query a comma separates; a group whose name holds one is joined by command.
  const groupIds = groups.filter((group) => !group.includes(','));
  const identity = {
    user_id: settings.userId,
    user_name: settings.userName,
    user_type: settings.userType,
    client_id: settings.clientId,
    device_id: settings.deviceId,
    app_id: settings.appId,
    namespace: settings.namespace,
    group_id: groupIds.length === 0 ? undefined : groupIds.join(','),
    epoch: resume?.epoch,
    last_seq: resume?.lastSeq.toString(),
  };
  for (const [name, value] of Object.entries(identity)) {
    if (value !== undefined) {
      url.searchParams.set(name, value);
    }
  }
  return url.href;
}

function absolute(text: string): URL {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  let url: URL;
  try {
    url = new URL(text, page);
  } catch (cause) {
    throw new SignalboxError('invalid_option', `url: '${text}' is no address`, { cause });
  }
  url.protocol = url.protocol.replace(/^http/, 'ws');
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new SignalboxError('invalid_option', `url: '${text}' is neither ws nor wss`);
  }
  url.hash = '';
  return url;
}
