// An institution takes part in the season: its liaison uploads the stamped sheet and prints it, the centre
// notes the papers and reopens the submissions.
import { axe, expect, fits, test } from '../support/portal.ts';

const scan = {
  name: '报送单盖章扫描件（示例）.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n% sample\n'),
};

test('the liaison uploads a scan and prints the sheet @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'liaison2');
  await page.goto('/org/participation');
  await hydrated(page);
  await expect(page.locator('[data-task="LIAISON"]')).toContainText('已完成');
  await expect(page.locator('[data-task="AGREEMENT"]')).toContainText('已完成');
  await axe(page);
  await fits(page);
  // What is no document is refused with a sentence, and nothing is kept.
  const wrong = { ...scan, name: 'page.html', buffer: Buffer.from('<html></html>') };
  await page.getByLabel('盖章扫描件', { exact: true }).setInputFiles(wrong);
  await page.getByRole('button', { name: '上传扫描件' }).click();
  await expect(page.locator('.error-summary')).toContainText('PDF、JPEG、PNG或DOCX');
  await hydrated(page);
  await page.getByLabel('盖章扫描件', { exact: true }).setInputFiles(scan);
  await page.getByRole('button', { name: '上传扫描件' }).click();
  await expect(page.locator('.banner').first()).toContainText('扫描件已上传');
  await hydrated(page);
  const download = page.waitForEvent('download');
  await page.getByTestId('scans').getByRole('link', { name: scan.name }).first().click();
  expect((await download).suggestedFilename()).toBe(scan.name);
  await page.getByRole('link', { name: /打开报送单/ }).click();
  await hydrated(page);
  await expect(page.getByTestId('sheet-number')).toHaveText(/^BS\d{4}-\d{6}$/);
  await expect(page.getByTestId('sheet')).toContainText(/1\d\d\*{4}\d{4}/);
  await expect(page.locator('.barcode-dark')).toBeVisible();
  await axe(page);
  await fits(page);
});

test('the centre notes papers and reopens for one institution @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
  javaScriptEnabled,
}) => {
  watch.allow(/422/);
  await signIn(page, 'center1');
  await page.goto('/admin/participations');
  await hydrated(page);
  await axe(page);
  await fits(page);
  // One with scripts and one without do not get in each other's way.
  const rows = page.getByTestId('participations').getByRole('link');
  const all = await rows.count();
  await page.getByRole('link', { name: '纸质材料未收到' }).click();
  await expect(page).toHaveURL(/show=PAPER/);
  await hydrated(page);
  // The address changes before the list does.
  await expect(rows).not.toHaveCount(all);
  await expect(rows.first()).toBeVisible();
  const place = (await rows.count()) - (javaScriptEnabled === false ? 1 : 2);
  await rows.nth(place).click();
  await hydrated(page);
  await page.getByLabel('收到日期').fill('2099-01-01');
  await page.getByRole('button', { name: '登记：纸质材料已收到' }).click();
  await expect(page.locator('.error-summary')).toContainText('不晚于今天');
  await hydrated(page);
  await page.getByRole('button', { name: '登记：纸质材料已收到' }).click();
  await expect(page.locator('.banner').first()).toContainText('纸质材料已登记');
  await hydrated(page);
  await expect(page.locator('[data-task="PAPER"]')).toContainText('已完成');
  // The deadline as it stands is a day that can be reopened to, with a reason.
  await page.getByRole('button', { name: '延长报送' }).click();
  await expect(page.locator('.error-summary')).toContainText('理由');
  await hydrated(page);
  await page.locator('#reopen-reason').fill('专利证书补办');
  await page.getByRole('button', { name: '延长报送' }).click();
  await expect(page.locator('.banner').first()).toContainText('报送期限已延长');
  await expect(page.locator('#days')).toContainText('专利证书补办');
  await axe(page);
  await fits(page);
});
