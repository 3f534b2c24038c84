// Connections that come and break off in quick succession: node churn.mjs <ws-url> <count>
// Each must get its own registration and its own pong, and none may be closed by the server.
import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { args, run } from './checks.mjs';

const [base, count] = args('node churn.mjs <ws-url> <count>', 2);
const PARALLEL = 40;
const strangers = [];
const closedByServer = [];

/** Connects, asks once, and breaks the connection off without a close frame a few milliseconds later. */
function visit(number) {
  return new Promise((resolve) => {
    const user = `churn-${number}`;
    const socket = new WebSocket(`${base}?user_id=${user}`);
    let leaving = false;
    socket.on('message', (data) => {
      const frame = JSON.parse(data);
      if (frame.message_type === 'client_registered') {
        if (frame.content !== user) {
          strangers.push(`${user} got ${data}`);
        }
        socket.send(JSON.stringify({ message_type: 'ping', message_id: user }));
      } else {
        if (frame.message_id !== user) {
          strangers.push(`${user} got ${data}`);
        }
        setTimeout(() => {
          leaving = true;
          socket.terminate();
        }, (number * 7) % 15);
      }
    });
    socket.on('error', () => {});
    socket.on('close', (code) => {
      if (!leaving) {
        closedByServer.push(`${user} with ${code}`);
      }
      resolve();
    });
  });
}

await run(async (check) => {
  await check(`${count} connections come and go`, async () => {
    let next = 0;
    await Promise.all(Array.from({ length: PARALLEL }, async () => {
      while (next < Number(count)) {
        await visit(next++);
      }
    }));
  });
  await check('nobody got what was meant for another', () => assert.deepEqual(strangers, []));
  await check('the server closed none of them', () => assert.deepEqual(closedByServer, []));
}, async () => {});
