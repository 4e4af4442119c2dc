// The desk's list of people; the page works without this file.
// form[data-people] counts its ticks into [data-ticked-n]; data-ticked: "{n} ticked".
// / goes to the search, j and k to the next and the previous person, x ticks.
const form = document.querySelector('[data-people]'), search = document.querySelector('#q');
const people = form ? [...form.querySelectorAll('tbody tr')] : [];

function count() {
  const n = form.querySelectorAll('[name=ids]:checked').length;
  form.querySelector('[data-ticked-n]').textContent = n ? form.dataset.ticked.replace('{n}', n) : '';
}
if (form) {
  form.addEventListener('change', count);
  count();
}

function go(step) {
  const at = people.findIndex(p => p.contains(document.activeElement));
  const next = people[at < 0 ? 0 : at + step];
  if (next) next.querySelector('a').focus();
}

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.target.closest('textarea, select, input:not([type=checkbox])')) return;
  if (e.key === '/' && search) { e.preventDefault(); search.focus(); search.select(); }
  else if (e.key === 'j') go(1);
  else if (e.key === 'k') go(-1);
  else if (e.key === 'x') {
    const row = people.find(p => p.contains(document.activeElement)), box = row && row.querySelector('[name=ids]');
    if (box) box.click();
  }
});
