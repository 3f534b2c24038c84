// One device of a person on the demo page, for its tests.

/** Opens the page as somebody and waits until the hub knows it. */
export async function openDevice(page, base, user) {
  await page.goto(new URL(`/?${new URLSearchParams({ user })}`, base).href);
  const device = new Device(page);
  await device.is('connected');
  return device;
}

class Device {
  constructor(page) {
    this.page = page;
  }

  part(name) {
    return this.page.getByTestId(name);
  }

  async is(state) {
    await this.part('chat').and(this.page.locator(`[data-state="${state}"]`)).waitFor();
  }

  /** The entry of a person or a group in the lists. */
  entry(kind, name) {
    return this.part(kind).filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async writeTo(user) {
    await this.part('person-name').fill(user);
    await this.part('person-name').press('Enter');
    await this.titled(user);
  }

  async openGroup(group) {
    await this.entry('group', group).click();
    await this.titled(group);
  }

  async join(group) {
    await this.part('join-name').fill(group);
    await this.part('join-name').press('Enter');
    await this.titled(group);
  }

  async titled(name) {
    await this.part('title').filter({ hasText: name }).waitFor();
  }

  async say(text) {
    await this.part('text').fill(text);
    await this.part('send').click();
  }

  message(text) {
    return this.part('log').getByTestId('message').filter({ hasText: text });
  }

  /** A message of this text has this status. */
  async reached(text, status) {
    await this.message(text).and(this.page.locator(`[data-status="${status}"]`)).waitFor();
  }

  async act(text, action) {
    const message = this.message(text);
    await message.hover();
    await message.getByTestId(action).first().click();
  }

  /** What is in the log, in order. */
  contents() {
    return this.part('log').locator('.content').allTextContents();
  }
}
