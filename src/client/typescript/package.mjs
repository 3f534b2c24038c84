// Makes target/client-typescript the package that can be published: `npm pack target/client-typescript`.
// `clean` removes it, so that no test of a deleted source is run.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const target = new URL('../../../target/client-typescript/', import.meta.url);

if (process.argv[2] === 'clean') {
  rmSync(target, { recursive: true, force: true });
} else {
  const { scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)));
  writeFileSync(new URL('package.json', target), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(new URL('README.md', import.meta.url), new URL('README.md', target));
}
