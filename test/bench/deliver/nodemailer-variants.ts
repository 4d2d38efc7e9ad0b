import { createPrivateKey } from 'node:crypto';
import type { Readable } from 'node:stream';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { drain } from './drain.ts';
import { contentFor, fromDomain, recipientOf, selector } from './mail.ts';
import type { Places, Variant } from './variant.ts';

/** The client alone: one message, composed and signed beforehand. */
export async function createRaw(places: Places): Promise<Variant> {
  const chunks: Buffer[] = [];
  for await (const chunk of composer(places)(recipientOf(0))) chunks.push(Buffer.from(chunk as Uint8Array));
  const message = Buffer.concat(chunks);
  return { prepare: (run) => () => drain(places.sinkPort, run, () => message) };
}

/** nodemailer composes and signs, as its transports do. */
export async function createNodemailer(places: Places): Promise<Variant> {
  const compose = composer(places);
  return { prepare: (run) => () => drain(places.sinkPort, run, compose) };
}

function composer({ privateKey }: Places): (recipient: string) => Readable {
  // Parsed once: with PEM text the key would be parsed for each message.
  const dkim = new DKIM({
    domainName: fromDomain,
    keySelector: selector,
    privateKey: createPrivateKey(privateKey),
  });
  return (recipient) => {
    const { from, to, subject, text, html } = contentFor(recipient);
    const message = new MailComposer({
      from,
      to,
      subject,
      ...(text ? { text } : {}),
      ...(html ? { html } : {}),
    }).compile();
    message.processFunc((input: Readable) => dkim.sign(input));
    return message.createReadStream();
  };
}
