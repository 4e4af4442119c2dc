// Small improvements for every page; each page works without this file. Words come from the markup.
//
// [data-tz="start/end"]    ISO instants with the event's offset; says the same in the reader's zone where the offset
//                          differs on that date; data-tz-label="In your zone: {time}"
// [data-tzswitch]          group of buttons [data-z=event|local] for all time[data-t]; shown only where zones differ
// input[name=tz]           is given the reader's zone
// [data-cta="#register"]   steps aside while that form is on the screen
// [data-until="instant"]   "in 25 days", by the minute; data-over: what it says afterwards
// [data-count="id"]        counts graphemes against maxlength into #id, whose data-left and data-over hold {n}.
//                          Nothing typed is cut off: what is too long can't be sent
// [data-copy="text"]       copies; data-done is the toast.  [data-print] prints.  Both may be hidden without script
// [data-open="#dialog"]    opens it
// .toast                   goes after 8 s unless in use. Event "toast" {text, label, undo} shows one
// form[data-submit-keys]   Ctrl+Enter or ⌘+Enter sends it
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const ja = document.documentElement.lang === 'ja', locale = ja ? 'ja-JP' : 'en-GB';
const say = (text, n) => (text || '').replace('{n}', n);
const minute = 60000;

function localTimes() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const input of $$('input[name=tz]')) input.value = zone;
  const part = (d, o) => new Intl.DateTimeFormat(locale, o).format(d);
  const hm = d => part(d, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = d => part(d, { month: ja ? 'long' : 'short', day: 'numeric', weekday: 'short' });
  const name = d => new Intl.DateTimeFormat(locale, { timeZoneName: 'longGeneric' }).formatToParts(d).find(p => p.type === 'timeZoneName').value;
  // Minutes east of Greenwich: as written in an ISO instant, and as the reader's clock has it on that date.
  const written = iso => { const m = iso.match(/([+-])(\d\d):?(\d\d)$/); return m ? (m[1] + 1) * (m[2] * 60 + +m[3]) : 0; };
  const here = d => -d.getTimezoneOffset();
  const utc = min => 'UTC' + (min < 0 ? '−' : '+') + Math.floor(Math.abs(min) / 60) + (min % 60 ? ':' + String(Math.abs(min) % 60).padStart(2, '0') : '');
  let differs = false;
  for (const el of $$('[data-tz]')) {
    const [from, to = from] = el.dataset.tz.split('/'), a = new Date(from), b = new Date(to);
    if (here(a) === written(from)) continue;
    differs = true;
    const moved = a.getDate() !== +from.slice(8, 10) || b.getDate() !== +to.slice(8, 10);
    const end = b.getDate() === a.getDate() ? hm(b) : `${day(b)} ${hm(b)}`;
    const time = (moved ? day(a) + ' ' : '') + hm(a) + (from === to ? '' : '–' + end) + (ja ? `（${name(a)}、${utc(here(a))}）` : ` (${name(a)}, ${utc(here(a))})`);
    el.textContent = (el.dataset.tzLabel || '{time}').replace('{time}', time);
    el.hidden = false;
  }
  for (const group of $$('[data-tzswitch]')) {
    group.hidden = !differs;
    group.addEventListener('click', e => {
      const pressed = e.target.closest('[data-z]');
      if (!pressed) return;
      for (const b of $$('[data-z]', group)) b.setAttribute('aria-pressed', b === pressed);
      for (const t of $$('time[data-t]')) {
        t.dataset.t ||= t.textContent;
        t.textContent = pressed.dataset.z === 'local' ? hm(new Date(t.dateTime)) : t.dataset.t;
      }
    });
  }
}

function phoneBar() {
  const bar = $('[data-cta]'), form = bar && $(bar.dataset.cta || '#register');
  if (form) new IntersectionObserver(e => { bar.hidden = e.at(-1).isIntersecting; }, { rootMargin: '0px 0px -25% 0px' }).observe(form);
}

function countdowns() {
  const all = $$('[data-until]'), format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const tick = () => {
    for (const el of all) {
      const m = (new Date(el.dataset.until) - Date.now()) / minute;
      el.textContent = m <= 0 && el.dataset.over ? el.dataset.over
        : m > 2880 ? format.format(Math.round(m / 1440), 'day')
        : m > 90 ? format.format(Math.round(m / 60), 'hour') : format.format(Math.max(0, Math.ceil(m)), 'minute');
    }
  };
  if (all.length) { tick(); setInterval(tick, minute / 4); }
}

function counters() {
  const graphemes = new Intl.Segmenter(locale);
  for (const box of $$('[data-count]')) {
    const out = document.getElementById(box.dataset.count), max = +box.getAttribute('maxlength');
    if (!max) continue;
    box.removeAttribute('maxlength'); // it counts UTF-16 units and cuts
    const count = () => {
      const left = max - [...graphemes.segment(box.value)].length;
      const text = left < 0 ? say(out?.dataset.over, -left) : say(out?.dataset.left, left);
      box.setCustomValidity(left < 0 ? text || String(left) : '');
      if (out) { out.textContent = text; out.classList.toggle('danger', left < 0); }
    };
    box.addEventListener('input', count);
    box.form?.addEventListener('reset', () => setTimeout(count));
    count();
  }
}

function toasts() {
  const region = document.createElement('div'); // is there before its text, or it would not be read out
  region.setAttribute('role', 'status');
  document.body.append(region);
  const leave = el => setTimeout(() => el.matches(':hover, :focus-within') ? leave(el) : el.remove(), 8000);
  $$('.toast').forEach(leave);
  document.addEventListener('toast', ({ detail: { text, label, undo } }) => {
    const box = document.createElement('div'), words = document.createElement('span');
    box.className = 'toast'; words.textContent = text; box.append(words);
    if (undo) {
      const button = document.createElement('button');
      button.type = 'button'; button.textContent = label;
      button.onclick = () => { box.remove(); undo(); };
      box.append(button);
    }
    region.replaceChildren(box);
    leave(box);
  });
}

function clicks() {
  for (const el of $$('[data-copy], [data-print]')) el.hidden = false;
  document.addEventListener('click', async e => {
    const el = e.target.closest('[data-copy], [data-print], [data-open]');
    if (!el) return;
    e.preventDefault();
    if ('print' in el.dataset) print();
    else if (el.dataset.open) $(el.dataset.open).showModal();
    else if (navigator.clipboard) {
      await navigator.clipboard.writeText(el.dataset.copy);
      document.dispatchEvent(new CustomEvent('toast', { detail: { text: el.dataset.done } }));
    } else prompt(el.dataset.done, el.dataset.copy); // no clipboard without https
  });
}

function keys() {
  document.addEventListener('keydown', e => {
    if (e.key !== 'Enter') return;
    if (e.isComposing || e.keyCode === 229) { if (e.target.matches('input')) e.preventDefault(); return; }
    const form = (e.ctrlKey || e.metaKey) && e.target.closest('form[data-submit-keys]');
    if (form) { e.preventDefault(); form.requestSubmit($('button.pri', form)); }
  }, true);
}

function errors() {
  const summary = $('.esum');
  if (summary) { summary.tabIndex = -1; summary.focus(); }
}

// One that an old browser can't do must not take the others with it.
for (const improve of [errors, localTimes, phoneBar, countdowns, counters, toasts, clicks, keys]) {
  try { improve(); } catch (e) { console.error(e); }
}
