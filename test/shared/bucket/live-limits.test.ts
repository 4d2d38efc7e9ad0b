import { describe, expect, it } from 'vitest';
import { createLiveLimits, type LiveEntries, overlay } from '#shared/bucket/live-limits.ts';
import type { LimitTable } from '#shared/bucket/limits.ts';

const configured: LimitTable = { gmail: { connections: 5, rate: '60/10s' }, 'a.test': { connections: 2 } };

/** A process with a clock of its own, against a store that a test writes to and may break. */
function start(stored: LiveEntries = {}) {
  const world = { nowMs: 1_000_000, stored, isDown: false, reads: 0 };
  const warnings: string[] = [];
  const limits = createLiveLimits(
    async () => {
      world.reads++;
      if (world.isDown) throw new Error('the table does not answer');
      return world.stored;
    },
    configured,
    { now: () => world.nowMs },
    { warn: (message, fields) => warnings.push(`${message}: ${fields?.site ?? String(fields?.error)}`) },
  );
  return { world, limits, warnings };
}

describe('live limits', () => {
  it('are what is configured until something is set', async () => {
    const { limits } = start();
    expect(limits.table()).toEqual(configured);
    await limits.refresh();
    expect(limits.table()).toEqual(configured);
  });

  it('replace all that is configured for their site, and give it back when they are unset', async () => {
    const { world, limits } = start({ gmail: ['1 connection'], 'new.test': ['1/s'] });
    await limits.refresh();
    expect(limits.table()).toEqual({ ...configured, gmail: { connections: 1 }, 'new.test': { rate: '1/s' } });
    world.stored = {};
    world.nowMs += 15_000;
    await limits.refresh();
    expect(limits.table()).toEqual(configured);
  });

  it('are read at most every 15 s, so that a change is known within 15 s of the next call', async () => {
    const { world, limits } = start();
    for (let second = 0; second < 60; second++) {
      await limits.refresh();
      if (second === 20) world.stored = { gmail: ['2 connections'] };
      // Set after the read at 15 s, read at 30 s.
      if (second >= 30) expect(limits.table()['gmail']).toEqual({ connections: 2 });
      world.nowMs += 1_000;
    }
    expect(world.reads).toBe(4);
  });

  it('are read once where many ask at the same time, and all of them wait for the answer', async () => {
    const { world, limits } = start({ gmail: ['2 connections'] });
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await limits.refresh();
        expect(limits.table()['gmail']).toEqual({ connections: 2 });
      }),
    );
    expect(world.reads).toBe(1);
  });

  it('are read again after a clock that ran back', async () => {
    const { world, limits } = start();
    await limits.refresh();
    world.nowMs -= 3_600_000;
    await limits.refresh();
    expect(world.reads).toBe(2);
  });

  it('stay what they were while they cannot be read, with a warning', async () => {
    const { world, limits, warnings } = start({ gmail: ['1 connection'] });
    await limits.refresh();
    world.isDown = true;
    world.nowMs += 15_000;
    await limits.refresh();
    expect(limits.table()['gmail']).toEqual({ connections: 1 });
    expect(warnings).toEqual([
      'the live limits could not be read; what was known of them stays in force: Error: the table does not answer',
    ]);
  });

  it('ignore an entry that cannot be read, and say so once', async () => {
    const { world, limits, warnings } = start({ gmail: ['fast'], 'a.test': ['5 connections'] });
    for (let looks = 0; looks < 3; looks++) {
      await limits.refresh();
      world.nowMs += 15_000;
    }
    expect(limits.table()).toEqual({ ...configured, 'a.test': { connections: 5 } });
    expect(warnings).toEqual(['a live limit cannot be read and is ignored: gmail']);
    expect(overlay(configured, world.stored).faults).toEqual([
      { site: 'gmail', fault: expect.stringMatching(/limit "fast" cannot be read; write/) },
    ]);
  });
});
