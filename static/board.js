// The moderator's keys. Every act is a form on its card, which works by hand and without this file.
//
// J K ↓ ↑ H L ← →   the next card, the previous one, the list to the left and right ([data-col] > article[data-id])
// any other key     presses button[data-key="A"] of the card in use; where that has none, of the first card with .on
//                   (D and B are for the question on the stage). Shift+J, Shift+K: data-key="down", "up"
// U                 takes the last act back, any number of times.  /  [data-search].  ?  dialog#keys
// #keys-on          the switch for all of them, remembered in this browser
// [data-lost="{n}"] shown while acts wait for the line; they are sent in order when it is back, also after a reload
// data-undo on [data-board] is the word on the toast's button. The answer to an act is {message, undo}; undo is an
// address to POST to. Another moderator was first: 409 with {message}. Refused acts are told and not repeated.
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const board = $('[data-board]'), undos = [];
const tell = detail => document.dispatchEvent(new CustomEvent('toast', { detail }));
const cards = col => $$('article[data-id]', col).filter(c => c.checkVisibility());
const card = () => document.activeElement?.closest('article[data-id]');
const cols = () => $$('[data-col]', board).filter(c => cards(c).length);

function go(to) {
  to?.focus({ preventScroll: true });
  to?.scrollIntoView({ block: 'nearest' });
}
function step(n) {
  const at = card();
  if (!at) return go(cards(board)[0]);
  const list = cards(at.closest('[data-col]'));
  go(list[Math.max(0, Math.min(list.length - 1, list.indexOf(at) + n))]);
}
function jump(n) {
  const list = cols(), at = list.indexOf(card()?.closest('[data-col]'));
  go(cards(list[Math.max(0, Math.min(list.length - 1, at + n))] || board)[0]);
}

// Acts wait here for their turn: one at a time, in the order in which they were made.
const store = 'acts ' + location.pathname;
let queue = JSON.parse(sessionStorage[store] || '[]'), running = false, tries = 0, timer;
function keep() {
  sessionStorage[store] = JSON.stringify(queue);
  for (const out of $$('[data-lost]')) {
    out.hidden = !tries || !queue.length;
    out.textContent = out.dataset.lost.replace('{n}', queue.length);
  }
}
function act(url, body, id) {
  queue.push({ url, body, id });
  keep(); run();
}
async function run() {
  clearTimeout(timer);
  if (running) return;
  running = true;
  while (queue.length) {
    const { url, body, id } = queue[0];
    let r, answer = {};
    try {
      r = await fetch(url, { method: 'POST', body: new URLSearchParams(body), headers: { Accept: 'application/json' }, redirect: 'error' });
      answer = await r.json().catch(() => ({}));
    } catch {} // no line
    if (!r || r.status >= 500 || r.status === 429) {
      timer = setTimeout(run, Math.min(10000, 1000 * 2 ** tries++));
      break;
    }
    queue.shift(); tries = 0;
    const done = id && document.getElementById(id);
    if (done) done.ariaBusy = null;
    if (r.ok && answer.undo) undos.push(answer.undo);
    const undo = r.ok && answer.undo && (() => { undos.splice(undos.lastIndexOf(answer.undo), 1); act(answer.undo, ''); });
    if (answer.message || !r.ok) tell({ text: answer.message || r.statusText, label: board.dataset.undo, undo });
    document.dispatchEvent(new CustomEvent('stale'));
    keep();
  }
  running = false;
  keep();
}

document.addEventListener('submit', e => {
  const from = e.target.closest('article[data-id]');
  if (!from || e.target.method !== 'post' || e.target.hasAttribute('data-dialog')) return;
  e.preventDefault();
  if (from.ariaBusy === 'true') return;
  from.ariaBusy = 'true';
  const stays = ['up', 'down'].includes(e.submitter?.dataset.key);
  if (from.contains(document.activeElement) && !stays) {
    const list = cards(from.closest('[data-col]')), at = list.indexOf(from);
    go(list[at + 1] || list[at - 1] || cards(board).find(c => c !== from));
  }
  act(e.target.action, String(new URLSearchParams(new FormData(e.target, e.submitter))), from.id);
});

const keysOn = $('#keys-on');
if (keysOn) {
  keysOn.checked = localStorage.keys !== 'off';
  keysOn.onchange = () => { localStorage.keys = keysOn.checked ? 'on' : 'off'; };
}

const moves = {
  j: () => step(1), arrowdown: () => step(1), k: () => step(-1), arrowup: () => step(-1),
  h: () => jump(-1), arrowleft: () => jump(-1), l: () => jump(1), arrowright: () => jump(1),
  u: () => { const last = undos.pop(); if (last) act(last, ''); },
  '/': () => $('[data-search]')?.focus(), '?': () => $('#keys')?.showModal(),
};
const button = key => $(`[data-key="${CSS.escape(key)}" i]`, card() || document.createElement('i')) || $(`article.on [data-key="${CSS.escape(key)}" i]`, board);
document.addEventListener('keydown', e => {
  if (e.defaultPrevented || e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey || localStorage.keys === 'off') return;
  if (e.target.closest('input, textarea, select, [contenteditable]') || $('dialog[open]')) return;
  const key = e.key.toLowerCase();
  const reorder = e.shiftKey && { j: 'down', k: 'up' }[key];
  const pressed = reorder || key.length === 1 && !moves[key] ? button(reorder || key) : null;
  if (e.repeat && pressed) e.preventDefault(); // a key held down is one decision
  else if (pressed) { e.preventDefault(); pressed.click(); }
  else if (!reorder && moves[key]) { e.preventDefault(); moves[key](); }
});
addEventListener('online', run);
if (queue.length) { tries = 1; keep(); run(); }
