import type { Clock } from '#shared/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fire: () => void;
}

export interface VirtualTime extends Clock {
  at(atMs: number, fire: () => void): void;
  /** Runs until `isDone` or until nothing is left to happen. Code that awaits gets to its next wait before time moves on. */
  run(isDone: () => boolean): Promise<void>;
}

/** Time that jumps from one event to the next: an hour of a fleet takes seconds. */
export function createVirtualTime(startMs = 1_000_000_000): VirtualTime {
  const heap: Timer[] = [];
  let nowMs = startMs;
  let order = 0;

  function at(atMs: number, fire: () => void): void {
    push(heap, { atMs: Math.max(atMs, nowMs), order: order++, fire });
  }

  return {
    now: () => nowMs,
    sleep: (ms) => (ms <= 0 ? Promise.resolve() : new Promise((resolve) => at(nowMs + ms, resolve))),
    at,
    async run(isDone) {
      await settle();
      for (let next = pop(heap); next && !isDone(); next = pop(heap)) {
        nowMs = next.atMs;
        next.fire();
        // A macrotask ends after all microtasks: every await that could go on has gone on.
        await settle();
      }
    },
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const isBefore = (a: Timer, b: Timer) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

function push(heap: Timer[], timer: Timer): void {
  let index = heap.length;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Timer;
    if (!isBefore(timer, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child++;
    if (!isBefore(heap[child] as Timer, last)) break;
    heap[index] = heap[child] as Timer;
    index = child;
  }
  heap[index] = last;
  return first;
}
