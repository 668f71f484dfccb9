// Collection forms to upload: our own, and those of the folder beside the repository where it is.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const own = resolve(import.meta.dirname, '../forms');
const beside = resolve(import.meta.dirname, '../../../shared/forms');

/** Every form, by its path. */
export const forms: string[] = [own, beside].filter(existsSync).flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.xlsx'))
    .map((name) => join(folder, name)),
);

/** A form of twelve good rows; a run without scripts has its own, because a form is taken once. */
export function goodForm(scripts: boolean): string {
  return join(own, scripts ? '专利征集表_示例.xlsx' : '专利征集表_示例二.xlsx');
}
