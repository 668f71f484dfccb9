// A lot on its way through review and selection: the centre sends it, three experts score it, the centre
// selects it.
import { expect, type Page } from '@playwright/test';

/** What the steps need of a test. */
export interface Hands {
  page: Page;
  signIn: (page: Page, login: string) => Promise<void>;
  hydrated: (page: Page) => Promise<void>;
}

/** Signs somebody else in. */
async function as({ page, signIn }: Hands, login: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, login);
}

/** Puts a ticked lot on trial and, when `reason` is given, does it. Somebody of the centre is signed in. */
export async function decide(
  { page, hydrated }: Hands,
  state: string,
  act: string,
  code: string,
  reason?: string,
): Promise<void> {
  await page.goto(`/admin/selection?state=${state}`);
  await hydrated(page);
  const row = page.getByTestId('selection-table').locator('tbody tr').filter({ hasText: code });
  // The table may be drawn anew while it is being clicked.
  await expect(() => row.getByRole('checkbox').check({ timeout: 2_000 })).toPass();
  await page.locator(`button[value="${act}"]`).click();
  await expect(page).toHaveURL(/\/admin\/selection\/plan/);
  await hydrated(page);
  if (reason === undefined) return;
  await page.locator('#decide-reason').fill(reason);
  await page.locator('main form button[type="submit"]').click();
  await expect(page.locator('.banner[data-tone="success"]')).toContainText('1项');
}

/** An expert submits his sheet of the lot with this code. */
export async function score(hands: Hands, login: string, code: string, points: number): Promise<void> {
  const { page, hydrated } = hands;
  await as(hands, login);
  await page.goto('/review');
  await hydrated(page);
  await page.getByTestId('review-list').getByRole('link').filter({ hasText: code }).click();
  await expect(page.getByTestId('review-lot')).toHaveAttribute('data-lot', code);
  await hydrated(page);
  for (const criterion of ['advancement', 'feasibility', 'market', 'legal']) {
    await page.locator(`#review-${criterion}`).fill(String(points));
  }
  await page.locator('#review-comment').fill('技术路线清楚，具备实施条件，建议推荐。');
  await page.locator('#review-recommend').selectOption('RECOMMENDED');
  await page.locator('#review-submit').click();
  await expect(page.getByTestId('own-sheet')).toContainText(String(points));
}

/** Takes a submitted lot to the selection; the centre is signed in afterwards. */
export async function select(hands: Hands, code: string): Promise<void> {
  await as(hands, 'center1');
  await decide(hands, 'SUBMITTED', 'review', code, '材料齐全');
  for (const [place, login] of ['expert1', 'expert2', 'expert3'].entries()) {
    await score(hands, login, code, 80 + place);
  }
  await as(hands, 'center1');
  await decide(hands, 'UNDER_REVIEW', 'select', code, '评审结果居前');
}
