// Reads back what was typed into a box as the server understands it, while it is being typed.
//
// [data-preview="/url"][data-into="id"]  a box of a form; 400 ms after the last key its value is sent under its name and
//                          the answer, a piece of HTML, is put into #id (give that role=status). data-with names other
//                          fields of the form to send along; data-method=post for texts too long for an address
//
// [data-mirror="a b"]      shows what is typed in the first of these fields that has something
// [data-hue="name"]        wears the colour that the radio buttons of that name choose
for (const el of document.querySelectorAll('[data-mirror]')) {
  const empty = el.textContent, fields = el.dataset.mirror.split(' ').map(n => document.querySelector(`[name="${n}"]`)).filter(Boolean);
  const show = () => { el.textContent = fields.map(f => f.value.trim()).find(Boolean) || empty; };
  for (const f of fields) f.addEventListener('input', show);
}
for (const el of document.querySelectorAll('[data-hue]')) {
  for (const r of document.querySelectorAll(`[name="${el.dataset.hue}"]`)) r.addEventListener('change', () => {
    el.className = el.className.replace(/hue-[a-z]+/, `hue-${r.value}`);
  });
}

const boxes = document.querySelectorAll('[data-preview]');

for (const box of boxes) {
  const out = document.getElementById(box.dataset.into), others = (box.dataset.with || '').split(' ').filter(Boolean);
  let timer, request, shown = box.value;
  async function ask() {
    request?.abort();
    request = new AbortController();
    const { signal } = request, fields = new FormData(box.form), send = new URLSearchParams();
    for (const name of [box.name, ...others]) for (const value of fields.getAll(name)) send.append(name, value);
    out.ariaBusy = 'true';
    try {
      const post = box.dataset.method === 'post';
      const r = await fetch(post ? box.dataset.preview : `${box.dataset.preview}?${send}`, { method: post ? 'POST' : 'GET', body: post ? send : undefined, headers: { Accept: 'text/html' }, redirect: 'error', signal });
      const html = r.ok ? await r.text() : ''; // rather nothing than what was understood before
      const fresh = document.createElement('template');
      fresh.innerHTML = html;
      out.replaceChildren(fresh.content);
    } catch (e) {
      if (e.name === 'AbortError') return;
      out.replaceChildren();
    }
    out.ariaBusy = 'false';
  }
  const later = e => {
    if (e?.isComposing) return;
    if (e && e.target === box && box.value === shown) return;
    shown = box.value;
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  };
  box.addEventListener('input', later);
  box.addEventListener('compositionend', later);
  for (const name of others) for (const el of box.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) el.addEventListener('change', later);
  if (box.value.trim() && !out.childElementCount) later();
}
