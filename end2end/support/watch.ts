// What no test may leave behind: a word in the console, an uncaught error, a request elsewhere.
import { expect, type BrowserContext } from '@playwright/test';

/** Collects the offences of every page of the contexts it is attached to. */
export class Watch {
  private readonly noise: string[] = [];
  private readonly foreign = new Set<string>();
  private readonly allowed: RegExp[] = [];
  private readonly hosts = new Set<string>();

  constructor(private readonly home: URL) {}

  attach(context: BrowserContext): void {
    context.on('console', (message) => {
      if (!['error', 'warning', 'assert'].includes(message.type())) return;
      // With scripts off nothing uses the module that the page asked for ahead of time.
      if (message.text().includes('was preloaded using link preload')) return;
      const place = message.location().url;
      this.noise.push(`${message.type()}: ${message.text()}${place ? ` (${place})` : ''}`);
    });
    context.on('weberror', (error) => {
      this.noise.push(`uncaught: ${error.error().stack ?? error.error().message}`);
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      // `data:` and `blob:` stay in the page; everything with a host must be our own.
      if (url.host !== '' && url.host !== this.home.host) this.foreign.add(url.href);
    });
  }

  /** Lets the console say this during the test, e.g. Chromium's line about an expected 404. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  /** Lets pages ask for this host during the test, e.g. where the content policy stops them. */
  allowHost(host: string): void {
    this.hosts.add(host);
  }

  /** What the console has said so far and was not allowed, for messages of other checks. */
  said(): string[] {
    return this.noise.filter((line) => !this.allowed.some((pattern) => pattern.test(line)));
  }

  assertClean(): void {
    expect.soft(this.said(), 'the console stays clean').toEqual([]);
    const foreign = [...this.foreign].filter((address) => !this.hosts.has(new URL(address).host));
    expect.soft(foreign, 'no request leaves for a foreign host').toEqual([]);
  }
}
