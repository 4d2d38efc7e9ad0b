import { describe, expect, it } from 'vitest';
import type { Meter, MeterPlace } from '#shared/lambda/meter.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor, createHarness } from './harness.ts';

/** What was counted, summed by name and lane. */
function recordingMeter() {
  const counts: Record<string, number> = {};
  const agesSeconds: number[] = [];
  const key = (name: string, { lane }: MeterPlace) => `${name} ${lane}`;
  const meter: Meter = {
    count: (name, value, place) => void (counts[key(name, place)] = (counts[key(name, place)] ?? 0) + value),
    observePeak: () => undefined,
    observeAge: (_name, seconds) => void agesSeconds.push(Math.round(seconds)),
  };
  return { meter, counts, agesSeconds };
}

describe('a doubt is counted', () => {
  it('where the reply to the dot was never read', async () => {
    await using server = await startScriptedServer({ dot: () => ({ then: 'close' }) });
    const { deps, run } = createHarness({ 'a.test': server.port });
    const { meter, counts } = recordingMeter();
    await run([copyFor('user@a.test')], { using: { ...deps, meter } });
    expect(counts).toMatchObject({ 'Doubted bulk': 1, 'Deferred bulk': 1 });
  });

  it('where a claim outlived its sender', async () => {
    await using server = await startScriptedServer({});
    const { deps, run, ledger } = createHarness({ 'a.test': server.port });
    const { meter, counts } = recordingMeter();
    const copy = copyFor('user@a.test');
    const facts = { id: copy.id, generation: 1, attempts: 1, lane: 'bulk', site: 'a.test', acceptedAtMs: 0, notes: [] };
    await ledger.claim(facts, { owner: 'dead', untilMs: Date.now() - 1, nowMs: Date.now() - 10 });
    await run([copy], { using: { ...deps, meter } });
    expect(counts).toMatchObject({ 'Doubted bulk': 1, 'Delivered bulk': 1 });
  });

  it('and as the end of a delivery where the lane holds what is in doubt', async () => {
    const { deps, run, ledger } = createHarness({}, { doubtPolicy: 'hold' });
    const { meter, counts } = recordingMeter();
    const copy = copyFor('user@a.test');
    const facts = { id: copy.id, generation: 1, attempts: 1, lane: 'bulk', site: 'a.test', acceptedAtMs: 0, notes: [] };
    await ledger.claim(facts, { owner: 'dead', untilMs: Date.now() - 1, nowMs: Date.now() - 10 });
    await run([copy], { using: { ...deps, meter } });
    await run([copy], { using: { ...deps, meter } });
    expect(counts).toEqual({ 'Doubted bulk': 1, 'InDoubt bulk': 1 });
  });

  it('and none where every reply was read', async () => {
    await using server = await startScriptedServer({});
    const { deps, run } = createHarness({ 'a.test': server.port });
    const { meter, counts } = recordingMeter();
    await run([copyFor('user@a.test')], { using: { ...deps, meter } });
    expect(Object.keys(counts)).not.toContain('Doubted bulk');
    expect(counts).toMatchObject({ 'Delivered bulk': 1 });
  });
});

it('the age at pickup is that of mail that waits for us: not of what was tried, nor of what is for later', async () => {
  const { deps, run } = createHarness({ 'a.test': 1 });
  const { meter, agesSeconds } = recordingMeter();
  const now = deps.clock.now();
  const clock = { ...deps.clock, now: () => now };
  const giveUpAfterMs = deps.settings.retrySchedule.giveUpAfterMs;
  const accepted = (agoMs: number, waitMs = 0) => ({
    acceptedAtMs: now - agoMs,
    expiresAtMs: now - agoMs + waitMs + giveUpAfterMs,
  });
  const copies = [
    copyFor('paced@a.test', { ...accepted(120_000), hops: 3 }),
    copyFor('tried@a.test', { ...accepted(90_000), attempts: 1, generation: 2 }),
    copyFor('later@a.test', { ...accepted(60_000, 300_000), notBeforeMs: now + 240_000 }),
    copyFor('was-for-later@a.test', accepted(60_000, 50_000)),
  ];
  await run(copies, { using: { ...deps, meter, clock } });
  expect(agesSeconds.sort((a, b) => a - b)).toEqual([10, 120]);
});
