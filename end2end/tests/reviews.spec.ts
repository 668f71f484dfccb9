// Review and selection: three experts score a lot, the centre selects it and publishes it in a batch, and
// a visitor sees it then and not before.
import { axe, expect, fits, test } from '../support/portal.ts';
import { decide, score } from '../support/review.ts';

test('three experts review a lot, the centre releases it, a visitor sees it @plain', async ({
  page,
  signIn,
  hydrated,
  anotherBrowser,
  javaScriptEnabled,
  watch,
}) => {
  watch.allow(/404/);
  const hands = { page, signIn, hydrated };
  const visitor = await anotherBrowser();
  await signIn(page, 'center1');
  await page.goto('/admin/selection?state=UNDER_REVIEW');
  await hydrated(page);
  // A lot that nobody has looked at yet; each project takes another one.
  const fresh = page
    .getByTestId('selection-table')
    .locator('tbody tr')
    .filter({ hasText: /0／\d/ })
    // Its papers are not there yet: it would not be released.
    .filter({ hasNotText: '江澜能源集团' });
  const row = javaScriptEnabled === false ? fresh.last() : fresh.first();
  const code = (await row.locator('th').textContent())!.trim();

  // Without reviews it cannot be selected: the trial says so, and there is no button to do it.
  await decide(hands, 'UNDER_REVIEW', 'select', code);
  await expect(page.getByTestId('plan')).toContainText('评审意见不足3份');
  await expect(page.locator('#decide-reason')).toHaveCount(0);

  for (const [place, login] of ['expert1', 'expert2', 'expert3'].entries()) {
    await score(hands, login, code, 80 + place);
  }
  await page.context().clearCookies();
  await signIn(page, 'center1');
  await decide(hands, 'UNDER_REVIEW', 'select', code, '评审结果居前');
  expect((await visitor.goto(`/lots/${code}`))?.status()).toBe(404);

  await decide(hands, 'SELECTED', 'release', code);
  await page.locator('#decide-title').fill(`第二批（示例）${code}`);
  await page.locator('main form button[type="submit"]').click();
  await expect(page.locator('.banner[data-tone="success"]')).toContainText('批次发布：1项');
  expect((await visitor.goto(`/lots/${code}`))?.status()).toBe(200);
  await visitor.goto(`/lots?q=${code}`);
  await expect(visitor.getByRole('main')).toContainText(code);
});

test('a sheet that is not whole comes back as it was typed @plain', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, 'expert2');
  await page.goto('/review');
  await hydrated(page);
  const list = page.getByTestId('review-list').locator('li[data-state="ASSIGNED"]');
  // Not the first nor the last, which other tests may be at.
  const link = list.nth(3).getByRole('link');
  await link.click();
  await expect(page.getByTestId('review-lot')).toBeVisible();
  await hydrated(page);
  await page.locator('#review-advancement').fill('101');
  await page.locator('#review-feasibility').fill('70');
  await page.locator('#review-market').fill('70');
  await page.locator('#review-legal').fill('70');
  await page.locator('#review-comment').fill('技术路线清楚，具备实施条件。');
  await page.locator('#review-submit').click();
  await expect(page.locator('.error-summary')).toContainText('评分须为0至100的整数');
  await expect(page.locator('#review-advancement')).toHaveValue('101');
  await expect(page.locator('#review-comment')).toHaveValue('技术路线清楚，具备实施条件。');
});

test('the keys of the desk lead through the list and to the scores', async ({
  page,
  signIn,
  hydrated,
}) => {
  await signIn(page, 'expert3');
  await page.goto('/review');
  await hydrated(page);
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await expect(page.getByTestId('review-lot')).toBeVisible();
  const first = await page.getByTestId('review-lot').getAttribute('data-lot');
  await page.keyboard.press('j');
  await expect(page.getByTestId('review-lot')).not.toHaveAttribute('data-lot', first!);
  await page.keyboard.press('k');
  await expect(page.getByTestId('review-lot')).toHaveAttribute('data-lot', first!);
  await page.keyboard.press('3');
  await expect(page.locator('#review-market')).toBeFocused();
  // What is typed there is text.
  await page.keyboard.press('1');
  await expect(page.locator('#review-market')).toHaveValue('1');
});

test('the pages of review are accessible in light and dark and fit a narrow screen', async ({
  page,
  signIn,
  hydrated,
}) => {
  const desks: [string, string[]][] = [
    ['expert1', ['/review', '/en/review']],
    [
      'center1',
      ['/admin/reviews', '/admin/review-groups', '/admin/selection', '/en/admin/selection'],
    ],
  ];
  for (const [login, addresses] of desks) {
    await page.context().clearCookies();
    await signIn(page, login);
    for (const address of addresses) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(address);
        await hydrated(page);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await axe(page);
      }
      await fits(page);
    }
  }
});

test('a trial of nothing leads back to the lots to be ticked @plain', async ({ page, signIn }) => {
  await signIn(page, 'center1');
  for (const address of ['/admin/selection/plan?act=select', '/admin/selection/plan']) {
    expect((await page.goto(address))?.status()).toBe(200);
    await page.getByRole('link', { name: '去勾选标的' }).click();
    await expect(page).toHaveURL(/\/admin\/selection$/);
  }
});

test('an expert has no way to the pages of the centre @plain', async ({ page, signIn, watch }) => {
  watch.allow(/403/);
  await signIn(page, 'expert1');
  for (const address of ['/admin/selection', '/admin/reviews', '/admin/review-groups']) {
    expect((await page.goto(address))?.status()).toBe(403);
  }
});
