import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Unpacked packages stay here between runs; remove the folder to fetch newer ones. */
const cacheDir = fileURLToPath(new URL('../../../.sluice/receivers', import.meta.url));

export interface Unpacked {
  /** Holds `usr/sbin` and so on. */
  readonly root: string;
  /** For LD_LIBRARY_PATH: the libraries that came with the packages. */
  readonly libraryPath: string;
}

/**
 * Fetches Debian packages with the libraries that this machine lacks and unpacks them into a folder of their own. Nothing
 * is installed: mail servers that conflict as packages live side by side, and no service is started.
 */
export async function fetchPackages(name: string, packages: readonly string[]): Promise<Unpacked> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      'these tests need root: Postfix and Exim change to other accounts. Run them in a Debian 12 container.',
    );
  }
  const root = join(cacheDir, name);
  if (!(await exists(root))) {
    await requireAptGet();
    await mkdir(cacheDir, { recursive: true });
    const fresh = await mkdtemp(join(cacheDir, `.${name}-`));
    try {
      await unpack(packages, fresh);
      // mkdtemp's 0700 would keep out the accounts that mail servers change to.
      await chmod(fresh, 0o755);
      await rename(fresh, root).catch(async (error: unknown) => {
        // Another run was faster: its folder is as good.
        if (!(await exists(root))) throw error;
      });
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  return { root, libraryPath: (await libraryDirs(root)).join(':') };
}

async function requireAptGet(): Promise<void> {
  try {
    await run('apt-get', ['--version']);
  } catch {
    throw new Error(
      "these tests need Debian's apt-get: they fetch Postfix and Exim as Debian packages. Run them on Debian 12, for instance in a container.",
    );
  }
}

async function unpack(packages: readonly string[], into: string): Promise<void> {
  const downloads = join(into, '.downloads');
  const download = async () => {
    await rm(downloads, { recursive: true, force: true });
    await mkdir(downloads);
    const wanted = [...packages, ...(await missingLibraries(packages))];
    await run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...wanted], { cwd: downloads });
  };
  try {
    await download();
  } catch {
    // The package lists are missing, as in a container's image, or older than the archive.
    await run('apt-get', ['update']);
    await download();
  }
  for (const file of await readdir(downloads)) await run('dpkg', ['-x', join(downloads, file), into]);
  await rm(downloads, { recursive: true });
}

/** The libraries that the packages depend on, through other libraries too, and that are not installed here. */
async function missingLibraries(packages: readonly string[]): Promise<string[]> {
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n']);
  const installed = new Set(stdout.split('\n').flatMap((line) => /^installed (.*)$/.exec(line)?.[1] ?? []));
  const missing = new Set<string>();
  for (let level = packages; level.length > 0;) {
    const depends = await run('apt-cache', ['depends', '--important', ...level]);
    level = [...depends.stdout.matchAll(/Depends: (lib[^\s:<>]+)$/gm)]
      .map((match) => match[1] ?? '')
      .filter((library) => !installed.has(library) && !missing.has(library));
    for (const library of level) missing.add(library);
  }
  return [...missing];
}

/** Every folder of the tree that holds a shared library. */
async function libraryDirs(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  return [...new Set(files.filter(({ name }) => /\.so(\.|$)/.test(name)).map(({ parentPath }) => parentPath))];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
