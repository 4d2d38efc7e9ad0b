import { domainOf } from '#shared/mail/delivery.ts';
import type { Fault } from '#shared/mail/fault.ts';
import { isAllowedDomain } from '#shared/mail/sender-policy.ts';

/** Whether an address is of a domain that the sender may use; `allowed` are the patterns of its rules. */
export function checkSender(field: string, address: string | null, allowed: readonly string[]): Fault[] {
  if (allowed.length === 0) {
    return [
      {
        field: '(sender)',
        problem: 'may use no domain',
        expected: "a rule for this SQS SenderId in the pipeline's senders",
      },
    ];
  }
  if (address === null || isAllowedDomain(domainOf(address), allowed)) return [];
  return [
    {
      field,
      problem: `is of ${domainOf(address)}, which this sender may not use`,
      expected: `an address of ${allowed.slice(0, 10).join(', ')}`,
    },
  ];
}
