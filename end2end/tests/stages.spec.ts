// What happens to a lot after its round: the centre moves it on, and everybody sees what he may.
import type { Page } from '@playwright/test';
import { axe, expect, fits, test } from '../support/portal.ts';

const paper = {
  name: '材料（示例）.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n% 材料（示例）\n'),
};

type Hydrated = (page: Page) => Promise<void>;

/** The code of a lot of the demo season whose round is over, counted from the end of the list. */
async function lotAfterRound(staff: Page, state: string, place: number): Promise<string> {
  await staff.goto(`/admin/lots?state=${state}`);
  const links = staff.locator('a[href^="/admin/lots/"]', { hasText: '成交办理' });
  await expect(links.first()).toBeVisible();
  const link = links.nth((await links.count()) - 1 - place);
  return (await link.getAttribute('href'))!.split('/').pop()!;
}

/** The form of an event on the desk, opened. */
async function form(staff: Page, event: string) {
  const step = staff.locator(`details[data-step="${event}"]`);
  if ((await step.getAttribute('open')) === null) await step.locator('summary').click();
  return step;
}

/** Sends a form with its grounds, and with a paper when it needs one. */
async function record(
  staff: Page,
  hydrated: Hydrated,
  event: string,
  stage: string,
  fill: (step: Awaited<ReturnType<typeof form>>) => Promise<void> = async () => {},
): Promise<void> {
  const step = await form(staff, event);
  await fill(step);
  await step.locator('textarea').fill('材料已核对');
  await step.locator('input[type="file"]').setInputFiles(paper);
  await step.locator('[type="submit"]').click();
  await expect(staff.locator('.banner').first()).toContainText('已办理');
  await expect(staff.getByTestId('deal')).toHaveAttribute('data-stage', stage);
  await hydrated(staff);
}

async function desk(staff: Page, hydrated: Hydrated, code: string): Promise<void> {
  await staff.goto(`/admin/lots/${code}`);
  await hydrated(staff);
  await expect(staff.getByTestId('deal')).toBeVisible();
}

test('a sale is confirmed, signed, paid and registered @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  test.setTimeout(120_000);
  watch.allow(/4(09|22)/);
  const plain = javaScriptEnabled === false;
  await signIn(page, 'center1');
  const code = await lotAfterRound(page, 'SOLD', plain ? 3 : 5);
  const visitor = await anotherBrowser();
  await visitor.goto(`/lots/${code}`);
  await expect(visitor.getByTestId('deal')).toHaveAttribute('data-stage', 'SOLD_PENDING');

  await desk(page, hydrated, code);
  const steps = page.getByTestId('deal').locator('details');
  await expect(steps).toHaveCount(2);
  if (!plain) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const summary of await steps.locator('summary').all()) await summary.click();
      await axe(page);
    }
    await fits(page);
    await desk(page, hydrated, code);
  }
  // Half of the papers is not enough, and what was written is still there.
  let step = await form(page, 'CONFIRM');
  await step.locator('#confirm-identity').check();
  await step.locator('textarea').fill('营业执照已核对');
  await step.locator('[type="submit"]').click();
  await expect(page.locator('.error-summary')).toContainText('尚未全部核对');
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#confirm-identity');
  await hydrated(page);
  step = await form(page, 'CONFIRM');
  await expect(step.locator('textarea')).toHaveValue('营业执照已核对');
  await expect(step.locator('#confirm-identity')).toBeChecked();
  await record(page, hydrated, 'CONFIRM', 'CONFIRMED', async (step) => {
    await step.locator('#confirm-documents').check();
  });
  await visitor.goto(`/lots/${code}`);
  await expect(visitor.getByTestId('deal')).toContainText('已确认成交');

  // A contract needs its paper.
  step = await form(page, 'CONTRACT_SIGNED');
  await step.locator('textarea').fill('合同已核对');
  await step.locator('[type="submit"]').click();
  await expect(page.locator('.error-summary')).toContainText('尚未选择材料文件');
  await hydrated(page);
  await record(page, hydrated, 'CONTRACT_SIGNED', 'CONTRACT_SIGNED');
  await record(page, hydrated, 'PAID', 'PAID');
  await record(page, hydrated, 'TECH_REGISTERED', 'TECH_REGISTERED', async (step) => {
    await step.locator('#tech-registered-number').fill('2026320100000001');
  });
  await record(page, hydrated, 'TRANSFER_REGISTERED', 'COMPLETED', async (step) => {
    await step.locator('#transfer-registered-number').fill('2026112000001');
  });
  await expect(page.getByTestId('deal')).toContainText('没有需要办理的事项');
  const rows = page.getByTestId('deal-history').locator('tbody tr');
  await expect(rows).toHaveCount(5);
  await expect(rows.first()).toContainText('2026112000001');
  await expect(rows.nth(3)).toContainText(paper.name);
  await visitor.goto(`/lots/${code}`);
  await expect(visitor.getByTestId('deal')).toContainText('已交割');
});

