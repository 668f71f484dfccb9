// Independent readers of what programs subscribe to: ical.js for calendars (RFC 5545), the RELAX NG validator
// of libxml2 for news (RFC 4287, `atom.rng`). Each answers with what is wrong, nothing for a good file.
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm';

// Values that only look like dates and numbers are faults, not guesses.
ICAL.design.strict = true;

/** The longest line in bytes, without its end (RFC 5545 §3.1). */
const LINE_MAX = 75;
const STATES = ['TENTATIVE', 'CONFIRMED', 'CANCELLED'];

/** What a calendar program would stumble over. */
export function calendarFaults(file: string): string[] {
  const lines = file.split('\r\n');
  const faults = lines
    .filter((line) => Buffer.byteLength(line) > LINE_MAX || /[\r\n]/.test(line))
    .map((line) => `the line is too long or ends early: ${line}`);
  if (lines.at(-1) !== '') faults.push('the last line has no end');
  try {
    const read: unknown = ICAL.parse(file);
    const calendar = new ICAL.Component(read as unknown[]);
    // What was read is written as it stood: no value was guessed.
    const written = unfolded(calendar.toString());
    const given = unfolded(file.trimEnd());
    faults.push(...given.filter((line, at) => line !== written[at]).map((line) => `guessed: ${line}`));
    faults.push(...once(calendar, 'version'), ...once(calendar, 'prodid'));
    const zones = calendar.getAllSubcomponents('vtimezone').map((zone) => text(zone, 'tzid'));
    const events = calendar.getAllSubcomponents('vevent');
    if (events.length === 0) faults.push('there is no event');
    for (const event of events) faults.push(...eventFaults(event, zones));
    const names = events.map((event) => text(event, 'uid'));
    if (new Set(names).size !== names.length) faults.push('two events have one UID');
  } catch (error) {
    faults.push(String(error));
  }
  return faults;
}

/** An event needs these exactly once, lies in a zone that the file describes, and ends after it begins. */
function eventFaults(event: ICAL.Component, zones: string[]): string[] {
  const faults = ['uid', 'dtstamp', 'dtstart', 'dtend', 'summary'].flatMap((name) =>
    once(event, name),
  );
  const { startDate, endDate } = new ICAL.Event(event);
  if (endDate.compare(startDate) <= 0) faults.push(`${text(event, 'uid')} ends before it begins`);
  faults.push(...once(event, 'sequence'));
  if (!STATES.includes(text(event, 'status'))) faults.push(`STATUS is ${text(event, 'status')}`);
  for (const name of ['dtstart', 'dtend']) {
    const zone = event.getFirstProperty(name)?.getParameter('tzid');
    if (zone !== undefined && !zones.includes(String(zone))) faults.push(`no zone ${zone}`);
  }
  return faults;
}

/** The lines as they are before the long ones are folded. */
function unfolded(file: string): string[] {
  return file.replace(/\r\n[ \t]/g, '').split('\r\n');
}

function once(of: ICAL.Component, name: string): string[] {
  const count = of.getAllProperties(name).length;
  return count === 1 ? [] : [`${of.name} has ${name} ${count} times`];
}

function text(of: ICAL.Component, name: string): string {
  return String(of.getFirstPropertyValue(name) ?? '');
}

/** Name and change of each event, by its UID. */
export function sequences(file: string): Map<string, number> {
  const events = new ICAL.Component(ICAL.parse(file)).getAllSubcomponents('vevent');
  return new Map(
    events.map((event) => [text(event, 'uid'), Number(event.getFirstPropertyValue('sequence'))]),
  );
}

const schema = XmlDocument.fromBuffer(readFileSync(new URL('./atom.rng', import.meta.url)));
const validator = RelaxNGValidator.fromDoc(schema);

/** What a feed reader would stumble over. */
export function newsFaults(file: string): string[] {
  try {
    const news = XmlDocument.fromString(file);
    try {
      validator.validate(news);
    } finally {
      news.dispose();
    }
    return [];
  } catch (error) {
    return [String(error)];
  }
}
