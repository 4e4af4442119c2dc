// Saves a form while one types; the form works without this file.
//
// form[data-autosave]      800 ms after the last key, and when the page is left, its fields (not its files) are posted to
//                          the address in the attribute, or else to its action. Saved means an answer in the 200s.
//                          The answer may be {version, path}: what the field version is to hold from now on, and the
//                          address of what was new and is kept now. Without a line it tries again, after 2 s and ever longer, to half a minute
// [data-status]            role=status in the form: data-saving, data-saved, data-retry, data-refused are the words
function autosave(form) {
  const status = form.querySelector('[data-status]');
  let timer, running = false, wanted = false, tries = 0;
  const body = () => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === 'string'));
  let saved = String(body());
  const show = word => { if (status) status.textContent = status.dataset[word] || ''; };
  async function save(leaving) {
    clearTimeout(timer);
    const now = body();
    if (String(now) === saved) return;
    if (running && !leaving) { wanted = true; return; }
    running = true; wanted = false; show('saving');
    let wait = 0;
    try {
      const r = await fetch(form.dataset.autosave || form.action, { method: 'POST', body: now, headers: { Accept: 'application/json' }, redirect: 'error', keepalive: leaving });
      if (r.ok) {
        tries = 0; show('saved'); saved = String(now);
        const { version, path } = await r.json().catch(() => ({}));
        if (version != null && form.elements.version) { now.set('version', form.elements.version.value = version); saved = String(now); }
        if (path && path !== location.pathname) history.replaceState(null, '', path);
      }
      else if (r.status < 500 && r.status !== 429) show('refused'); // typing on tries again
      else wait = 1;
    } catch { wait = 1; }
    running = false;
    if (wait) { show('retry'); timer = setTimeout(save, Math.min(30000, 2000 * 2 ** tries++)); } else if (wanted) save();
  }
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(save, 800); });
  form.addEventListener('submit', () => clearTimeout(timer));
  addEventListener('online', () => save());
  document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });
}

document.querySelectorAll('form[data-autosave]').forEach(autosave);
