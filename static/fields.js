// Fields of a registration form; the form works without this file.
//
// [data-if="name"][data-values="a b"]  is shown, and sent, only while the field of that name has one of these answers; with data-must it
//                          then has to be filled in
// ol[data-order]           its items can be dragged to another place, or moved by Alt+↑ and Alt+↓: as its buttons do it
const all = [...document.querySelectorAll('[data-if]')], boxes = 'input, select, textarea';
document.documentElement.classList.add('scripted');

const answers = name => [...document.getElementsByName(name)].filter(e => !e.disabled && (e.checked || !/radio|checkbox/.test(e.type))).map(e => e.value);
// In the order of the form, so that what hangs on a hidden field is hidden with it.
function show() {
  for (const el of all) {
    const asked = answers(el.dataset.if).some(v => el.dataset.values.split(' ').includes(v));
    el.hidden = !asked;
    for (const box of el.querySelectorAll(boxes)) {
      box.disabled = !asked;
      box.required = asked && 'must' in el.dataset && (box.type !== 'checkbox' || box.id !== ''); // of several boxes, none must be ticked by itself
    }
  }
}
if (all.length) { document.addEventListener('change', show); show(); }

for (const list of document.querySelectorAll('[data-order]')) {
  let dragged;
  const item = e => e.target.closest('li');
  for (const li of list.children) li.draggable = true;
  list.addEventListener('dragstart', e => { dragged = item(e); e.dataTransfer.effectAllowed = 'move'; });
  list.addEventListener('dragover', e => {
    if (!dragged) return;
    e.preventDefault();
    for (const li of list.children) li.classList.toggle('over', li === item(e) && li !== dragged);
  });
  list.addEventListener('dragend', () => { dragged = null; for (const li of list.children) li.classList.remove('over'); });
  list.addEventListener('drop', e => {
    e.preventDefault();
    const to = [...list.children].indexOf(item(e)), form = dragged?.querySelector('form');
    if (to < 0 || item(e) === dragged || !form) return;
    const place = document.createElement('input');
    place.type = 'hidden'; place.name = 'to'; place.value = to;
    form.append(place);
    form.submit();
  });
  list.addEventListener('keydown', e => {
    const step = e.altKey && { ArrowUp: 'up', ArrowDown: 'down' }[e.key];
    if (!step || !item(e)) return;
    e.preventDefault();
    item(e).querySelector(`[data-step=${step}]:not([disabled])`)?.click();
  });
}
