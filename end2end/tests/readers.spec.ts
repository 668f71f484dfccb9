// Calendars and feeds as programs that are not ours read them.
import { parseAtomFeed } from 'feedsmith';
import ICAL from 'ical.js';
import type { APIRequestContext } from '@playwright/test';
import { expect, test } from '../support/portal.ts';

async function calendar(request: APIRequestContext, path: string): Promise<ICAL.Event[]> {
  const answer = await request.get(path);
  expect(answer.status(), path).toBe(200);
  expect(answer.headers()['content-type']).toContain('text/calendar');
  const text = await answer.text();
  // RFC 5545 §3.1: lines end with CRLF and have at most 75 octets.
  for (const line of text.split('\r\n')) {
    expect(line).not.toContain('\n');
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  }
  ICAL.design.strict = true;
  const whole = new ICAL.Component(ICAL.parse(text));
  expect(whole.getFirstPropertyValue('version')).toBe('2.0');
  expect(whole.getFirstPropertyValue('prodid')).toBeTruthy();
  const events = whole.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  for (const event of events) {
    expect(event.uid).toContain('@');
    expect(event.summary).not.toBe('');
    expect(event.component.getFirstPropertyValue('dtstamp')).toBeTruthy();
    expect(event.endDate.compare(event.startDate)).toBe(1);
  }
  expect(new Set(events.map((event) => event.uid)).size).toBe(events.length);
  return events;
}

test('the calendars are read by a program of others', async ({ request }) => {
  const season = await calendar(request, '/calendar.ics');
  const sessions = season.filter((event) => event.uid.startsWith('session-'));
  expect(sessions.length).toBeGreaterThan(0);
  const page = await request.get('/sessions');
  const slugs = [...(await page.text()).matchAll(/href="\/sessions\/([a-z0-9-]+)"/g)];
  const slug = slugs[0]![1]!;
  for (const base of ['', '/en']) {
    const [own] = await calendar(request, `${base}/sessions/${slug}/calendar.ics`);
    expect(own!.component.getFirstPropertyValue('url')).toContain(`/sessions/${slug}`);
    // The same one in each calendar.
    expect(sessions.map((event) => event.uid)).toContain(own!.uid);
  }
});

test('the feeds are read by a program of others', async ({ request }) => {
  for (const path of [
    '/sessions/feed.atom',
    '/lots/feed.atom',
    '/feeds/results.atom',
    '/feeds/articles.atom',
  ]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(200);
    expect(answer.headers()['content-type']).toContain('application/atom+xml');
    const feed = parseAtomFeed(await answer.text());
    // RFC 4287 §4.1.1 and §4.1.2: what a feed and an entry must have.
    expect(feed.id, path).toBeTruthy();
    expect(feed.title, path).toBeTruthy();
    expect(Date.parse(String(feed.updated)), path).not.toBeNaN();
    const entries = feed.entries ?? [];
    expect(new Set(entries.map((entry) => entry.id)).size, path).toBe(entries.length);
    for (const entry of entries) {
      expect(entry.title, path).toBeTruthy();
      expect(Date.parse(String(entry.updated)), path).not.toBeNaN();
      expect(entry.links?.[0]?.href, path).toMatch(/^https?:\/\//);
      expect(entry.authors?.length ?? feed.authors?.length, path).toBeGreaterThan(0);
    }
  }
});
