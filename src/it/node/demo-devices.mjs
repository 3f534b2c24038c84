// Two devices of one user stay in step: node demo-devices.mjs <http-base-url> <screenshot-dir>
import assert from 'node:assert/strict';
import { args, needed, run } from './checks.mjs';
import { openDevice } from './device.mjs';
import { openBrowser } from './page.mjs';

const [base, screenshots] = args('node demo-devices.mjs <http-base-url> <screenshot-dir>', 2);
const suffix = Math.random().toString(36).slice(2, 8);
const alice = `alice-${suffix}`;
const bob = `bob-${suffix}`;

const browser = await needed('a browser starts', openBrowser(screenshots));

await run(async (check) => {
  const phone = await openDevice(browser.page, base, alice);
  const laptop = await openDevice(await browser.newPage(), base, alice);
  const other = await openDevice(await browser.newPage(), base, bob);
  const mine = laptop.page.locator('[data-direction="out"]');

  await check('what one device says the other shows as said by the same person, once', async () => {
    await phone.writeTo(bob);
    await laptop.writeTo(bob);
    await phone.say('Said on the phone');
    await laptop.message('Said on the phone').and(mine).waitFor();
    await other.entry('person', alice).waitFor();
  });
  await check('what one device edits the other shows', async () => {
    await phone.act('Said on the phone', 'edit');
    await phone.say('Said on the phone, corrected');
    await laptop.message('corrected').locator('.edited').waitFor();
  });
  await check('each device may edit, react to and recall what the other said', async () => {
    await laptop.act('corrected', 'react');
    await phone.message('corrected').getByTestId('reaction').waitFor();
    await laptop.act('corrected', 'recall');
    await phone.message('This message was recalled.').waitFor();
    await other.writeTo(alice);
    await other.message('This message was recalled.').waitFor();
  });
  await check('what was read on one device is not waiting on the other', async () => {
    await laptop.openGroup('lobby');
    await phone.openGroup('lobby');
    await other.say('Read me');
    const waiting = (device) => device.part('people').locator(`[data-name="${bob}"] .unread`);
    await waiting(phone).waitFor();
    await waiting(laptop).waitFor();
    await phone.writeTo(bob);
    await waiting(laptop).waitFor({ state: 'hidden' });
  });
  await check('there was no error on the console and no failed request', () => assert.deepEqual(browser.faults, []));
}, browser.close);
