// A headless Chromium for the page tests: launchBrowser() takes the first that there is.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PACKED = fileURLToPath(new URL('node_modules/@sparticuz/chromium/bin', import.meta.url));
const UNPACKED = fileURLToPath(new URL('node_modules/.cache/signalbox-chromium', import.meta.url));

/** `{ context, version, close }`: a context of its own profile, which `close` removes. */
export async function launchBrowser(options = {}) {
  const { executablePath, env } = await findBrowser();
  const profile = mkdtempSync(join(tmpdir(), 'signalbox-browser-'));
  const removeProfile = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: FLAGS,
      env: { ...process.env, ...env },
      ...options,
    });
    const version = context.browser()?.version() ?? 'unknown';
    return { context, version, close: () => context.close().finally(removeProfile) };
  } catch (cause) {
    removeProfile();
    throw new Error(`${executablePath} does not start: ${cause.message}`, { cause });
  }
}

async function findBrowser() {
  const named = process.env.SIGNALBOX_CHROMIUM;
  if (named) {
    return { executablePath: named, env: {} };
  }
  const problems = [];
  try {
    return await packagedBrowser();
  } catch (problem) {
    problems.push(problem.message);
  }
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const executablePath = onPath(name);
    if (executablePath) {
      return { executablePath, env: {} };
    }
  }
  throw new Error(`no browser (${problems.join('; ')}). Run: apt-get install -y chromium`);
}

/** The Chromium inside the npm package, unpacked once beside it. Its own loader shares fixed names in /tmp; we do not. */
async function packagedBrowser() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the npm package has no browser for ${process.platform} ${process.arch}`);
  }
  if (!existsSync(UNPACKED)) {
    await unpack();
  }
  const executablePath = join(UNPACKED, 'chromium');
  const env = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(UNPACKED, 'fonts') };
  if (missesLibraries(executablePath, {})) {
    env.LD_LIBRARY_PATH = [join(UNPACKED, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
    if (missesLibraries(executablePath, env)) {
      throw new Error('the Chromium of the npm package misses system libraries');
    }
  }
  return { executablePath, env };
}

/** Into a folder of another name first: who finds the final name finds everything in it. */
async function unpack() {
  mkdirSync(dirname(UNPACKED), { recursive: true });
  const folder = mkdtempSync(`${UNPACKED}.`);
  try {
    writeFileSync(join(folder, 'chromium'), await inflated(join(PACKED, 'chromium.br')), { mode: 0o755 });
    for (const [archive, target] of [['al2023', 'al2023'], ['fonts', 'fonts'], ['swiftshader', '.']]) {
      mkdirSync(join(folder, target), { recursive: true });
      const input = await inflated(join(PACKED, `${archive}.tar.br`));
      execFileSync('tar', ['--extract', '--no-same-owner', '--directory', join(folder, target)], { input });
    }
    renameSync(folder, UNPACKED);
  } catch (problem) {
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(UNPACKED)) {
      throw problem;
    }
  }
}

async function inflated(file) {
  return promisify(brotliDecompress)(await readFile(file));
}

function missesLibraries(executable, env) {
  try {
    return execFileSync('ldd', [executable], { env: { ...process.env, ...env }, encoding: 'utf8' }).includes('not found');
  } catch {
    return false;
  }
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
