import { describe, expect, it } from 'vitest';
import { createHostMemory } from '#shared/routing/host-memory.ts';

const target = (host: string) => ({ host, port: 25, trusted: false });
const targets = ['one', 'two', 'three'].map(target);

function createMemory() {
  let nowMs = 0;
  const memory = createHostMemory(() => nowMs);
  const order = () => memory.order(targets).map(({ host }) => host);
  return { ...memory, order, passMs: (ms: number) => (nowMs += ms) };
}

describe('the memory of hosts', () => {
  it('tries a host that failed after the others, for five minutes', () => {
    const memory = createMemory();
    memory.failed('one');
    expect(memory.order()).toEqual(['two', 'three', 'one']);
    memory.passMs(299_999);
    expect(memory.order()).toEqual(['two', 'three', 'one']);
    memory.passMs(1);
    expect(memory.order()).toEqual(['one', 'two', 'three']);
  });

  it('keeps the order of preference where all failed', () => {
    const memory = createMemory();
    for (const host of ['three', 'one', 'two']) memory.failed(host);
    expect(memory.order()).toEqual(['one', 'two', 'three']);
  });

  it('does not try a host that asked to be left alone, until its time is up', () => {
    const memory = createMemory();
    memory.asked('one', 60_000);
    expect(memory.order()).toEqual(['two', 'three']);
    memory.failed('two');
    expect(memory.order()).toEqual(['three', 'two']);
    memory.passMs(60_000);
    expect(memory.order()).toEqual(['one', 'three', 'two']);
  });

  it('tries the one whose time is up first where all asked', () => {
    const memory = createMemory();
    memory.asked('one', 60_000);
    memory.asked('two', 30_000);
    expect(memory.isAnyOpen(targets)).toBe(true);
    memory.asked('three', 90_000);
    expect(memory.order()).toEqual(['two']);
    expect(memory.isAnyOpen(targets)).toBe(false);
  });

  it('forgets what was held against a host that works', () => {
    const memory = createMemory();
    memory.failed('one');
    memory.asked('two', 60_000);
    memory.worked('one');
    memory.worked('two');
    expect(memory.order()).toEqual(['one', 'two', 'three']);
  });

  it('forgets the oldest of ten thousand', () => {
    const memory = createMemory();
    memory.failed('one');
    for (let index = 0; index < 10_000; index++) memory.failed(`other${index}`);
    expect(memory.order()).toEqual(['one', 'two', 'three']);
  });
});
