import { expect, test } from 'vitest';
import { config } from '#infra/config.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { synthesise } from './support/synthesise.ts';

/**
 * A changed logical id is a new, empty table at the next deploy: nothing would know what was sent. Do not change one without a
 * migration.
 */
test('the records keep their logical ids, in a stack of their own, whatever the configuration', () => {
  for (const one of [config, direct]) {
    const kept = synthesise({ stage: 'prod', config: one }).resources.filter(
      ({ stack }) => stack === 'sluice-prod-state',
    );
    expect(kept.filter(({ type }) => !type.endsWith('Policy')).map(({ id }) => id)).toEqual([
      'TablesLedgerF9806C8B',
      'TablesManifestDD0B602C',
      'TablesBucketC681E1D4',
      'TablesSuppression64B7EE14',
      'Content88381566',
    ]);
  }
});
