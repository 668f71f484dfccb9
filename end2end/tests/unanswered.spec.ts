// A bid that the server has taken and whose answer is lost: nothing sounds like a refusal, and the same
// button brings the first answer.
import { expect, test } from '../support/portal.ts';
import { enrol, openPracticeLot } from '../support/bidding.ts';

test('a bid whose answer is lost stays open, though it has moved the price itself', async ({
  page,
  signIn,
  hydrated,
  watch,
}) => {
  watch.allow(/ERR_FAILED|422/);
  await signIn(page, 'bidder4');
  const lot = await openPracticeLot(page);
  await page.goto(lot);
  await hydrated(page);
  await enrol(page);
  const commit = page.locator('.bid-form .button--commit');
  await expect(commit).toBeEnabled({ timeout: 45_000 });
  await page.locator('.quick-steps .button').nth(2).click();
  let taken = false;
  await page.route('**/fn/bidding/place_bid*', async (route) => {
    // The server answers, and nobody hears it.
    taken = (await route.fetch()).ok();
    await route.abort();
  });
  await commit.click();
  const confirm = page.getByTestId('confirm');
  const send = confirm.getByRole('button', { name: /^确认出价/ });
  await send.click();
  await expect(confirm).toContainText('出价是否受理尚不确定');
  await expect(send).toBeEnabled();
  if (taken) {
    // The price that stands is that of this bid, or of a bot above it.
    await expect(page.locator('.standing')).toHaveAttribute('data-standing', /leading|outbid/);
    await expect(confirm).not.toContainText('现在须不低于');
    await expect(send).toBeEnabled();
  }
  await page.unroute('**/fn/bidding/place_bid*');
  await send.click();
  // The first answer: the receipt of the bid that was taken, or why it was not.
  const answer = taken ? page.getByTestId('receipt') : confirm.locator('.field-error');
  await expect(answer.first()).toBeVisible();
  await expect(page.getByText('出价是否受理尚不确定')).toHaveCount(0);
});
