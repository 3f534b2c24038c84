import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeName, shouldReconnect } from '../dist/closecodes.js';

for (const code of [1000, 1002, 1003, 1007, 1008, 1009, 4500, 4501, 4502, 4503, 4504, 4505, 4506, 4999]) {
  test(`K18 close code ${code} stops the client`, () => assert.equal(shouldReconnect(code), false));
}

for (const code of [1001, 1005, 1006, 1011, 1012, 1013, 4000, 4001, 4002, 4003, 4004, 4499]) {
  test(`K18 after close code ${code} the client comes back`, () => assert.equal(shouldReconnect(code), true));
}

test('a close code without a name is told by its number', () => {
  assert.equal(closeName(4502), 'replaced');
  assert.equal(closeName(4242), 'code_4242');
});
