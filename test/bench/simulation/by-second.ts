/** Adds the time from `fromMs` to `toMs`, counted from the start, to the seconds it falls into, ms. */
export function addBySecond(bySecond: number[], fromMs: number, toMs: number): void {
  for (let atMs = fromMs; atMs < toMs;) {
    const second = Math.floor(atMs / 1000);
    const untilMs = Math.min((second + 1) * 1000, toMs);
    bySecond[second] = (bySecond[second] ?? 0) + untilMs - atMs;
    atMs = untilMs;
  }
}
