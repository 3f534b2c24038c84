// What every page test wants: a page whose console errors and failed requests are kept.
import { mkdirSync } from 'node:fs';
import { launchBrowser } from './browser.mjs';

export async function openBrowser(screenshots) {
  mkdirSync(screenshots, { recursive: true });
  const browser = await launchBrowser({ viewport: { width: 1280, height: 960 } });
  const faults = [];
  const watched = (page) => {
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
    page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
    page.on('requestfailed', (request) => faults.push(`${request.failure()?.errorText} ${request.url()}`));
    return page;
  };
  const page = watched(browser.context.pages()[0] ?? (await browser.context.newPage()));
  const newPage = async () => watched(await browser.context.newPage());
  return { page, newPage, faults, close: browser.close, version: browser.version };
}
