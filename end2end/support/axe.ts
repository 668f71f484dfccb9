// Accessibility of a whole page, checked by axe-core in the page itself.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect, test, type Page } from '@playwright/test';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Expects no violation; the message names each rule, its help page and the elements. */
export async function axe(page: Page): Promise<void> {
  // It is a script with timers, and these stand still where scripts are switched off: the same test looks
  // at the same page with scripts.
  if (test.info().project.use.javaScriptEnabled === false) return;
  await settled(page);
  // Evaluated through the debugger, so the page's content security policy has no say in it.
  await page.evaluate(source);
  const options: RunOptions = { runOnly: tags, resultTypes: ['violations'] };
  const results = await page.evaluate(
    (given) =>
      (window as unknown as { axe: { run(o: unknown): Promise<AxeResults> } }).axe.run(given),
    options,
  );
  expect(results.violations.flatMap(describe), `accessibility of ${page.url()}`).toEqual([]);
}

/** Waits until no colour is on its way to another, e.g. after a change of the scheme. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A frame first: only then has the change of the scheme begun its transitions.
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map((one) => one.finished));
  });
}

function describe(violation: AxeResults['violations'][number]): string[] {
  return violation.nodes.map(
    (node) =>
      `${violation.id} (${violation.impact}): ${violation.help}\n` +
      `  at ${node.target.join(' ')}\n  ${node.html}\n  ${node.failureSummary ?? ''}`,
  );
}
