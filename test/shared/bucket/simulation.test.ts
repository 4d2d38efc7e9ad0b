import { describe, expect, it } from 'vitest';
import { connectionLimit, fixedWindow } from '#test/bench/simulation/receiver-rules.ts';
import { runScenario, type Scenario } from '#test/bench/simulation/run.ts';
import { domain } from '#test/bench/simulation/fleet.ts';

const told: Scenario = {
  name: 'limits told',
  messages: 1_000,
  rules: () => [connectionLimit(() => 5)],
  capacity: { of: 'connections', at: () => 5 },
  limits: { [domain]: { connections: 5, rate: '100/10s' } },
};

describe('the deliver function in a fleet, in virtual time', () => {
  it('never goes over limits that it was told, however late and bunched SQS returns what was delayed', async () => {
    const scenario: Scenario = {
      ...told,
      clockErrorMs: 5_000,
      lateness: {
        lateMs: 2_000,
        stalls: [
          { fromMs: 10_000, untilMs: 40_000 },
          { fromMs: 50_000, untilMs: 90_000 },
        ],
      },
    };
    const result = await runScenario(scenario, 50, 1);
    expect(result.refusals).toBe(0);
    expect(result.peakConnections).toBeLessThanOrEqual(5);
    for (let second = 0; second < result.drainSeconds; second++) {
      expect(result.acceptedBetween(second, second + 10)).toBeLessThanOrEqual(1 + 10 * (10 + 2 * 5));
    }
  });

  it('is the same for the same seed, and another for another', async () => {
    const [first, same, other] = await Promise.all([1, 1, 2].map((seed) => runScenario(told, 10, seed)));
    expect(same?.drainSeconds).toBe(first?.drainSeconds);
    expect(same?.hopsPerMessage).toBe(first?.hopsPerMessage);
    expect(other?.usePercent).not.toBe(first?.usePercent);
  });

  it('finds a hidden limit of connections and uses it', async () => {
    const { limits: _untold, ...hidden } = told;
    const result = await runScenario({ ...hidden, messages: 2_000 }, 10, 1);
    expect(result.deferredPercent).toBeLessThanOrEqual(0.5);
    expect(result.usePercent).toBeGreaterThanOrEqual(90);
  });

  it('finds a rate that the receiver refuses without naming it', async () => {
    const { limits: _untold, ...hidden } = told;
    const result = await runScenario(
      { ...hidden, messages: 2_000, rules: () => [fixedWindow(60, 10_000, '451 4.3.0 Please try again later')] },
      10,
      1,
    );
    expect(result.deferredPercent).toBeLessThanOrEqual(15);
  });
});
