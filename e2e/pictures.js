// Takes the pictures of docs/img from the running program, filled by `tsudoi demo`. Run by `make pictures`.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.js';
import { aQueue, aTable, approve, someGuests, twoKindsOfSeats } from './guide.js';
import { Postbox } from './postbox.js';

const bin = process.env.TSUDOI_BIN, out = fileURLToPath(new URL('../docs/img/', import.meta.url));
const address = 'localhost:18080', url = `http://${address}`;

/** Fills an installation in this state, serves it with more settings, and calls use with what demo printed: the pages and passwords by their names. */
async function shown(state, use, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tsudoi-pictures-'));
  chmodSync(folder, 0o755); // the private Postgres runs as somebody else when root runs this
  const env = { ...process.env, TSUDOI_DATA: join(folder, 'data'), TSUDOI_ADDR: address, TSUDOI_URL: url, ...more };
  delete env.DATABASE_URL;
  try {
    const told = execFileSync(bin, ['demo', state], { env, encoding: 'utf8' });
    const at = name => new RegExp(`^ +${name} +${url}(\\S+)`, 'm').exec(told)[1];
    const password = role => new RegExp(`^ +${role} +(\\S+) +(\\S+)`, 'm').exec(told).slice(1);
    const server = spawn(bin, ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise(resolve => server.once('exit', resolve));
    try {
      await new Promise((resolve, reject) => { server.stdout.once('data', resolve); server.once('exit', reject); });
      await use({ at, password });
    } finally {
      server.kill('SIGTERM');
      await ended;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function page(browser, lang) {
  const context = await browser.newContext({ baseURL: url, locale: { ja: 'ja-JP', en: 'en-GB' }[lang], timezoneId: 'Asia/Tokyo', viewport: { width: 1280, height: 800 } });
  return context.newPage();
}

async function signIn(p, [email, password]) {
  await p.goto('/sign-in');
  await p.locator('input[name=email]').first().fill(email);
  await p.locator('input[name=password]').fill(password);
  await Promise.all([p.waitForURL(/\/manage/), p.locator('input[name=password]').press('Enter')]);
}

async function take(p, path, name, lang) {
  await p.goto(path + (lang ? `?lang=${lang}` : ''), { waitUntil: 'load' });
  await snap(p, name);
}

async function snap(p, name) {
  await p.waitForTimeout(500); // the first words of a live page
  await p.screenshot({ path: join(out, `${name}.png`), animations: 'disabled' });
}

/** Takes the page down to the bottom of an element and somewhat more, as a window of that height shows it. */
async function down(p, to, name, more = 28) {
  await p.mouse.move(0, 0);
  await p.evaluate(() => scrollTo(0, 0));
  const foot = await p.locator(to).first().evaluate(e => e.getBoundingClientRect().bottom);
  await p.setViewportSize({ width: 1280, height: Math.ceil(foot) + more });
  await snap(p, name);
}

/** The pictures of docs/organisers.md, in its order. */
async function guide(browser, { at, password }, postbox) {
  const people = async lang => { const p = await page(browser, lang); return { page: p, context: p.context(), lang, script: true, goto: path => p.goto(path) }; };
  const desk = await people('en'), p = desk.page, event = { desk: at('desk'), page: at('event') };
  await signIn(p, password('owner'));
  await p.goto('/manage?lang=en');
  const take = async (path, to, name, more) => { await p.goto(event.desk + path); await down(p, to, name, more); };
  await twoKindsOfSeats(desk, event);
  await aQueue(desk, people, event);
  await someGuests(desk, people, event, postbox);
  await take('/seats', 'main .page', 'seats');
  await take('/form', 'main .pair2 fieldset', 'form', 4);
  await take('/privacy', '[name=asks][value=photographs]', 'privacy', 90);
  await take('/guests', 'main table', 'guests', 8);
  await p.goto(event.desk + '/registrations');
  await p.getByRole('navigation').getByRole('link', { name: 'In Tokyo' }).click();
  await down(p, 'main tbody tr:nth-child(3)', 'list', 60);
  await take('/queue', 'main form.card:nth-of-type(2)', 'queue');
  await approve(desk, event, 'Kofi Mensah');
  await p.setViewportSize({ width: 1280, height: 600 });
  await p.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await snap(p, 'story');
  await aTable(desk, event);
  await down(p, '[name=headless]', 'import');
  await take('/registrations/export', 'main .card', 'export');
  await p.goto(event.desk + '/embed');
  await p.locator('[aria-labelledby=way-ja] summary').click();
  await p.frameLocator('[aria-labelledby=way-ja] iframe').locator('form').waitFor();
  await down(p, '[aria-labelledby=way-ja] summary', 'embed', 290);
}

mkdirSync(out, { recursive: true });
const browser = await launch();
try {
  await shown('open', async ({ at, password }) => {
    await take(await page(browser, 'ja'), at('event'), 'event.ja', 'ja');
    const desk = await page(browser, 'en');
    await signIn(desk, password('owner'));
    await take(desk, at('desk'), 'overview.en', 'en');
    await desk.goto('/manage/events/new');
    await desk.getByLabel('Title', { exact: true }).fill('TSUNAGARU by the Social and Solidarity Economy');
    await desk.getByLabel('Date and time', { exact: true }).fill('16 Dec 4pm–6:30pm');
    await desk.getByLabel('Where people join').fill('https://meet.example.org/tsunagaru');
    await desk.getByText(/16 December/).first().waitFor(); // read back
    await snap(desk, 'new.en');
  });
  await shown('live', async ({ at, password }) => {
    const desk = await page(browser, 'ja');
    await signIn(desk, password('moderator'));
    await take(desk, `${at('desk')}/questions`, 'board.ja', 'ja');
    await take(await page(browser, 'en'), at('way in').replace('/join/', '/live/'), 'live.en', 'en');
  });
  const postbox = await Postbox.open();
  await shown('open', told => guide(browser, told, postbox), { TSUDOI_SMTP_URL: postbox.url, TSUDOI_MAIL_FROM: 'office@example.org' });
  await postbox.close();
} finally {
  await browser.close();
}
