// Debian's Chromium, and the eye that looks at every page: axe, overflow, errors, a picture.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const out = fileURLToPath(new URL('out/', import.meta.url));
const locale = { ja: 'ja-JP', en: 'en-GB' };
const all = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] }, colours = { type: 'rule', values: ['color-contrast'] };

/** Starts the browser; without one the tests fail, and say what to install. */
export async function launch() {
  if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}: apt-get install chromium, or name one in CHROMIUM`);
  mkdirSync(out, { recursive: true });
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
}

/**
 * Somebody with a browser of their own: language, width and with or without script. Whatever a page complains of
 * (an error, a refused style, a broken answer) is kept in faults until the test asks at its end.
 */
export async function person(browser, site, { lang, width, script = true, zone = 'Asia/Tokyo' }) {
  const context = await browser.newContext({ baseURL: site.url, locale: locale[lang], timezoneId: zone, javaScriptEnabled: script,
    viewport: { width, height: width < 600 ? 844 : 900 }, acceptDownloads: true });
  context.setDefaultTimeout(30_000);
  const faults = [];
  // A form sent back is answered 422, which Chromium reports as if a file were missing.
  context.on('console', m => { if (['error', 'warning'].includes(m.type()) && !/status of 422/.test(m.text())) faults.push(`${m.page()?.url()}: ${m.text()}`); });
  context.on('weberror', e => faults.push(String(e.error())));
  context.on('response', r => { if (r.status() >= 500) faults.push(`${r.url()} answered ${r.status()}`); });
  const page = await context.newPage();
  return { context, page, lang, width, script, faults,
    goto: path => page.goto(path, { waitUntil: script ? 'load' : 'domcontentloaded' }) };
}

/**
 * Clicks a button, a link or a summary. Without script it is pressed by its key: there are no frames then from which to
 * tell that it stands still.
 */
export const click = (who, locator) => who.script ? locator.click() : locator.press('Enter');

/** Ticks a box, likewise. */
export async function tick(who, locator) {
  if (!await locator.isChecked()) await (who.script ? locator.check() : locator.press('Space'));
}

/** Fails the test with all that anybody's pages complained of. */
export function noFaults(...people) {
  assert.deepEqual(people.flatMap(p => p.faults), []);
}

/**
 * Looks at the page of a person: nothing that axe finds, nothing wider than the screen, at 390 and 1280 px. Leaves
 * pictures in out/. dark: also in dark colours. Returns with the person's own width.
 */
export async function look(who, name, { dark = false } = {}) {
  const { page, lang, script } = who, own = page.viewportSize(), found = [];
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    const over = await page.evaluate(widest);
    if (over) found.push(`${name}: ${over} at ${width} px`);
    if (width === 320) continue;
    for (const colorScheme of dark ? ['light', 'dark'] : ['light']) {
      if (dark) await page.emulateMedia({ colorScheme });
      if (script) found.push(...(await inspect(page, colorScheme === 'dark' ? colours : all)).map(v => `${name} at ${width} px, ${colorScheme}: ${v}`));
      await page.evaluate(() => scrollTo(0, 0)); // what sticks is drawn where the window is
      await page.screenshot({ path: `${out}${name}.${lang}.${width}.${colorScheme}${script ? '' : '.noscript'}.png`, fullPage: true, animations: 'disabled' });
    }
    if (dark) await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.setViewportSize(own);
  assert.deepEqual(found, []);
  assert.equal(await page.locator('html').getAttribute('lang'), lang, `the language of ${name}`);
}

async function inspect(page, runOnly) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const { violations } = await page.evaluate(runOnly => window.axe.run(document, { runOnly, resultTypes: ['violations'] }), runOnly);
  return violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.help}): ${n.target.join(' ')} ${n.failureSummary ?? ''}`.replace(/\s+/g, ' ')));
}

/** Runs in the page: names what makes it scroll sideways. */
function widest() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return '';
  const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > room + 1).slice(-3);
  return `scrolls sideways to ${document.documentElement.scrollWidth}: ${wide.map(e => e.outerHTML.slice(0, 90)).join(' ')}`;
}

/** Runs a test with a browser context for each person; where it fails, what everybody saw last is kept as a picture. */
export async function walk(name, people, steps) {
  try {
    await steps();
  } catch (e) {
    for (const [i, { page, lang }] of people.entries()) {
      const path = `${out}failed.${name}.${i}.${lang}.png`;
      await page.screenshot({ path, fullPage: true }).catch(() => {});
      console.error(`${page.url()} (${path})`);
    }
    throw e;
  }
}
