/**
 * Long windows in which receivers count, as people choose them: from five minutes to a day, ms. Shorter ones need no guess:
 * their end is met by probes seconds apart.
 */
const roundWindowsMs = [5, 10, 15, 30, 60, 120, 240, 360, 720, 1_440].map((minutes) => minutes * 60_000);

/** Behind the end by this share of it: our clock starts with the first grant, the receiver's with what came of it. */
const behindShare = 0.005;
/** What a probe waits longer for it, as a share of its wait. */
const mostLonger = 0.5;

/**
 * How long to wait before a probe, ms, `sinceMs` after the cycle began: where a round window ends soon after it, a probe just
 * before would be refused, and the next one come late.
 */
export function waitBehindRoundWindow(sinceMs: number, holdMs: number): number {
  const plannedMs = sinceMs + holdMs;
  const behindMs = roundWindowsMs
    .map((windowMs) => (1 + behindShare) * windowMs)
    .find((endMs) => endMs > plannedMs && endMs <= plannedMs + mostLonger * holdMs);
  return (behindMs ?? plannedMs) - sinceMs;
}

/** The round window that ended between two times since the cycle began; null where none did. */
export function roundWindowBetween(fromMs: number, toMs: number): number | null {
  return roundWindowsMs.find((windowMs) => windowMs > fromMs && windowMs <= toMs) ?? null;
}
