/** The environment of a local function whose every resolver asks this name server, as `dns.setServers` takes it, and no other. */
export function nameServerVariables(nameServer: string): Readonly<Record<string, string>> {
  const preload = new URL('preload-name-server.ts', import.meta.url).href;
  return { NODE_OPTIONS: `--import=${preload}`, TEST_NAME_SERVER: nameServer };
}
