/** Where in a connection's life a fault strikes, in the order of that life. */
export const stages = [
  'connect',
  'greeting',
  'EHLO',
  'STARTTLS',
  'TLS handshake',
  'second EHLO',
  'AUTH',
  'MAIL after broken TLS',
  'MAIL',
  'RCPT',
  'DATA',
  'mid-body',
  'after the dot',
  'after 250',
  'idle',
  'QUIT',
] as const;
export type Stage = (typeof stages)[number];

export const faults = [
  '4xx',
  '421 and close',
  '421 kept open',
  '5xx',
  'silent close',
  'RST',
  'stall',
  'split multi-line reply',
  'garbage',
  'reply in two packets',
  'close after 2 messages',
] as const;
export type Fault = (typeof faults)[number];

export interface Cell {
  readonly stage: Stage;
  readonly fault: Fault;
}

/** Stages at which the receiver speaks without having been asked. */
export const unasked: readonly Stage[] = ['mid-body', 'after 250', 'idle'];
const beforeMessages: readonly Stage[] = [
  'connect',
  'greeting',
  'EHLO',
  'STARTTLS',
  'TLS handshake',
  'second EHLO',
  'AUTH',
];
/** What can go wrong where no words are exchanged. */
const wordless: readonly Fault[] = ['silent close', 'RST', 'stall', 'garbage'];

/** Why there is no such fault at this stage; null where there is. */
export function whyNot({ stage, fault }: Cell): string | null {
  if (fault === 'close after 2 messages' && beforeMessages.includes(stage)) return 'comes before the first message';
  if (stage === 'connect' && fault === 'silent close') return 'a connection that is taken and closed: see greeting';
  if (stage === 'connect' && fault !== 'RST' && fault !== 'stall') return 'nothing is said before the greeting';
  if (stage === 'TLS handshake' && !wordless.includes(fault)) return 'no reply is due';
  if (stage === 'MAIL after broken TLS' && fault !== '5xx') return 'as at MAIL';
  if (unasked.includes(stage) && /^split|two packets$/.test(fault)) return 'no reply is due';
  if (fault === 'stall' && stage === 'after 250') return 'nothing is due: see MAIL and QUIT';
  if (fault === 'stall' && stage === 'idle') return 'an idle receiver says nothing';
  return null;
}
