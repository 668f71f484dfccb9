// A public ledger of our own making: the leaves of one real lot in a log with a key of this test, so
// that every lie a portal could tell can be told, signed and all. Only what the page of the check
// fetches is served; the forms are those of C2SP and of domain/src/ledger/leaf.rs and published.rs.
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Page } from '@playwright/test';

/** A leaf with what opens its public part. */
export interface Leaf {
  bytes: Buffer;
  nonce: Buffer;
  part: string;
}

/** What a log has under its head, and what the page of the lot shows of it. */
export interface Log {
  under: Leaf[];
  shown: { index: number; leaf: Leaf }[];
}

const sha256 = (...parts: (Buffer | string)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafHash = (leaf: Leaf): Buffer => sha256(Buffer.of(0), leaf.bytes);
const commitment = (leaf: Leaf): Buffer => sha256(Buffer.of(2), leaf.nonce, leaf.part);

/** Where the digest of the leaf before stands in a leaf; the commitment to the public part follows. */
const previousAt = (leaf: Buffer): number => 3 + leaf[2]! + 4 * 8;
/** The kind of a leaf that stands for a bid. */
const BID = 2;

/** The leaves of a lot with bids, as the portal publishes them. */
export async function leavesOfALot(page: Page): Promise<{ lot: string; leaves: Leaf[] }> {
  const lots = (await (await page.request.get('/ledger/lots')).json()) as string[];
  for (const lot of lots.filter((code) => code.startsWith('P'))) {
    const answer = await page.request.get(`/ledger/lots/${lot}`);
    const told = (await answer.json()) as {
      leaves: { leaf: string; opening: { public: { nonce: string; part: string } } | null }[];
    };
    const leaves = told.leaves.flatMap(({ leaf, opening }) =>
      opening === null
        ? []
        : {
            bytes: Buffer.from(leaf, 'hex'),
            nonce: Buffer.from(opening.public.nonce, 'hex'),
            part: opening.public.part,
          },
    );
    const bids = leaves.filter((leaf) => leaf.bytes[1] === BID).length;
    if (bids >= 3 && leaves.length === told.leaves.length && leaves.length < 256) {
      return { lot, leaves };
    }
  }
  throw new Error('no lot with three bids in the ledger of the demo season');
}

/** The leaves as they are. */
export const honest = (leaves: Leaf[]): Log => ({
  under: leaves,
  shown: leaves.map((leaf, index) => ({ index, leaf })),
});

/** One byte of a leaf is another one on the page than in the log. */
export function leafChanged(leaves: Leaf[]): Log {
  const log = honest(leaves);
  const changed = log.shown[1]!;
  const bytes = Buffer.from(changed.leaf.bytes);
  bytes[bytes.length - 1]! ^= 1;
  log.shown[1] = { ...changed, leaf: { ...changed.leaf, bytes } };
  return log;
}

/** The page leaves one out. */
export function leafMissing(leaves: Leaf[]): Log {
  const log = honest(leaves);
  log.shown.splice(1, 1);
  return log;
}

/** What is shown of a leaf is another text than the one that it commits to. */
export function contentChanged(leaves: Leaf[]): Log {
  const log = honest(leaves);
  const at = lastBid(leaves);
  const leaf = leaves[at]!;
  log.shown[at] = { index: at, leaf: { ...leaf, part: dearer(leaf.part) } };
  return log;
}

/** The price after the last bid is another one, and the whole log is written anew to fit it. */
export function priceForged(leaves: Leaf[]): Log {
  const at = lastBid(leaves);
  let before = Buffer.alloc(32);
  const written = leaves.map((leaf, index) => {
    const part = index === at ? dearer(leaf.part) : leaf.part;
    const bytes = Buffer.from(leaf.bytes);
    const previous = previousAt(bytes);
    before.copy(bytes, previous);
    commitment({ ...leaf, part }).copy(bytes, previous + 32);
    before = Buffer.from(leafHash({ ...leaf, bytes }));
    return { ...leaf, bytes, part };
  });
  return honest(written);
}

const lastBid = (leaves: Leaf[]): number =>
  leaves.findLastIndex((leaf) => leaf.bytes[1] === BID);

/** The public part with a price of one yuan more. */
function dearer(part: string): string {
  const dear = part.replace(
    /("after":\{"price":)(\d+)/,
    (_, before: string, price: string) => `${before}${Number(price) + 100}`,
  );
  if (dear === part) throw new Error(`no price in ${part}`);
  return dear;
}

/** A log with a key of its own, served in the place of the portal's. */
export class ForgedLedger {
  private readonly origin = 'forged.example/ledger';
  private readonly key: KeyObject;
  private readonly public: Buffer;
  private log: Log = { under: [], shown: [] };
  private signedBy: KeyObject;

  constructor() {
    const pair = generateKeyPairSync('ed25519');
    const { x } = pair.publicKey.export({ format: 'jwk' });
    this.key = this.signedBy = pair.privateKey;
    this.public = Buffer.concat([Buffer.of(1), Buffer.from(x!, 'base64url')]);
  }

  /** What is served from now on. */
  show(log: Log): void {
    this.log = log;
    this.signedBy = this.key;
  }

  /** The same under a signature of somebody else. */
  showSignedByAnother(log: Log): void {
    this.show(log);
    this.signedBy = generateKeyPairSync('ed25519').privateKey;
  }

  /** Takes the place of the portal's ledger in this page. */
  async serve(page: Page, lot: string): Promise<void> {
    const base = '**/ledger';
    await page.route(`${base}/vkey`, (route) => route.fulfill({ body: this.vkey() }));
    await page.route(`${base}/checkpoint`, (route) => route.fulfill({ body: this.checkpoint() }));
    await page.route(`${base}/tile/**`, (route) => {
      const hashes = this.log.under.map(leafHash);
      const asked = new URL(route.request().url()).pathname;
      const here = `/ledger/tile/0/000.p/${hashes.length}`;
      return asked === here
        ? route.fulfill({ body: Buffer.concat(hashes) })
        : route.fulfill({ status: 404 });
    });
    await page.route(`${base}/lots/${lot}/leaves/*`, (route) => {
      const from = Number(new URL(route.request().url()).pathname.split('/').at(-1));
      const shown = this.log.shown.filter(({ index }) => index >= from);
      return route.fulfill({ body: Buffer.concat(shown.map(paged)) });
    });
  }

  private id(): Buffer {
    return sha256(`${this.origin}\n`, this.public).subarray(0, 4);
  }

  private vkey(): string {
    return `${this.origin}+${this.id().toString('hex')}+${this.public.toString('base64')}\n`;
  }

  private checkpoint(): string {
    const { under } = this.log;
    const text = `${this.origin}\n${under.length}\n${root(under.map(leafHash)).toString('base64')}\n`;
    const signature = Buffer.concat([this.id(), sign(null, Buffer.from(text), this.signedBy)]);
    return `${text}\n\u2014 ${this.origin} ${signature.toString('base64')}\n`;
  }
}

/** The root of RFC 6962 over these hashes of leaves. */
function root(hashes: Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0]!;
  let left = 1;
  while (2 * left < hashes.length) left *= 2;
  return sha256(Buffer.of(1), root(hashes.slice(0, left)), root(hashes.slice(left)));
}

/** A leaf as a page of leaves has it (published.rs). */
function paged({ index, leaf }: { index: number; leaf: Leaf }): Buffer {
  const head = Buffer.alloc(10);
  head.writeBigUInt64BE(BigInt(index));
  head.writeUInt16BE(leaf.bytes.length, 8);
  const shown = Buffer.concat([leaf.nonce, Buffer.from(leaf.part)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(shown.length);
  return Buffer.concat([head, leaf.bytes, length, shown]);
}
