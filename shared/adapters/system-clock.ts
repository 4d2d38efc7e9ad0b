import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    // An abort ends the wait early; it is not an error of the sleeper.
    await wait(Math.max(0, ms), undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};
