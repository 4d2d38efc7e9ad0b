import type { Reply } from '../smtp/reply.ts';
import type { Kind } from '../smtp/verdict.ts';

/** The types of bounce of Amazon SES ("Bounce types" of its event contents), as far as Sluice tells them apart. */
export type BounceType =
  | { readonly bounceType: 'Permanent'; readonly bounceSubType: 'General' | 'NoEmail' | 'OnAccountSuppressionList' }
  | {
      readonly bounceType: 'Transient';
      readonly bounceSubType: 'General' | 'MailboxFull' | 'MessageTooLarge' | 'ContentRejected';
    }
  | { readonly bounceType: 'Undetermined'; readonly bounceSubType: 'Undetermined' };

/** The types of delay of Amazon SES ("DeliveryDelay object"), as far as Sluice tells them apart. */
export type DelayType =
  | 'General'
  | 'MailboxFull'
  | 'SpamDetected'
  | 'RecipientServerError'
  | 'IPFailure'
  | 'TransientCommunicationFailure';

const transient = (bounceSubType: Extract<BounceType, { bounceType: 'Transient' }>['bounceSubType']): BounceType => ({
  bounceType: 'Transient',
  bounceSubType,
});
const permanent: BounceType = { bounceType: 'Permanent', bounceSubType: 'General' };

/**
 * Consumers of SES events take the recipient of a `Permanent` bounce off their lists. So only what is wrong with the recipient
 * is one; what is wrong with this message or this sender is `Transient`, although it is not tried again.
 */
const bounceTypes: Record<Kind, BounceType> = {
  'no-such-recipient': { bounceType: 'Permanent', bounceSubType: 'NoEmail' },
  'mailbox-disabled': permanent,
  'recipient-policy': permanent,
  routing: permanent,
  'mailbox-full': transient('MailboxFull'),
  'message-size': transient('MessageTooLarge'),
  content: transient('ContentRejected'),
  connections: transient('General'),
  rate: transient('General'),
  recycle: transient('General'),
  busy: transient('General'),
  greylist: transient('General'),
  reputation: transient('General'),
  blocked: transient('General'),
  authentication: transient('General'),
  'recipient-rate': transient('General'),
  'quota-sender': transient('General'),
  protocol: transient('General'),
};

/** SES's type of an end without delivery. An unknown kind of bounce is permanent, as SES has it. */
export function bounceTypeOf(outcome: 'bounced' | 'expired' | 'in-doubt' | 'suppressed', kind?: string): BounceType {
  switch (outcome) {
    case 'bounced':
      return isKind(kind) ? bounceTypes[kind] : permanent;
    case 'expired':
      return kind === 'mailbox-full' ? bounceTypes['mailbox-full'] : transient('General');
    case 'in-doubt':
      return { bounceType: 'Undetermined', bounceSubType: 'Undetermined' };
    case 'suppressed':
      return { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' };
  }
}

const delayTypes: Record<Kind, DelayType> = {
  connections: 'IPFailure',
  rate: 'IPFailure',
  'recipient-rate': 'IPFailure',
  blocked: 'IPFailure',
  'quota-sender': 'IPFailure',
  reputation: 'SpamDetected',
  content: 'SpamDetected',
  busy: 'RecipientServerError',
  protocol: 'RecipientServerError',
  'mailbox-full': 'MailboxFull',
  routing: 'TransientCommunicationFailure',
  recycle: 'General',
  greylist: 'General',
  authentication: 'General',
  'no-such-recipient': 'General',
  'mailbox-disabled': 'General',
  'recipient-policy': 'General',
  'message-size': 'General',
};

/** SES's type of a deferral; without a reply it was the way to the receiver that failed. */
export function delayTypeOf(kind: string | undefined, reply: Reply | null): DelayType {
  if (!reply) return 'TransientCommunicationFailure';
  return isKind(kind) ? delayTypes[kind] : 'General';
}

function isKind(kind: string | undefined): kind is Kind {
  return kind !== undefined && Object.hasOwn(bounceTypes, kind);
}
