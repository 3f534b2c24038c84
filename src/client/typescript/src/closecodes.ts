/** What the close codes of the hub mean. The ranges decide; the names are for people. */

const NAMES: Readonly<Record<number, string>> = {
  1000: 'normal',
  1001: 'going_away',
  1002: 'protocol_error',
  1003: 'unsupported_data',
  1005: 'no_code',
  1006: 'connection_lost',
  1007: 'invalid_payload',
  1008: 'policy_violation',
  1009: 'message_too_big',
  1011: 'internal_error',
  1012: 'service_restart',
  1013: 'try_again_later',
  4001: 'slow_consumer',
  4002: 'heartbeat_timeout',
  4003: 'write_stalled',
  4500: 'registration_expected',
  4501: 'registration_timeout',
  4502: 'replaced',
  4503: 'rate_limited',
  4504: 'forced_offline',
  4505: 'kicked_out',
  4506: 'login_limit',
};

/** The name of a close code, for logs and pages. */
export function closeName(code: number): string {
  return NAMES[code] ?? `code_${code}`;
}

/** Whether a new attempt makes sense: not after a deliberate end, nor after a fault of ours that would repeat itself. */
export function shouldReconnect(code: number): boolean {
  const deliberate = code === 1000;
  const ownFault = code === 1002 || code === 1003 || (code >= 1007 && code <= 1009);
  const stopRange = code >= 4500 && code <= 4999;
  return !(deliberate || ownFault || stopRange);
}
