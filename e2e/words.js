// The words of the site, from the files that the program itself reads them from.
import { readdirSync, readFileSync } from 'node:fs';

const words = {};
for (const lang of ['ja', 'en']) {
  const folder = new URL(`../i18n/${lang}/`, import.meta.url);
  words[lang] = Object.assign({}, ...readdirSync(folder).map(f => JSON.parse(readFileSync(new URL(f, folder), 'utf8'))));
}

/** The text of a key, its holes filled. */
export function word(lang, key, holes = {}) {
  const text = words[lang][key];
  if (text === undefined) throw new Error(`no word ${key} in ${lang}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => holes[name] ?? `{${name}}`);
}

/** A counted text. */
export const count = (lang, key, n) => word(lang, `${key}.${lang === 'en' && n === 1 ? 'one' : 'other'}`, { n });
