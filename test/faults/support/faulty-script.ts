import type { KeyAndCertificate, Reaction, Script } from '#test/support/scripted-smtp.ts';
import { type Cell, type Fault, type Stage, unasked } from './matrix.ts';

/** The stages in which the connection is encrypted, or asked to be. */
const inTls: readonly Stage[] = ['STARTTLS', 'TLS handshake', 'second EHLO', 'AUTH', 'MAIL after broken TLS'];

/** A receiver without faults, with what this stage needs. */
export function faultlessScript(stage: Stage, tls: KeyAndCertificate): Script {
  return {
    ...(inTls.includes(stage) ? { tls } : {}),
    ...(stage === 'AUTH' ? { auth: '235 2.7.0 welcome' } : {}),
  };
}

/** The message of a connection at which the fault strikes, from 1. */
export function struckMessage(fault: Fault): number {
  return fault === 'close after 2 messages' ? 3 : 1;
}

/** A receiver that fails in this way whenever a connection comes to this stage. */
export function faultyScript({ stage, fault }: Cell, tls: KeyAndCertificate): Script {
  const script = faultlessScript(stage, tls);
  const reaction = reactionTo(stage, fault);
  const isStruck = (message: number) => message >= struckMessage(fault);
  switch (stage) {
    case 'connect':
      return script;
    case 'greeting':
      return { ...script, greeting: reaction };
    case 'EHLO':
      return { ...script, ehlo: reaction };
    case 'STARTTLS':
      return { ...script, starttls: reaction };
    case 'TLS handshake':
      return withoutTls(reaction);
    case 'second EHLO':
      return { ...script, secureEhlo: reaction };
    case 'AUTH':
      return { ...script, auth: reaction };
    case 'MAIL after broken TLS':
      return { ...withoutTls({ then: 'close' }), mail: () => reaction };
    case 'MAIL':
      return { ...script, mail: (message) => (isStruck(message) ? reaction : '250 2.1.0 ok') };
    case 'RCPT':
      return { ...script, rcpt: (message) => (isStruck(message) ? reaction : '250 2.1.5 ok') };
    case 'DATA':
      return { ...script, data: (message) => (isStruck(message) ? reaction : '354 go on') };
    case 'mid-body':
      return { ...script, body: (message) => (isStruck(message) ? reaction : null) };
    case 'after the dot':
    case 'after 250':
    case 'idle':
      return { ...script, dot: (message) => (isStruck(message) ? reaction : accepted) };
    case 'QUIT':
      return { ...script, quit: reaction };
  }
}

/** A receiver that announces TLS, and has this instead. */
function withoutTls(starttls: Reaction): Script {
  return { ehlo: '250-scripted\r\n250-STARTTLS\r\n250 PIPELINING', starttls };
}

const accepted = '250 2.0.0 queued';

function reactionTo(stage: Stage, fault: Fault): Reaction {
  if (stage === 'after 250') return afterwards(fault, true);
  if (stage === 'idle') return afterwards(fault, false);
  if (stage === 'TLS handshake') return insteadOfTls(fault);
  switch (fault) {
    case '4xx':
      return refusal(stage, 4);
    case '5xx':
      return refusal(stage, 5);
    case '421 and close':
      return { say: closing, then: 'close' };
    case '421 kept open':
      return closing;
    case 'silent close':
    case 'close after 2 messages':
      return { then: 'close' };
    case 'RST':
      return { then: 'reset' };
    case 'stall':
      return { then: 'silence' };
    case 'garbage':
      // Where no reply is due, one that nobody asked for is the worst that can be said.
      return unasked.includes(stage) ? accepted : garbage;
    case 'split multi-line reply':
      return { packets: splitReply(positive(stage)) };
    case 'reply in two packets': {
      const reply = `${positive(stage)}\r\n`;
      return { packets: [reply.slice(0, 2), reply.slice(2)] };
    }
  }
}

const garbage = '\u00ff\u0000 <html>no SMTP here</html>';
const closing = '421 4.3.2 service not available, closing transmission channel';

/** In one packet with the 250 of the dot, or when the client has read that. */
function afterwards(fault: Fault, atOnce: boolean): Reaction {
  const say = (reply: string, then?: 'close' | 'reset'): Reaction => ({
    packets: atOnce ? [`${accepted}\r\n${reply}`] : [`${accepted}\r\n`, reply],
    ...(then ? { then } : {}),
  });
  switch (fault) {
    case '4xx':
      return say('451 4.3.0 try again later\r\n');
    case '5xx':
      return say('554 5.3.0 no\r\n');
    case '421 and close':
      return say(`${closing}\r\n`, 'close');
    case '421 kept open':
      return say(`${closing}\r\n`);
    case 'RST':
      // Two turns: the 250 is read, and nothing more is done before the reset comes.
      return { packets: [`${accepted}\r\n`], then: 'reset', ...(atOnce ? { afterTurns: 2 } : {}) };
    case 'garbage':
      return say(`${accepted}\r\n`);
    default:
      return atOnce ? { say: accepted, then: 'close' } : { packets: [`${accepted}\r\n`], then: 'close' };
  }
}

/** When the client has read that it may encrypt. */
function insteadOfTls(fault: Fault): Reaction {
  const goOn = `${positive('STARTTLS')}\r\n`;
  if (fault === 'stall') return { say: positive('STARTTLS'), then: 'silence' };
  if (fault === 'garbage') return { packets: [goOn, `${garbage}\r\n`] };
  return { packets: [goOn], then: fault === 'RST' ? 'reset' : 'close' };
}

function refusal(stage: Stage, digit: 4 | 5): string {
  switch (stage) {
    case 'RCPT':
      return digit === 4 ? '450 4.2.0 mailbox busy' : '550 5.1.1 no such user';
    case 'AUTH':
      return digit === 4 ? '454 4.7.0 temporary authentication failure' : '535 5.7.8 credentials invalid';
    case 'MAIL after broken TLS':
      return '530 5.7.0 Must issue a STARTTLS command first';
    case 'STARTTLS':
      return digit === 4 ? '454 4.7.0 TLS not available' : '502 5.5.1 not here';
    case 'greeting':
      return digit === 4 ? '450 4.3.2 not now' : '554 5.3.2 no SMTP service here';
    default:
      return digit === 4 ? '451 4.3.0 try again later' : '554 5.6.0 refused';
  }
}

/** What the receiver says where all is well. */
function positive(stage: Stage): string {
  switch (stage) {
    case 'greeting':
      return '220 scripted ESMTP';
    case 'STARTTLS':
      return '220 2.0.0 go on';
    case 'second EHLO':
    case 'EHLO':
      return '250 PIPELINING';
    case 'AUTH':
      return '235 2.7.0 welcome';
    case 'DATA':
      return '354 go on';
    case 'QUIT':
      return '221 2.0.0 bye';
    default:
      return '250 2.0.0 ok';
  }
}

/** Two lines before the last one, broken between lines and in the middle of one. */
function splitReply(last: string): string[] {
  const code = last.slice(0, 3);
  return [`${code}-first line\r\n${code}`, `-second line\r\n`, `${last}\r\n`];
}