test('an unsold lot is negotiated and published, with a countdown and without names @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  test.setTimeout(120_000);
  watch.allow(/4(09|22)/);
  const plain = javaScriptEnabled === false;
  await signIn(page, 'center1');
  const code = await lotAfterRound(page, 'PASSED', plain ? 2 : 4);
  await desk(page, hydrated, code);
  await record(page, hydrated, 'NEGOTIATE', 'NEGOTIATING', async (step) => {
    for (const box of await step.locator('input[type="checkbox"]').all()) await box.check();
  });
  const visitor = await anotherBrowser();
  await visitor.goto(`/lots/${code}`);
  const deal = visitor.getByTestId('deal');
  await expect(deal).toContainText('协商中');
  await expect(deal.locator('dt')).toHaveCount(0);

  await record(page, hydrated, 'PRICE_AGREED', 'PUBLICITY', async (step) => {
    await step.locator('#price-agreed-party').fill('受让方甲（示例）');
    await step.locator('#price-agreed-price').fill('8万');
    await step.locator('#price-agreed-mode').selectOption({ index: 1 });
    await step.locator('#price-agreed-related').selectOption('no');
  });
  await expect(page.getByTestId('deal')).toContainText('受让方甲');
  await visitor.goto(`/lots/${code}`);
  await hydrated(visitor);
  await expect(deal).toContainText('80,000');
  await expect(deal).toContainText('非关联交易');
  await expect(visitor.getByTestId('publicity-left')).toContainText('剩余 15 天');
  await expect(visitor.locator('body')).not.toContainText('受让方甲');
  if (!plain) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await axe(visitor);
    }
    await fits(visitor);
    await visitor.goto(`/en/lots/${code}`);
    await expect(deal).toContainText('Public notice period');
  }
  await record(page, hydrated, 'OBJECTION', 'OBJECTED', async (step) => {
    await step.locator('#objection-party').fill('异议人乙（示例）');
  });
  await visitor.goto(`/lots/${code}`);
  await expect(visitor.getByTestId('publicity-left')).toContainText('停止计时');
  await expect(visitor.locator('body')).not.toContainText('异议人乙');
  await record(page, hydrated, 'OBJECTION_REJECTED', 'PUBLICITY');
  await visitor.goto(`/lots/${code}`);
  await expect(deal).toContainText('异议不成立');
});

test('the buyer is struck out by two persons, everybody is told, and the ledger still holds @plain', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422/);
  const plain = javaScriptEnabled === false;
  await signIn(page, 'center1');
  const code = await lotAfterRound(page, 'SOLD', plain ? 6 : 7);
  await desk(page, hydrated, code);
  let strike = page.locator('details[data-step="void"]');
  await strike.locator('summary').click();
  await expect(strike).toContainText('不由次高出价者递补');
  // A reason must be chosen; what was typed is still there.
  await strike.locator('#void-words').fill('营业执照系冒用');
  await strike.locator('#void-paddle').selectOption({ index: 1 });
  await expect(strike.locator('#void-paddle option')).toHaveCount(2);
  await strike.getByRole('button').click();
  await expect(page.locator('.error-summary a')).toHaveAttribute('href', '#void-why');
  strike = page.locator('details[data-step="void"]');
  await expect(strike.locator('#void-words')).toHaveValue('营业执照系冒用');
  await strike.locator('#void-why').selectOption('IDENTITY_FRAUD');
  if (!plain) {
    await axe(page);
    await fits(page);
  }
  await strike.getByRole('button').click();
  await expect(page.locator('.banner').first()).toContainText('尚未生效');
  await expect(page.getByTestId('deal')).toHaveAttribute('data-stage', 'SOLD_PENDING');

  const second = await anotherBrowser();
  await signIn(second, 'center2');
  await desk(second, hydrated, code);
  await expect(second.getByTestId('pending')).toContainText('营业执照系冒用');
  await second.locator('button[value="approve"]').click();
  await expect(second.locator('.banner').first()).toContainText('已批准');
  await expect(second.getByTestId('deal')).toHaveAttribute('data-stage', 'DEFAULTED');
  await expect(second.getByTestId('deal-history')).toContainText('营业执照系冒用');
  await expect(second.locator('details[data-step="void"]')).toHaveCount(0);

  const visitor = await anotherBrowser();
  await visitor.goto(`/lots/${code}`);
  await hydrated(visitor);
  await expect(visitor.getByTestId('deal')).toHaveAttribute('data-stage', 'DEFAULTED');
  await expect(visitor.getByTestId('struck')).toContainText('冒用');
  await expect(visitor.locator('body')).not.toContainText('营业执照系冒用');
  if (plain) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await visitor.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await axe(visitor);
  }
  await fits(visitor);
  await visitor.goto(`/verification/${code}`);
  await expect(visitor.locator('.verification-steps [data-state="holds"]')).toHaveCount(4, {
    timeout: 20_000,
  });
});

test('a step that somebody else has taken is refused', async ({
  page,
  anotherBrowser,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/409/);
  await signIn(page, 'center1');
  const code = await lotAfterRound(page, 'PASSED', 6);
  await desk(page, hydrated, code);
  const second = await anotherBrowser();
  await signIn(second, 'center2');
  await desk(second, hydrated, code);
  const talk = async (step: Awaited<ReturnType<typeof form>>) => {
    for (const box of await step.locator('input[type="checkbox"]').all()) await box.check();
  };
  const stale = await form(second, 'NEGOTIATE');
  await talk(stale);
  await stale.locator('textarea').fill('双方同意');
  await record(page, hydrated, 'NEGOTIATE', 'NEGOTIATING', talk);
  await stale.locator('[type="submit"]').click();
  await expect(second.locator('.error-summary')).toContainText('不能办理');
  await expect(second.getByTestId('deal')).toHaveAttribute('data-stage', 'NEGOTIATING');
});
