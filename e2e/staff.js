// The staff's own affairs in a browser: hosts, the team, signing in.
import { look } from './browser.js';
import { owner, press } from './desk.js';
import { link } from './letter.js';
import { word } from './words.js';

/** Adds an organisation that holds events. */
export async function addHost(who, name) {
  const { page } = who;
  await who.goto('/manage/hosts/new');
  await page.fill('#host_ja', name.ja);
  await page.fill('#host_en', name.en);
  await page.locator('[name=hue]').nth(2).check();
  await look(who, 'host');
  await press(who, 'hosts.save');
  await page.waitForURL('**/manage/hosts');
  await page.getByText(name[who.lang]).first().waitFor();
  await look(who, 'hosts');
}

/** Invites somebody to organise the events of a host; they accept by the link in their letter. */
export async function invite(who, guest, { host, name, email, password }, postbox) {
  await who.goto('/manage/team');
  await who.page.fill('#email', email);
  const role = who.page.locator('#role option[value^="organiser:"]', { hasText: host[who.lang] });
  await who.page.selectOption('#role', await role.getAttribute('value'));
  await press(who, 'team.invite');
  await who.page.getByText(word(who.lang, 'team.invited')).waitFor();
  await look(who, 'team');
  await guest.goto(link(await postbox.letter(email), /\/invitations\//));
  await look(guest, 'invitation');
  await guest.page.fill('#name', name);
  await guest.page.fill('#password', password);
  await press(guest, 'team.accept');
  await guest.page.waitForURL('**/manage');
}

/** Signs the owner out, in again by password, and once more by the link of a letter. */
export async function signOutAndIn(who, postbox) {
  const { page } = who;
  await who.goto('/manage/account');
  await look(who, 'account');
  await press(who, 'nav.sign_out');
  await who.goto('/manage');
  await page.waitForURL(/\/sign-in/);
  await look(who, 'sign-in');
  await page.fill('#email', owner.email);
  await page.fill('#password', 'not this one');
  await press(who, 'account.sign_in');
  await page.locator('.esum').waitFor();
  await page.fill('#password', owner.password);
  await press(who, 'account.sign_in');
  await page.waitForURL('**/manage');
  await press(who, 'nav.sign_out');
  await who.goto('/sign-in');
  await page.fill('#email', owner.email);
  await press(who, 'account.mail_link');
  await page.waitForURL('**/sign-in/sent');
  await look(who, 'sign-in-sent');
  await who.goto(link(await postbox.letter(owner.email), /\/sign-in\//));
  await look(who, 'sign-in-link');
  await press(who, 'account.link_do');
  await page.waitForURL('**/manage');
}
