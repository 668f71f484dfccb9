// The way of a deposit: declared by the bidder, confirmed by the centre with the bank's word.
import { expect, type Page } from '@playwright/test';

/** What the bank says. */
export const proof = {
  name: '银行回单（示例）.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n% 银行回单（示例）\n'),
};

/** Opens a form of the row with this voucher number, and gives its elements. */
export async function act(staff: Page, reference: string, words: string) {
  const row = staff.locator('.deposit-row', { hasText: reference });
  const form = row.locator('details', { hasText: words });
  await form.locator('summary').click();
  return form;
}

/** Declares the payment that the panel asks for. */
export async function declare(bidder: Page, reference: string): Promise<void> {
  await bidder.getByLabel('付款凭证号').fill(reference);
  await bidder.getByRole('button', { name: '登记付款' }).click();
  await expect(bidder.getByTestId('deposit-waits')).toContainText(reference);
}

/** Enrols on a lot that asks for a deposit and pays it, until the form for a bid is there. */
export async function payDeposit(
  bidder: Page,
  staff: Page,
  hydrated: (page: Page) => Promise<void>,
  lot: string,
  reference: string,
): Promise<void> {
  await bidder.goto(lot);
  await hydrated(bidder);
  await bidder.getByLabel('已阅读并接受竞买须知').check();
  await bidder.getByRole('button', { name: '报名竞买' }).click();
  await declare(bidder, reference);
  await staff.goto('/admin/deposits?show=declared');
  await hydrated(staff);
  const form = await act(staff, reference, '确认到账');
  await form.locator('input[type="file"]').setInputFiles(proof);
  await form.locator('[type="submit"]').click();
  await expect(staff.locator('.banner').first()).toContainText('到账已确认');
  await bidder.goto(lot);
  await hydrated(bidder);
  await expect(bidder.getByLabel('你的出价（元）')).toBeVisible();
}
