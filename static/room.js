// Taking part without leaving the page, so that a film in it plays on; each page works without this file.
//
// form[data-send]          posted in the background; data-failed is said when it can't be. A button[aria-pressed] of it
//                          turns, also one elsewhere with form="…": its name, on or off, says what is wanted, its value for
//                          which; [data-n] in it counts. It stays turned when a change replaces it, since what all
//                          are told does not know it. data-send="reset" empties the form for the next text, with a new
//                          input[name=key]. The answer may be {message}
// .tabs[data-tabs]         its links to [data-panel] elements become tabs
// [data-fullscreen]        a button that fills the screen, and gives it back
// [data-hotkey="/"]        this key goes there, unless somebody is typing or keys are off
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const field = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';
const tell = text => text && document.dispatchEvent(new CustomEvent('toast', { detail: { text } }));

// Also where there is no https, and with it no crypto.randomUUID.
function key() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = b[6] & 15 | 64; b[8] = b[8] & 63 | 128;
  return [...b].map((n, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + n.toString(16).padStart(2, '0')).join('');
}

async function send(form, button) {
  const pressed = button?.matches('[aria-pressed]') ? button : null, busy = pressed || form;
  if (busy.ariaBusy === 'true') return;
  busy.ariaBusy = 'true';
  let r, answer = {};
  try {
    r = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form, button)), headers: { Accept: 'application/json' }, redirect: 'error' });
    answer = await r.json().catch(() => ({}));
  } catch {} // no line
  busy.ariaBusy = 'false';
  tell(answer.message || (r?.ok ? form.dataset.sent : form.dataset.failed));
  if (!r?.ok) return;
  if (pressed?.isConnected) {
    const was = pressed.ariaPressed === 'true', count = $('[data-n]', pressed);
    pressed.ariaPressed = String(!was);
    pressed.name = was ? 'on' : 'off';
    if (count) count.textContent = +count.textContent + (was ? -1 : 1);
  }
  if (form.dataset.send === 'reset') {
    form.reset();
    if (form.elements.key) form.elements.key.value = key();
    document.dispatchEvent(new CustomEvent('stale'));
  }
}

document.addEventListener('fresh', e => {
  for (const b of $$('[aria-pressed][value]', e.detail)) {
    const own = $(`[aria-pressed][value="${CSS.escape(b.value)}"]`);
    if (own) { b.ariaPressed = own.ariaPressed; b.name = own.name; }
  }
});

function tabs(nav) {
  const links = $$('a[href^="#"]', nav);
  const show = chosen => links.forEach(a => {
    a.ariaSelected = String(a === chosen); a.tabIndex = a === chosen ? 0 : -1;
    $(a.hash).hidden = a !== chosen;
  });
  nav.setAttribute('role', 'tablist');
  for (const a of links) {
    a.setAttribute('role', 'tab'); a.setAttribute('aria-controls', a.hash.slice(1)); a.removeAttribute('aria-current');
    $(a.hash).setAttribute('role', 'tabpanel');
  }
  nav.addEventListener('click', e => { const a = e.target.closest('[role=tab]'); if (a) { e.preventDefault(); show(a); } });
  nav.addEventListener('keydown', e => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key], at = links.indexOf(document.activeElement);
    if (step && at >= 0) { e.preventDefault(); const to = links.at((at + step) % links.length); show(to); to.focus(); }
  });
  show(links.find(a => a.hash === location.hash) || links[0]);
}

document.addEventListener('submit', e => { if (e.target.matches('[data-send]')) { e.preventDefault(); send(e.target, e.submitter); } });
document.addEventListener('keydown', e => {
  if (e.defaultPrevented || e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey || localStorage.keys === 'off') return;
  if (e.target.closest(field) || $('dialog[open]')) return;
  const to = $(`[data-hotkey="${CSS.escape(e.key)}"]`);
  if (to) { e.preventDefault(); if (to.matches(field)) to.focus(); else to.click(); }
});
document.addEventListener('click', e => {
  if (e.target.closest('[data-fullscreen]')) document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
});
$$('[data-tabs]').forEach(tabs);
