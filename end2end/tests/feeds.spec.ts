// Calendars and news are accepted by readers that have nothing of ours, and these refuse what is broken.
import { expect, test } from '../support/portal.ts';
import { calendarFaults, newsFaults, sequences } from '../support/feeds.ts';

test('the calendars of sessions and season are accepted by an independent reader', async ({
  page,
}) => {
  const news = await (await page.request.get('/sessions/feed.atom')).text();
  const sessions = [...news.matchAll(/href="[^"]*(\/sessions\/[^"/.]+)"/g)].map((found) => found[1]!);
  expect(sessions.length, 'sessions of the demo season').toBeGreaterThan(8);
  const stable = new Map<string, string>();
  for (const session of new Set(sessions)) {
    for (const place of [`${session}/calendar.ics`, `/en${session}/calendar.ics`]) {
      const file = await (await page.request.get(place)).text();
      expect(calendarFaults(file), place).toEqual([]);
      const names = [...sequences(file).keys()].join();
      expect(names, 'both languages tell of one event').toBe(stable.get(session) ?? names);
      stable.set(session, names);
    }
  }
  for (const place of ['/calendar.ics', '/en/calendar.ics']) {
    const file = await (await page.request.get(place)).text();
    expect(calendarFaults(file), place).toEqual([]);
    // Rounds and sessions by the hour, deadlines by the day.
    expect(sequences(file).size).toBeGreaterThan(3);
  }
});

test('the news are accepted by the schema of Atom', async ({ page }) => {
  for (const base of ['', '/en']) {
    for (const feed of ['sessions/feed.atom', 'lots/feed.atom', 'feeds/results.atom', 'feeds/articles.atom']) {
      const file = await (await page.request.get(`${base}/${feed}`)).text();
      expect(newsFaults(file), `${base}/${feed}`).toEqual([]);
    }
  }
});

test('a broken calendar and broken news are refused', async ({ page }) => {
  const news = await (await page.request.get('/sessions/feed.atom')).text();
  const session = /href="[^"]*(\/sessions\/[^"/.]+)"/.exec(news)![1]!;
  const file = await (await page.request.get(`${session}/calendar.ics`)).text();
  const calendars: Record<string, (text: string) => string> = {
    'an event without end': (text) => text.replace('END:VEVENT\r\n', ''),
    'an event without name': (text) => text.replace(/UID:[^\r]*\r\n/, ''),
    'two names': (text) => text.replace(/(UID:[^\r]*\r\n)/, '$1$1'),
    'no time of writing': (text) => text.replace(/DTSTAMP:[^\r]*\r\n/, ''),
    'a day in words': (text) => text.replace(/(DTSTART;TZID=[^:]*):\d+T\d+/, '$1:tomorrow'),
    'an unknown zone': (text) => text.replaceAll('DTSTART;TZID=Asia/Shanghai', 'DTSTART;TZID=Asia/Nowhere'),
    'an end before the beginning': (text) => text.replace(/(DTEND;[^:]*):\d{4}/, '$1:2001'),
    'a change without number': (text) => text.replace(/SEQUENCE:\d+/, 'SEQUENCE:x'),
    'ends of lines of another system': (text) => text.replaceAll('\r\n', '\n'),
    'a line that is not folded': (text) => text.replace(/SUMMARY:/, `SUMMARY:${'a'.repeat(80)}`),
  };
  for (const [name, broken] of Object.entries(calendars)) {
    expect(broken(file), name).not.toBe(file);
    expect(calendarFaults(broken(file)), name).not.toEqual([]);
  }
  const feeds: Record<string, (text: string) => string> = {
    'not well formed': (text) => text.replace('</entry>', ''),
    'news without name': (text) => text.replace(/<entry>\s*<id>[^<]*<\/id>/, '<entry>'),
    'nobody wrote it': (text) => text.replace(/<author>[^]*?<\/author>/, ''),
    'a day without hour': (text) => text.replace(/(<updated>\d{4}-\d\d-\d\d)T[^<]*/, '$1'),
    'two titles': (text) => text.replace(/(<title>[^<]*<\/title>)/, '$1$1'),
    'an element of another kind of news': (text) => text.replaceAll('summary>', 'description>'),
  };
  for (const [name, broken] of Object.entries(feeds)) {
    expect(broken(news), name).not.toBe(news);
    expect(newsFaults(broken(news)), name).not.toEqual([]);
  }
});
