import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import { checkSender, type Sender } from '#shared/sender-dns/check-sender.ts';
import type { EvaluateSpf } from '#shared/sender-dns/check-spf.ts';
import type { Zone } from '#shared/sender-dns/zone.ts';

export interface WatchDeps {
  readonly sender: Sender;
  readonly zone: Zone;
  readonly evaluateSpf: EvaluateSpf;
  readonly log: Log;
  readonly meter: Meter;
}

/** Looks at what receivers find in DNS about this sender; a fault is counted, and told with what would be right. */
export async function watch({ sender, zone, evaluateSpf, log, meter }: WatchDeps): Promise<void> {
  const findings = await checkSender(sender, zone, evaluateSpf);
  const faults = findings.filter(({ state }) => state === 'fault');
  for (const { check, about, says, publish } of faults) {
    log.error('DNS says of this sender what receivers do not like', { check, about, says, publish });
  }
  meter.count('SenderFaults', faults.length, { lane: 'none' });
  log.info('looked at the DNS of this sender', { findings: findings.length, faults: faults.length });
}
