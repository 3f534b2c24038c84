// Live updates: the server says "changed", the page asks for its tables. At most one request is under way; a change
// that comes meanwhile asks once more afterwards. The page also asks when a lost connection is back.
function live() {
  return document.getElementById('live');
}

let asking = false;
let askAgain = false;

function ask() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  refreshTables();
}

function asked() {
  asking = false;
  if (askAgain) {
    askAgain = false;
    ask();
  }
}

function consoleOpened() {
  live().textContent = 'live';
  live().classList.add('on');
  ask();
}

function consoleChanged() {
  ask();
}

function consoleClosed() {
  live().textContent = 'not connected';
  live().classList.remove('on');
}
