// The operator console in a browser: node console.mjs <http-base-url> <screenshot-dir>
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { args, needed, run } from './checks.mjs';
import { openBrowser } from './page.mjs';

const [base, screenshots] = args('node console.mjs <http-base-url> <screenshot-dir>', 2);
const userId = `w01-${Math.random().toString(36).slice(2, 10)}`;
const userName = '<b>W01</b>';
const PUSH_MILLIS = 10_000;

const browser = await needed('a browser starts', openBrowser(screenshots));
const { page, faults } = browser;
const rowsOf = (table) => page.getByTestId(table).locator('tbody tr:not(.ui-datatable-empty-message)');
const clientRow = rowsOf('clients').filter({ hasText: userId });
let socket;

async function connect() {
  const url = new URL(`/ws?${new URLSearchParams({ user_id: userId, user_name: userName })}`, base);
  url.protocol = url.protocol.replace('http', 'ws');
  socket = new WebSocket(url.href, 'signalbox.v1.json');
  await new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
  });
}

await run(async (check) => {
  await check('W01 the console opens', async () => {
    await page.goto(new URL('/console/', base).href);
    await page.getByTestId('clients').waitFor({ state: 'attached' });
  });
  await check('W01 the table of nodes has this node', async () => {
    await rowsOf('nodes').first().waitFor();
    assert.ok((await rowsOf('nodes').count()) >= 1);
  });
  await check('W01 the table of backends has a healthy one', async () => {
    const healthy = page.locator('td').filter({ hasText: /^\W*(healthy|up)\b/i });
    await rowsOf('backends').filter({ has: healthy }).first().waitFor();
  });
  await check('W01 push is connected', async () => {
    await page.getByTestId('live').filter({ hasText: /^\s*live\s*$/i }).waitFor();
    await page.evaluate('window.notReloaded = true');
  });
  await check('W01 a client that connects appears by push, its name as text and not as markup', async () => {
    assert.equal(await clientRow.count(), 0);
    await connect();
    await clientRow.waitFor({ timeout: PUSH_MILLIS });
    await clientRow.filter({ hasText: userName }).waitFor();
    assert.equal(await clientRow.locator('b', { hasText: 'W01' }).count(), 0);
    await page.screenshot({ path: join(screenshots, 'console.png'), fullPage: true });
  });
  await check('W01 a client that closes disappears by push', async () => {
    socket?.close(1000);
    await clientRow.waitFor({ state: 'detached', timeout: PUSH_MILLIS });
    assert.equal(await page.evaluate('window.notReloaded'), true, 'the page was loaded again');
  });
  await check('the console has no errors and no failed requests', () => assert.deepEqual(faults, []));
  await check('the old address /web-loadbalancer.html leads to the console', async () => {
    await page.goto(new URL('/web-loadbalancer.html', base).href);
    await page.getByTestId('clients').waitFor({ state: 'attached' });
    assert.match(new URL(page.url()).pathname, /^\/console\//);
  });
}, async () => {
  socket?.terminate();
  await browser.close();
});
