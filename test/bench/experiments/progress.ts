/** On a terminal, a last line that counts the runs, below the rows that are printed meanwhile. */
export function createProgress(total: number) {
  const { stderr } = process;
  let done = 0;
  const show = () => {
    if (stderr.isTTY && done < total) stderr.write(`\r\x1b[K${done} of ${total} runs`);
  };
  return {
    step(): void {
      done++;
      show();
    },
    print(...lines: readonly string[]): void {
      if (stderr.isTTY) stderr.write('\r\x1b[K');
      for (const line of lines) console.log(line);
      show();
    },
  };
}
