// The centre postpones a round that has not opened: refused with what was typed, then moved, and its
// public page says when it was planned for and why.
import { axe, expect, fits, test } from '../support/portal.ts';

const because = '机房停电检修（示例）';

test('a round is postponed with its reason, and everybody reads it @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'center1');
  await page.goto('/admin/rounds');
  await hydrated(page);
  const form = page.getByTestId('postpone');
  const choices = form.locator('#postpone-round option');
  // One with scripts and one without, both far ahead and without lots.
  const choice = choices.nth((await choices.count()) - (javaScriptEnabled === false ? 1 : 2));
  const id = (await choice.getAttribute('value'))!;
  const words = (await choice.textContent())!;
  const [, year = '', month = '', day = ''] = /(\d+)年(\d+)月(\d+)日/.exec(words)!;
  const [, hour = '', minute = ''] = /(\d\d):(\d\d)–/.exec(words)!;
  const on = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const post = async (opens: string, reason: string) => {
    await form.locator('#postpone-round').selectOption(id);
    await form.locator('#postpone-on').fill(on);
    await form.locator('#postpone-opens').fill(opens);
    await form.locator('#postpone-reason').fill(reason);
    await form.locator('[type="submit"]').click();
  };
  const summary = page.locator('.error-summary a');
  await post(`${hour}:${minute}`, because);
  await expect(summary).toHaveAttribute('href', '#postpone-on');
  await expect(form.locator('#postpone-reason')).toHaveValue(because);
  const later = `${hour}:${String(Number(minute) + 5).padStart(2, '0')}`;
  await post(later, ' ');
  await expect(summary).toHaveAttribute('href', '#postpone-reason');
  await post(later, because);
  await expect(page.locator('.banner').filter({ hasText: '已改期' })).toContainText(later);
  await axe(page);
  await fits(page);

  const visitor = await anotherBrowser();
  await visitor.goto(`/rounds/${id}`);
  const note = visitor.getByTestId('postponed');
  await expect(note).toContainText(because);
  await expect(note).toContainText('原定');
  await expect(note).toContainText(later);
  const calendar = await visitor.request.get(`/rounds/${id}/calendar.ics`);
  expect(await calendar.text()).toMatch(new RegExp(`UID:round-${id}@[\\s\\S]*SEQUENCE:[1-9]`));
});
