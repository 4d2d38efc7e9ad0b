import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadCampaign } from '#infra/local/campaign/campaign.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../../../infra/local/sample/${name}`, import.meta.url));

test('the sample is 2,000 submissions that the pipeline takes, over four sites, interleaved', () => {
  const campaign = loadCampaign(sample('recipients.csv'), sample('message.json'), 0);
  expect(Object.fromEntries(campaign.domains)).toEqual({
    'open.test': 1340,
    'five.test': 400,
    'paced.test': 140,
    'down.test': 120,
  });
  const recipients = [...campaign.bodies()].map((body) => {
    const parsed = parseSubmission(body, 0);
    return parsed.kind === 'parsed' ? (parsed.submission.recipients[0] ?? '') : JSON.stringify(parsed.faults);
  });
  expect(new Set(recipients).size).toBe(2000);
  expect(recipients.slice(0, 100).filter((recipient) => recipient.endsWith('@down.test'))).toHaveLength(6);
});
