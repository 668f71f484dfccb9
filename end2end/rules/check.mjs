// Holds `luochui simulate` against the rules as they were written a second time (reference.mjs).
//
//   node check.mjs PROGRAM [SEED] [INSTRUCTIONS]
//
// First the worked examples, by both; then lots from a seed, every field of every answer; at last the
// reference with one rule broken at a time, which must give itself away on the very same lots. The exit
// status is 0 only when all of that holds.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { EXAMPLES } from './examples.mjs';
import { lots } from './lots.mjs';
import { FAULTS, Lot } from './reference.mjs';

const [program, seed = '20221122', instructions = '60000'] = process.argv.slice(2);
if (!program) {
  console.error('usage: node check.mjs PROGRAM [SEED] [INSTRUCTIONS]');
  process.exit(2);
}

// The answers of the program to each lot.
function simulated(all) {
  const input = all.map(({ terms, lines }) => [terms, ...lines].map((line) => JSON.stringify(line)).join('\n'));
  const run = spawnSync(program, ['simulate'], { input: input.join('\n\n'), maxBuffer: 2 ** 30, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.stderr, '', 'these lots could be announced');
  const answers = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  let at = 0;
  const parts = all.map(({ lines }) => answers.slice(at, (at += lines.length)));
  assert.equal(at, answers.length, 'one answer for each line under a lot');
  return parts;
}

function referred({ terms, lines }, fault) {
  const lot = new Lot(terms, fault);
  return lines.map((line) => lot.step(line));
}

function examples() {
  const named = Object.entries(EXAMPLES).map(([name, [terms, ...rows]]) => {
    const lines = rows.map(([first, kind, amount, t]) =>
      typeof first === 'number' ? { tick: first } : { bidder: first, kind, amount, t },
    );
    return { name, terms, lines, rows };
  });
  const answers = simulated(named);
  for (const [place, example] of named.entries()) {
    const shown = (answer, row) =>
      row.length === 2 ? [answer.phase] : [answer.code, answer.leader, answer.price, answer.ends_at];
    for (const said of [answers[place], referred(example)]) {
      const seen = said.map((answer, line) => shown(answer, example.rows[line]));
      const wanted = example.rows.map((row) => (row.length === 2 ? row.slice(1) : row.slice(4)));
      assert.deepEqual(seen, wanted, example.name);
    }
  }
  console.log(`${named.length} worked examples: as the specification says.`);
}

function compared() {
  const all = lots(Number(seed), Number(instructions));
  const answers = simulated(all);
  const codes = {};
  for (const [place, lot] of all.entries()) {
    for (const [line, wanted] of referred(lot).entries()) {
      codes[wanted.code] = (codes[wanted.code] ?? 0) + 1;
      const until = () => [lot.terms, ...lot.lines.slice(0, line + 1)].map((each) => JSON.stringify(each)).join('\n');
      try {
        assert.deepEqual(answers[place][line], wanted);
      } catch (difference) {
        difference.message = `seed ${seed}, after\n${until()}\n${difference.message}`;
        throw difference;
      }
    }
  }
  const count = Object.values(codes).reduce((sum, each) => sum + each, 0);
  console.log(`${count} instructions on ${all.length} lots: every field of every answer is the same.`);
  console.log(Object.entries(codes).sort().map(([code, times]) => `${code} ${times}`).join(', '));
  return { all, answers };
}

function controls({ all, answers }) {
  for (const [fault, meaning] of Object.entries(FAULTS)) {
    const seen = all.some((lot, place) => {
      try {
        assert.deepEqual(referred(lot, fault), answers[place]);
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(seen, `nobody would notice that ${meaning}`);
  }
  console.log(`${Object.keys(FAULTS).length} rules broken on purpose: each is noticed.`);
}

examples();
controls(compared());
