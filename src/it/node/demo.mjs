// The chat demo in a browser: node demo.mjs <http-base-url> <screenshot-dir>
// Alice has two devices, Bob one, each a page of its own.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { args, needed, run } from './checks.mjs';
import { openDevice } from './device.mjs';
import { openBrowser } from './page.mjs';

const [base, screenshots] = args('node demo.mjs <http-base-url> <screenshot-dir>', 2);
const MARKUP = '<img src=x onerror="window.hacked=true">';
const suffix = Math.random().toString(36).slice(2, 8);
const alice = `alice-${suffix}`;
const bob = `bob-${suffix}`;
const mallory = `${MARKUP}${suffix}`;
const group = `platform-${suffix}`;

const browser = await needed('a browser starts', openBrowser(screenshots));
const { faults } = browser;
const shot = (device, name) => device.page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });

await run(async (check) => {
  const phone = await openDevice(browser.page, base, alice);
  const laptop = await openDevice(await browser.newPage(), base, alice);
  const other = await openDevice(await browser.newPage(), base, bob);

  await check('both see who is there', async () => {
    await phone.part('people').locator(`[data-name="${bob}"]:has([data-presence="online"])`).waitFor();
    await other.part('people').locator(`[data-name="${alice}"]:has([data-presence="online"])`).waitFor();
  });
  await check('bob is told that a message waits, and alice that it was delivered', async () => {
    await phone.writeTo(bob);
    await phone.say('Is the line clear?');
    await phone.reached('Is the line clear?', 'delivered');
    await other.part('people').locator(`[data-name="${alice}"] .unread`).filter({ hasText: '1' }).waitFor();
  });
  await check('when bob opens the conversation alice sees that it was read', async () => {
    await other.writeTo(alice);
    await other.message('Is the line clear?').waitFor();
    await phone.reached('Is the line clear?', 'read');
  });
  await check('alice sees bob typing, and both of her devices what he says', async () => {
    await laptop.writeTo(bob);
    await other.part('text').pressSequentially('All cle');
    await phone.part('typing').filter({ hasText: `${bob} is typing` }).waitFor();
    await other.say('All clear. Send the next one.');
    await phone.message('All clear.').waitFor();
    await laptop.message('All clear.').waitFor();
    assert.equal(await phone.part('typing').textContent(), '');
    await other.reached('All clear.', 'read');
  });
  await check('an edit is seen by the other', async () => {
    await other.act('All clear.', 'edit');
    assert.equal(await other.part('text').inputValue(), 'All clear. Send the next one.');
    await other.say('All clear. Send the 18:04.');
    for (const device of [other, phone, laptop]) {
      await device.message('All clear. Send the 18:04.').locator('.edited').waitFor();
      assert.equal(await device.message('the next one').count(), 0);
    }
  });
  await check('a reaction is seen by the other, and goes again', async () => {
    await phone.act('Send the 18:04.', 'react');
    await other.message('Send the 18:04.').getByTestId('reaction').filter({ hasText: '👍' }).waitFor();
    await phone.act('Send the 18:04.', 'react');
    await other.message('Send the 18:04.').getByTestId('reaction').waitFor({ state: 'detached' });
  });
  await check('a recalled message is gone for the other', async () => {
    await phone.say('a secret that was sent by mistake');
    await other.message('a secret').waitFor();
    await phone.act('a secret', 'recall');
    await other.message('This message was recalled.').waitFor();
    assert.equal(await other.message('a secret').count(), 0);
    assert.equal(await phone.message('a secret').count(), 0);
  });
  await check('a message to a group reaches its members and the other device of its sender', async () => {
    await other.join(group);
    await phone.join(group);
    await phone.say(`Doors open on the left ${suffix}`);
    await phone.reached('Doors open on the left', 'read');
    await other.message('Doors open on the left').waitFor();
    await laptop.openGroup(group);
    await laptop.message('Doors open on the left').and(laptop.page.locator('[data-direction="out"]')).waitFor();
  });
  await check('in a group edit, reaction and recall work too', async () => {
    await other.say('Left or right?');
    await phone.act('Left or right?', 'react');
    await other.message('Left or right?').getByTestId('reaction').waitFor();
    await other.act('Left or right?', 'recall');
    await phone.message('This message was recalled.').waitFor();
    await shot(phone, 'demo');
  });
  await check('who left a group gets nothing from it any more', async () => {
    await other.part('leave').click();
    await other.entry('group', group).waitFor({ state: 'detached' });
    await phone.say('Only for who is still here');
    await laptop.message('Only for who is still here').waitFor();
    assert.equal(await other.entry('group', group).count(), 0);
  });
  await check('for bob who is offline messages are stored; he gets them once, in order, marked as kept', async () => {
    await other.part('toggle').click();
    await other.is('closed');
    assert.equal(await other.part('toggle').getAttribute('aria-checked'), 'false');
    await phone.writeTo(bob);
    await phone.say('The 18:04 is late.');
    await phone.say('Platform 3 instead of 5.');
    await phone.reached('Platform 3 instead of 5.', 'stored');
    await phone.part('subtitle').filter({ hasText: 'offline' }).waitFor();
    await shot(phone, 'demo-offline');
    await other.part('toggle').click();
    await other.writeTo(alice);
    await other.message('Platform 3').waitFor();
    const kept = other.part('log').locator('[data-source="offline"] .content');
    assert.deepEqual(await kept.allTextContents(), ['The 18:04 is late.', 'Platform 3 instead of 5.']);
    assert.equal(await other.message('The 18:04 is late.').locator('.kept').isVisible(), true);
    await phone.reached('Platform 3 instead of 5.', 'read');
  });
  await check('over the balancer it works the same', async () => {
    await phone.part('route-balancer').check();
    await phone.is('connected');
    await phone.say('By way of the balancer.');
    await other.message('By way of the balancer.').waitFor();
    await phone.reached('By way of the balancer.', 'read');
  });
  await check('markup in names, groups and messages is shown as text', async () => {
    const hostile = await openDevice(await browser.newPage(), base, mallory);
    await hostile.join(mallory);
    await hostile.writeTo(bob);
    await hostile.part('text').pressSequentially('x');
    await hostile.say(`look ${MARKUP}`);
    await other.writeTo(mallory);
    const received = other.message('look ');
    await received.waitFor();
    assert.equal(await received.locator('.content').textContent(), `look ${MARKUP}`);
    assert.equal(await received.locator('.from').textContent(), mallory);
    assert.equal(await other.part('title').textContent(), mallory);
    await hostile.act('look ', 'react');
    await received.getByTestId('reaction').waitFor();
    for (const { page } of [hostile, other]) {
      assert.equal(await page.locator('main img').count(), 0);
      assert.equal(await page.evaluate('window.hacked'), undefined);
    }
  });
  await check('it can be used with the keyboard alone', async () => {
    await other.writeTo(alice);
    await other.part('text').fill('from the keyboard');
    await other.part('text').press('Enter');
    await other.message('from the keyboard').getByTestId('edit').focus();
    await other.page.keyboard.press('Enter');
    assert.equal(await other.part('editing').isVisible(), true);
    await other.part('text').press('Escape');
    assert.equal(await other.part('editing').isVisible(), false);
  });
  await check('the page fits a narrow screen and has a dark face', async () => {
    await other.page.setViewportSize({ width: 380, height: 800 });
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    await shot(other, 'demo-narrow');
    assert.equal(await other.page.evaluate(overflow), 0);
    const colour = () => phone.page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await colour();
    await phone.page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await colour(), light);
    await shot(phone, 'demo-dark');
  });
  await check('there was no error on the console and no failed request', () => assert.deepEqual(faults, []));
}, browser.close);
