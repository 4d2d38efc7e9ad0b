/** 130 is what a shell gives a command that Ctrl-C ended (128 + SIGINT). */
export const exitCodes = { ok: 0, differs: 1, usage: 2, interrupted: 130 } as const;
