import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { createEmfMeter } from '#shared/adapters/emf-meter.ts';

interface EmfDocument {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}

let written: MockInstance<typeof process.stdout.write>;
beforeEach(() => {
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'sluice-test');
  written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  written.mockRestore();
  vi.unstubAllEnvs();
});

function documents(): EmfDocument[] {
  return written.mock.calls
    .map(([chunk]) => String(chunk))
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line) as EmfDocument);
}

const knownOnly = (site: string) => (site === 'gmail' ? site : 'other');

describe('metrics in the embedded format', () => {
  it('are summed per lane and site, and written once', () => {
    const meter = createEmfMeter(knownOnly);
    meter.count('Delivered', 2, { lane: 'bulk', site: 'gmail' });
    meter.count('Delivered', 3, { lane: 'bulk', site: 'gmail' });
    meter.count('Deferred', 1, { lane: 'bulk', site: 'gmail' });
    meter.flush();
    expect(documents()).toHaveLength(1);
    const [document] = documents();
    expect(document).toMatchObject({ lane: 'bulk', site: 'gmail', Delivered: 5, Deferred: 1 });
    expect(document?._aws.CloudWatchMetrics[0]).toEqual({
      Namespace: 'sluice-test',
      Dimensions: [['lane'], ['site']],
      Metrics: [
        { Name: 'Delivered', Unit: 'Count' },
        { Name: 'Deferred', Unit: 'Count' },
      ],
    });
  });

  it('know only the lane where there is no site', () => {
    const meter = createEmfMeter(knownOnly);
    meter.count('Accepted', 7, { lane: 'transactional' });
    meter.flush();
    const [document] = documents();
    expect(document).toMatchObject({ lane: 'transactional', Accepted: 7 });
    expect(document?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([['lane']]);
    expect(document).not.toHaveProperty('site');
  });

  it('have the largest of an invocation’s peaks, by site alone', () => {
    const meter = createEmfMeter(knownOnly);
    for (const percent of [20, 80, 40]) {
      meter.observePeak('SlotsInUsePercent', percent, { lane: 'bulk', site: 'gmail' });
    }
    meter.observePeak('SlotsInUsePercent', 60, { lane: 'transactional', site: 'gmail' });
    meter.flush();
    expect(documents()).toHaveLength(1);
    const [document] = documents();
    expect(document).toMatchObject({ site: 'gmail', SlotsInUsePercent: 80 });
    expect(document?._aws.CloudWatchMetrics[0]).toMatchObject({
      Dimensions: [['site']],
      Metrics: [{ Name: 'SlotsInUsePercent', Unit: 'Percent' }],
    });
  });

  it('have no site where none is asked after', () => {
    const meter = createEmfMeter(knownOnly);
    meter.count('Accepted', 7, { lane: 'bulk', site: 'gmail' });
    meter.count('Expired', 1, { lane: 'bulk', site: 'gmail' });
    meter.count('Bounced', 1, { lane: 'bulk', site: 'gmail' });
    meter.flush();
    expect(documents()).toMatchObject([
      { lane: 'bulk', Accepted: 7, Expired: 1 },
      { lane: 'bulk', site: 'gmail', Bounced: 1 },
    ]);
    expect(documents()[0]).not.toHaveProperty('site');
  });

  it('keep the lanes apart, and put a thousand unknown sites under one', () => {
    const meter = createEmfMeter(knownOnly);
    for (let n = 0; n < 1_000; n++) meter.count('Delivered', 1, { lane: 'bulk', site: `mx:host${n}.test` });
    meter.count('Delivered', 1, { lane: 'transactional', site: 'gmail' });
    meter.flush();
    expect(documents().map(({ lane, site, Delivered }) => [lane, site, Delivered])).toEqual([
      ['bulk', 'other', 1_000],
      ['transactional', 'gmail', 1],
    ]);
  });

  it('hold every age, of however many pickups, in documents of at most 100 values', () => {
    const meter = createEmfMeter(knownOnly);
    for (let n = 0; n < 250; n++) meter.observeAge('AgeAtPickupSeconds', n, { lane: 'bulk' });
    meter.count('Delivered', 1, { lane: 'bulk' });
    meter.flush();
    const values = documents().map(({ AgeAtPickupSeconds }) => AgeAtPickupSeconds as number[]);
    expect(values.map(({ length }) => length)).toEqual([99, 99, 52]);
    expect(values.flat()).toEqual(Array.from({ length: 250 }, (_, n) => n));
    expect(documents().every(({ lane }) => lane === 'bulk')).toBe(true);
    expect(documents().filter((document) => 'Delivered' in document)).toHaveLength(1);
  });

  it('begin at nothing after a flush, and write nothing for nothing', () => {
    const meter = createEmfMeter(knownOnly);
    meter.count('Delivered', 1, { lane: 'bulk' });
    meter.count('Bounced', 0, { lane: 'bulk', site: 'gmail' });
    meter.flush();
    meter.flush();
    expect(documents()).toHaveLength(1);
    expect(written).toHaveBeenCalledTimes(1);
  });
});
