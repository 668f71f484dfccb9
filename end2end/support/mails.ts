// The mails of the server under test: without a mail server they are files of its data folder.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** The outbox of the server that this worker tests; undefined for a server that somebody else runs. */
function outbox(): string | undefined {
  const data = process.env[`LUOCHUI_E2E_DATA_${process.env.TEST_PARALLEL_INDEX ?? 0}`];
  return data === undefined ? undefined : join(data, 'outbox');
}

/** Whether mails can be read here. */
export function hasOutbox(): boolean {
  return outbox() !== undefined;
}

/** The mails to an address, oldest first, as they lie there. */
export function mailsTo(address: string): string[] {
  let names: string[];
  try {
    names = readdirSync(outbox()!).filter((name) => name.endsWith('.eml'));
  } catch {
    return [];
  }
  const mails = names.sort().map((name) => readFileSync(join(outbox()!, name), 'utf8'));
  return mails.filter((mail) => mail.includes(`To: ${address}\r\n`));
}

/** Waits for the mail numbered `number` to an address, from 1 on; the plain text of it. */
export async function mailTo(address: string, number: number): Promise<string> {
  await expect.poll(() => mailsTo(address).length, { timeout: 15_000 }).toBe(number);
  return plainText(mailsTo(address)[number - 1]!);
}

/** The first part of a mail, decoded. */
function plainText(mail: string): string {
  const boundary = /multipart\/alternative;\s*boundary="([^"]+)"/.exec(mail)![1];
  const [heads, ...body] = mail.split(`--${boundary}\r\n`)[1]!.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/base64/i.test(heads!)) return Buffer.from(text, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(heads!)) return text;
  const bytes = text.replace(/=\r\n/g, '').replace(/%/g, '%25').replace(/=([0-9A-F]{2})/g, '%$1');
  return decodeURIComponent(bytes);
}

/** The address of the link in a mail whose code stands behind the `#`. */
export function linkIn(text: string): URL {
  return new URL(/https?:\/\/\S+#[0-9a-f]{32}/.exec(text)![0]);
}
