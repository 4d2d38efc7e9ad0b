import { describe, expect, it } from 'vitest';
import { acceptedEvent, type OutcomeFacts, outcomeEvent, rejectEvent } from '#shared/events/event.ts';
import { parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { aCopy, acceptedAtMs } from './a-copy.ts';
import { sesEventSchema } from './ses-event-schema.ts';

const reply = (raw: string, command: SmtpCommand = 'rcpt') => parseReply(raw, command);

function facts(changes: Partial<OutcomeFacts> = {}): OutcomeFacts {
  return {
    atMs: acceptedAtMs + 1_500,
    site: 'gmail',
    reportingMta: 'out.sender.test',
    attempts: 2,
    doubts: 0,
    reply: null,
    ...changes,
  };
}

describe('the shape of an event', () => {
  const outcomes = ['delivered', 'deferred', 'bounced', 'expired', 'cancelled', 'in-doubt'] as const;
  it.each(outcomes)('of a delivery %s is one that a consumer of SES events reads', (outcome) => {
    const withReply = outcomeEvent(aCopy(), outcome, facts({ reply: reply('450 4.2.1 later') }));
    const withoutReply = outcomeEvent(aCopy({ sender: null }), outcome, facts());
    for (const event of [withReply, withoutReply]) {
      // What the schema does not know it would drop: so all of it is SES's but `sluice`.
      const { sluice: _ours, ...rest } = event;
      expect(sesEventSchema.parse(rest)).toEqual(rest);
    }
  });

  it('of what never became an attempt is one that a consumer of SES events reads', () => {
    const common = { atMs: acceptedAtMs, reference: 'newsletter-47', sender: null, recipients: ['ada@receiver.test'] };
    for (const event of [
      acceptedEvent(aCopy()),
      rejectEvent({ ...common, outcome: 'refused', reason: 'subject: has a line feed' }),
      rejectEvent({ ...common, outcome: 'suppressed', reason: 'hard bounce' }),
    ]) {
      const { sluice: _ours, ...rest } = event;
      expect(sesEventSchema.parse(rest)).toEqual(rest);
    }
  });
});

describe('an outcome', () => {
  it('delivered says how long it took and what the receiver answered', () => {
    const event = outcomeEvent(aCopy(), 'delivered', facts({ reply: reply('250 2.0.0 OK queued', 'dot') }));
    expect(event.delivery).toEqual({
      timestamp: '2026-11-23T08:00:01.500Z',
      processingTimeMillis: 1_500,
      recipients: ['ada@receiver.test'],
      smtpResponse: '250 2.0.0 OK queued',
      reportingMTA: 'out.sender.test',
    });
    expect(event.mail).toMatchObject({ messageId: 'AAAAAAAAAAAAAAAAAAAAAA', tags: { campaign: ['spring'] } });
  });

  it('never has a negative duration, whatever the clocks', () => {
    const event = outcomeEvent(aCopy(), 'delivered', facts({ atMs: acceptedAtMs - 2_000 }));
    expect(event.delivery?.processingTimeMillis).toBe(0);
  });

  it('bounced names the reply as a delivery status notification does', () => {
    const event = outcomeEvent(aCopy(), 'bounced', facts({ reply: reply('550 5.1.1 user unknown') }));
    expect(event.bounce).toMatchObject({
      bouncedRecipients: [
        {
          emailAddress: 'ada@receiver.test',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      reportingMTA: 'dsn; out.sender.test',
    });
  });

  it.each([
    ['no-such-recipient', 'Permanent', 'NoEmail'],
    ['mailbox-disabled', 'Permanent', 'General'],
    ['mailbox-full', 'Transient', 'MailboxFull'],
    ['message-size', 'Transient', 'MessageTooLarge'],
    ['content', 'Transient', 'ContentRejected'],
    ['rate', 'Transient', 'General'],
    ['authentication', 'Transient', 'General'],
    ['something-new', 'Permanent', 'General'],
  ])('bounced for %s is %s/%s: only the recipient itself is ever taken off a list', (kind, type, subType) => {
    const { bounce } = outcomeEvent(aCopy(), 'bounced', facts({ kind, reply: reply('550 no') }));
    expect([bounce?.bounceType, bounce?.bounceSubType]).toEqual([type, subType]);
  });

  it('expired has the status of an expired delivery besides the last reply', () => {
    const { bounce } = outcomeEvent(aCopy(), 'expired', facts({ reply: reply('421 4.7.0 busy', 'connect') }));
    expect(bounce?.bounceType).toBe('Transient');
    expect(bounce?.bouncedRecipients[0]).toMatchObject({ status: '4.4.7', diagnosticCode: 'smtp; 421 4.7.0 busy' });
  });

  it('in doubt is undetermined and does not claim that the delivery failed', () => {
    const { bounce } = outcomeEvent(aCopy(), 'in-doubt', facts({ doubts: 1 }));
    expect(bounce?.bounceType).toBe('Undetermined');
    expect(bounce?.bouncedRecipients).toEqual([{ emailAddress: 'ada@receiver.test' }]);
  });

  it.each([
    ['connections', '421 4.7.0 too many connections', 'IPFailure'],
    ['mailbox-full', '452 4.2.2 full', 'MailboxFull'],
    ['reputation', '421 4.7.0 unusual rate of unsolicited mail', 'SpamDetected'],
    ['busy', '451 4.3.0 try later', 'RecipientServerError'],
    [undefined, '451 4.3.0 try later', 'General'],
  ])('deferred for %s tells why, until when, and the reply', (kind, raw, delayType) => {
    const { deliveryDelay } = outcomeEvent(
      aCopy(),
      'deferred',
      facts({ reply: reply(raw), ...(kind === undefined ? {} : { kind }) }),
    );
    expect(deliveryDelay).toMatchObject({
      delayType,
      expirationTime: '2026-11-27T08:00:00.000Z',
      delayedRecipients: [{ emailAddress: 'ada@receiver.test', diagnosticCode: `smtp; ${raw}` }],
    });
  });

  it('deferred without a reply is a failure of communication', () => {
    const { deliveryDelay } = outcomeEvent(aCopy(), 'deferred', facts({ kind: 'busy', reason: 'ECONNREFUSED' }));
    expect(deliveryDelay?.delayType).toBe('TransientCommunicationFailure');
    expect(deliveryDelay?.delayedRecipients).toEqual([{ emailAddress: 'ada@receiver.test' }]);
  });

  it('has the same event id when it is published again, and another for another generation or outcome', () => {
    const id = (generation: number, outcome: 'deferred' | 'bounced', atMs: number) =>
      outcomeEvent(aCopy({ generation }), outcome, facts({ atMs })).sluice.eventId;
    expect(id(1, 'deferred', acceptedAtMs)).toBe(id(1, 'deferred', acceptedAtMs + 60_000));
    expect(new Set([id(1, 'deferred', 0), id(2, 'deferred', 0), id(1, 'bounced', 0)]).size).toBe(3);
  });
});

describe('a submission that never became a delivery', () => {
  it('refused with thousands of recipients names the first and counts all', () => {
    const recipients = Array.from({ length: 5_000 }, (_, index) => `user${index}@receiver.test`);
    const event = rejectEvent({
      outcome: 'refused',
      atMs: acceptedAtMs,
      reference: 'newsletter-47',
      sender: 'news@sender.test',
      recipients,
      reason: 'x'.repeat(10_000),
    });
    // Ten events to a PublishBatch of 256 KB.
    expect(JSON.stringify(event).length).toBeLessThan(25_000);
    expect(event.mail.destination[0]).toBe('user0@receiver.test');
    expect(event.sluice.recipientCount).toBe(5_000);
  });

  it('suppressed is the bounce that counts against nobody', () => {
    const event = rejectEvent({
      outcome: 'suppressed',
      atMs: acceptedAtMs,
      reference: 'newsletter-47',
      sender: 'news@sender.test',
      recipients: ['ada@receiver.test'],
      reason: 'on the suppression list',
    });
    expect(event.bounce).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' });
    expect(event.bounce?.bouncedRecipients).toEqual([{ emailAddress: 'ada@receiver.test' }]);
  });
});
