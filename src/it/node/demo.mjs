// The chat demo in a browser: node demo.mjs <http-base-url> <screenshot-dir>
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { args, needed, run } from './checks.mjs';
import { openBrowser } from './page.mjs';

const [base, screenshots] = args('node demo.mjs <http-base-url> <screenshot-dir>', 2);
const MARKUP = '<img src=x onerror="window.hacked=true">';
const suffix = Math.random().toString(36).slice(2, 8);

const browser = await needed('a browser starts', openBrowser(screenshots));
const { page, faults } = browser;
const part = (side, name) => page.getByTestId(`${side}-${name}`);
const shot = (name) => page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });

/** The message of this text in a person's log. */
const message = (side, text) => part(side, 'log').getByTestId('message').filter({ hasText: text });

async function connected(side) {
  await part(side, 'panel').and(page.locator('[data-state="connected"]')).waitFor();
}

async function rename(side, name) {
  await part(side, 'name').fill(name);
  await part(side, 'name').blur();
  await connected(side);
}

async function write(side, text) {
  await part(side, 'text').fill(text);
  await part(side, 'send').click();
}

async function reaches(side, text, status) {
  await message(side, text).and(page.locator(`[data-status="${status}"]`)).waitFor();
}

await run(async (check) => {
  await check('the page opens and both people connect', async () => {
    await page.goto(new URL('/', base).href);
    await connected('a');
    await connected('b');
  });
  await check('both take a name of their own and are connected again', async () => {
    await rename('a', `alice-${suffix}`);
    await rename('b', `bob-${suffix}`);
  });
  await check('bob sees what alice writes, and alice sees that it was delivered', async () => {
    await write('a', 'Is the line clear?');
    await message('b', 'Is the line clear?').waitFor();
    await reaches('a', 'Is the line clear?', 'delivered');
  });
  await check('alice sees what bob answers', async () => {
    await write('b', 'All clear. Send the next one.');
    await message('a', 'All clear. Send the next one.').waitFor();
  });
  await check('for bob who is offline messages are stored, not delivered', async () => {
    await part('b', 'toggle').click();
    await part('b', 'panel').and(page.locator('[data-state="closed"]')).waitFor();
    assert.equal(await part('b', 'toggle').getAttribute('aria-checked'), 'false');
    await write('a', 'The 18:04 is late.');
    await write('a', 'Platform 3 instead of 5.');
    await reaches('a', 'The 18:04 is late.', 'stored');
    await reaches('a', 'Platform 3 instead of 5.', 'stored');
    assert.equal(await message('b', 'Platform 3').count(), 0);
    await shot('demo-offline');
  });
  await check('bob comes back and gets them once, in order, marked as kept; alice sees them delivered', async () => {
    await part('b', 'toggle').click();
    await message('b', 'Platform 3 instead of 5.').waitFor();
    const kept = part('b', 'log').locator('[data-source="offline"] .content');
    assert.deepEqual(await kept.allTextContents(), ['The 18:04 is late.', 'Platform 3 instead of 5.']);
    assert.equal(await message('b', 'The 18:04').locator('.kept').isVisible(), true);
    await reaches('a', 'Platform 3 instead of 5.', 'delivered');
  });
  await check('a message to everyone reaches the group and is accepted', async () => {
    await part('b', 'everyone').check();
    await write('b', `To everyone ${suffix}`);
    await message('a', `To everyone ${suffix}`).waitFor();
    await reaches('b', `To everyone ${suffix}`, 'accepted');
    await part('b', 'direct').check();
    await shot('demo');
  });
  await check('over the balancer it works the same', async () => {
    await page.getByTestId('route-balancer').check();
    await connected('a');
    await connected('b');
    await write('a', 'By way of the balancer.');
    await message('b', 'By way of the balancer.').waitFor();
    await reaches('a', 'By way of the balancer.', 'delivered');
  });
  await check('markup in a name and in a message is shown as text', async () => {
    await rename('a', `${MARKUP}${suffix}`);
    await write('a', `look ${MARKUP}`);
    const received = message('b', 'look ');
    await received.waitFor();
    assert.equal(await received.locator('.content').textContent(), `look ${MARKUP}`);
    assert.equal(await received.locator('.from').textContent(), `${MARKUP}${suffix}`);
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
  });
  await check('a name that is taken by the other is not accepted', async () => {
    await part('a', 'name').fill(`bob-${suffix}`);
    await part('a', 'name').blur();
    assert.equal(await part('a', 'name').inputValue(), `${MARKUP}${suffix}`);
  });
  await check('the page fits a narrow screen', async () => {
    await page.setViewportSize({ width: 380, height: 800 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    await shot('demo-narrow');
    assert.equal(overflow, 0);
  });
  await check('it has a dark face', async () => {
    await page.setViewportSize({ width: 1280, height: 960 });
    const colour = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await colour(), light);
    await shot('demo-dark');
  });
  await check('there was no error on the console and no failed request', () => assert.deepEqual(faults, []));
}, browser.close);
