import type { Output } from '../start/output.ts';
import { progressBlock, progressLine, type Snapshot } from './progress.ts';

const redrawMs = 250;
const lineEveryMs = 3_000;

export interface ProgressPrinter extends Disposable {
  /** Prints the last state and leaves it. */
  stop(): void;
}

/** Shows progress while it lasts: a block that is drawn again in a terminal, else a line every few seconds. */
export function startProgress(snapshot: () => Snapshot, output: Output): ProgressPrinter {
  let drawn = 0;
  const show = () => {
    if (!output.isTerminal) {
      output.write(`${progressLine(snapshot())}\n`);
      return;
    }
    const { columns, rows } = output.size();
    // What wraps or scrolls could not be drawn over.
    const lines = progressBlock(snapshot())
      .slice(-(rows - 1))
      .map((line) => line.slice(0, columns - 1));
    // Up over what was drawn, then each line to its end.
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
    output.write(`${up}\r\u001b[J${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(show, output.isTerminal ? redrawMs : lineEveryMs);
  return {
    stop() {
      clearInterval(timer);
      show();
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
