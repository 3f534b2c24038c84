// One line per check, `N passed, N failed` at the end, exit code 1 when one failed or the time is over.
const DEADLINE_MILLIS = 90_000;

/**
 * Runs the script's checks. `script` gets `check(name, action)`; `after` is called at the end whatever happened.
 * A check that fails does not stop the others.
 */
export async function run(script, after = async () => {}) {
  const results = [];
  const check = async (name, action) => {
    try {
      await action();
      results.push(true);
      console.log(`ok      ${name}`);
    } catch (cause) {
      results.push(false);
      console.log(`FAILED  ${name}\n        ${indented(cause)}`);
    }
  };
  const finish = async () => {
    const passed = results.filter(Boolean).length;
    await Promise.race([after(), new Promise((resolve) => setTimeout(resolve, 5_000))]).catch(console.error);
    console.log(`${passed} passed, ${results.length - passed} failed`);
    process.exit(passed === results.length && passed > 0 ? 0 : 1);
  };
  const deadline = setTimeout(() => {
    results.push(false);
    console.log(`FAILED  not done after ${DEADLINE_MILLIS} ms`);
    finish();
  }, DEADLINE_MILLIS);
  await script(check).catch((cause) => check('the script runs to its end', () => Promise.reject(cause)));
  clearTimeout(deadline);
  await finish();
}

/** The promise's value; when there is none, nothing can be checked. */
export async function needed(name, promise) {
  try {
    return await promise;
  } catch (cause) {
    console.log(`FAILED  ${name}\n        ${indented(cause)}\n0 passed, 1 failed`);
    process.exit(1);
  }
}

/** The arguments of the script, or its usage and exit code 1. */
export function args(usage, count) {
  const given = process.argv.slice(2);
  if (given.length !== count) {
    console.error(`usage: ${usage}`);
    process.exit(1);
  }
  return given;
}

/** The message of an error without the colours of a terminal, as the continuation of a line. */
function indented(cause) {
  return String(cause?.message ?? cause).replaceAll(/\x1b\[\d*m/g, '').trim().replaceAll('\n', '\n        ');
}
