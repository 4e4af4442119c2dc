// Keeps lists up to date while one looks at them; each page works without this file.
//
// [data-stream="url"]      server-sent events with JSON. put: {id, list, position, html} puts an element with that id into
//                          [data-list=list], at the place position (from 0; without it: where it is, or last, or first
//                          in a list with data-add="prepend"); gone: an id; banner: {html} for [data-banner];
//                          set: {name: n or whether it is shown} for [data-n=name]; reset: a selector of what to load
//                          again. What comes is told as the event "fresh" first
// [data-region="name"]     what is exchanged when the page is loaded again: after a lost line, and every 10 s while
//                          the stream can't be had
// [data-conn]              says how the line is: data-open, data-retry, data-poll are the words; sets data-state
// [data-arrivals="{n} new"] role=status; new elements of lists with data-announce are told there, every 5 s at most
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const field = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';
const stops = 'a, button, summary, [tabindex]';
const soon = ms => ms * (1 + Math.random() / 4); // a thousand pages must not come back in the same second

// Replace an element, but never under somebody's hands: one with a field in use waits until that is left. Other focus
// goes to the same place in the new element.
const waiting = new Map();
function replace(old, fresh) {
  const active = document.activeElement, inside = old.contains(active);
  if (inside && active.matches(field)) {
    if (!waiting.has(old)) old.addEventListener('focusout', () => setTimeout(() => {
      const next = waiting.get(old);
      waiting.delete(old);
      if (next) next(); else old.remove();
    }), { once: true });
    waiting.set(old, fresh && (() => replace(old, fresh)));
    return;
  }
  const place = [old, ...$$(stops, old)].indexOf(active);
  const open = $$('details', old).map(d => d.open);
  const neighbour = old.nextElementSibling || old.previousElementSibling;
  if (fresh) {
    old.replaceWith(fresh);
    $$('details', fresh).forEach((d, i) => { d.open = open[i] ?? d.open; });
  } else old.remove();
  if (!inside) return;
  const to = fresh ? [fresh, ...$$(stops, fresh)][place] || fresh : neighbour;
  if (to) (to.tabIndex >= 0 ? to : $(stops, to))?.focus({ preventScroll: true });
}

function parse(html) {
  const detail = document.createRange().createContextualFragment(html);
  document.dispatchEvent(new CustomEvent('fresh', { detail }));
  return detail;
}

let arrived = 0, speaking;
function arrive() {
  arrived++;
  speaking ??= setTimeout(() => {
    const out = $('[data-arrivals]');
    if (out) out.textContent = out.dataset.arrivals.replace('{n}', arrived);
    arrived = 0; speaking = null;
  }, 5000);
}

function put({ id, list, position, html }) {
  const target = $(`[data-list=${list}]`), fresh = parse(html).firstElementChild, old = $('#' + id);
  if (!target || !fresh) return;
  const items = [...target.children].filter(el => el.id && el !== old);
  const stays = old?.parentElement === target;
  if (stays && (position == null || items[position] === old.nextElementSibling)) return replace(old, fresh);
  const focus = stays && old.contains(document.activeElement);
  if (old) replace(old);
  if (old?.isConnected) return waiting.set(old, () => { old.remove(); put({ id, list, position, html }); });
  const before = items[position];
  if (before) before.before(fresh); else target[position == null && target.dataset.add || 'append'](fresh);
  if (focus) fresh.focus();
  if (!old && 'announce' in target.dataset) arrive();
}

const handlers = {
  put,
  gone: id => { const el = $('#' + id); if (el) replace(el); },
  set: d => { for (const [k, v] of Object.entries(d)) $$(`[data-n="${k}"]`).forEach(el => v === !!v ? el.hidden = !v : el.textContent = v); },
  banner: ({ html }) => { const el = $('[data-banner]'); if (el) { el.replaceChildren(parse(html)); el.hidden = !el.childNodes.length; } },
  reset: refresh,
};

async function refresh(which = '[data-region]') {
  const r = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
  if (!r.ok || r.redirected) throw new Error(r.status);
  const page = new DOMParser().parseFromString(await r.text(), 'text/html');
  for (const old of $$(which)) {
    const fresh = $(`[data-region="${CSS.escape(old.dataset.region)}"]`, page);
    if (fresh && fresh.innerHTML !== old.innerHTML) replace(old, document.adoptNode(fresh));
  }
}

function stream(url) {
  let source, fails = 0, missed = false, timer, polling = false;
  const state = s => $$('[data-conn]').forEach(el => {
    el.dataset.state = s;
    if (el.dataset[s]) el.textContent = el.dataset[s];
  });
  function connect() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(url);
    source.onopen = () => {
      fails = 0; polling = false; state('open');
      if (missed) refresh().then(() => { missed = false; }, () => {}); // a new EventSource does not say where the old one stopped
    };
    source.onerror = () => {
      state(polling ? 'poll' : 'retry');
      if (++fails >= 3 || polling) { source.close(); missed = polling = true; poll(5); return; }
      if (source.readyState === EventSource.CLOSED) { missed = true; timer = setTimeout(connect, soon(1000 * fails)); }
    };
    for (const kind in handlers) source.addEventListener(kind, e => handlers[kind](JSON.parse(e.data)));
  }
  async function poll(left) { // once a minute the stream is tried again
    let ok = true;
    await refresh().catch(() => { ok = false; });
    if (!polling) return;
    state(ok ? 'poll' : 'retry');
    timer = setTimeout(() => polling && (left ? poll(left - 1) : connect()), soon(10000));
  }
  connect();
  addEventListener('pagehide', () => { source.close(); clearTimeout(timer); missed = true; });
  addEventListener('pageshow', e => { if (e.persisted) connect(); });
  addEventListener('online', () => { if (source.readyState !== EventSource.OPEN) connect(); });
  document.addEventListener('stale', () => { if (source.readyState !== EventSource.OPEN) refresh().catch(() => {}); });
}

$$('[data-stream]').forEach(el => stream(el.dataset.stream));
