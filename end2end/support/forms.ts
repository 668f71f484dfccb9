// Collection forms to upload: our own, and those of the folder beside the repository where it is.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const own = resolve(import.meta.dirname, '../forms');
const beside = resolve(import.meta.dirname, '../../../shared/forms');

/** Every workbook of a folder, by its path; none where there is no such folder. */
function workbooks(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xlsx'))
    .map((name) => join(folder, name));
}

/** The forms of the repository. */
export const ownForms: string[] = workbooks(own);

/** The forms as institutions send them; none in a checkout without the folder beside it. */
export const sharedForms: string[] = workbooks(beside);

/** A form of good rows; a run without scripts has its own, because a form is taken once. */
export function goodForm(scripts: boolean): string {
  return join(own, scripts ? '专利征集表_示例.xlsx' : '专利征集表_示例二.xlsx');
}

/** How many lots stand in it. Both together fit into what one unit may submit, beside its lots of the demo. */
export function lotsInGoodForm(scripts: boolean): number {
  return scripts ? 12 : 6;
}
