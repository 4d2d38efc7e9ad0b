/** What one receiver has counted since its start. */
export interface ReceiverStats {
  readonly name: string;
  /** Copies accepted: one per recipient and message. */
  readonly copies: number;
  /** Sockets from accept to close, refused ones included; the peak since the start, or since it was begun anew. */
  readonly connectionsNow: number;
  readonly connectionsPeak: number;
  readonly connections: number;
  /** Negative replies by code. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Negative replies by the command that they answered; `connect` is the greeting. */
  readonly refusedCommands: Readonly<Record<string, number>>;
  /** Epoch milliseconds; null before the first. */
  readonly lastCopyAtMs: number | null;
}

export function totalRefusals(stats: ReceiverStats): number {
  return Object.values(stats.refusals).reduce((sum, count) => sum + count, 0);
}

export interface StatsCounter {
  opened(): void;
  closed(): void;
  accepted(copies: number, atMs: number): void;
  replied(command: string, reply: string): void;
  restartPeak(): void;
  snapshot(): ReceiverStats;
}

export function createStatsCounter(name: string): StatsCounter {
  let copies = 0;
  let connections = 0;
  let connectionsNow = 0;
  let connectionsPeak = 0;
  let lastCopyAtMs: number | null = null;
  const refusals: Record<string, number> = {};
  const refusedCommands: Record<string, number> = {};
  return {
    opened() {
      connections += 1;
      connectionsNow += 1;
      connectionsPeak = Math.max(connectionsPeak, connectionsNow);
    },
    closed() {
      connectionsNow -= 1;
    },
    accepted(more, atMs) {
      copies += more;
      lastCopyAtMs = atMs;
    },
    replied(command, reply) {
      const code = reply.slice(0, 3);
      if (!/^[45]/.test(code)) return;
      refusals[code] = (refusals[code] ?? 0) + 1;
      refusedCommands[command] = (refusedCommands[command] ?? 0) + 1;
    },
    restartPeak() {
      connectionsPeak = connectionsNow;
    },
    snapshot: () => ({
      name,
      copies,
      connectionsNow,
      connectionsPeak,
      connections,
      refusals: { ...refusals },
      refusedCommands: { ...refusedCommands },
      lastCopyAtMs,
    }),
  };
}
