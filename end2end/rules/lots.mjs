// Lots and what is bid on them, from a seed: prices few and near each other, so that ties, equal
// ceilings, edges of the extension and of the reserve, late bids and repeated tokens come often.

// mulberry32: small, and the same everywhere.
function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low, high) => low + Math.floor(roll() * (high - low + 1));
  return { roll, between, one: (...of) => of[between(0, of.length - 1)], chance: (p) => roll() < p };
}

function lot({ between, one, chance }) {
  const start = chance(0.8) ? between(1, 12) : one(95000, 100000, 190000);
  const unit = start > 12 ? 1000 : 1;
  const ladder = [[0, unit * between(1, 3)]];
  for (let bands = one(0, 0, 1, 1, 2, 3), edge = start; bands > 0; bands -= 1) {
    edge += ladder.at(-1)[1] * between(1, 6);
    ladder.push([edge, unit * between(1, 5)]);
  }
  const grid = [start];
  while (grid.length < 90) grid.push(grid.at(-1) + ladder.findLast(([from]) => from <= grid.at(-1))[1]);
  const opens_at = one(0, 0, 100);
  const ends_at = opens_at + one(1000, 2000, 3600);
  const extend = one(0, 1, 100, 300, 300, 500);
  const ranked = chance(0.5) ? ['A', 'B', 'C', 'D', 'E'].filter(() => chance(0.4)) : [];
  const terms = {
    start,
    ladder,
    opens_at,
    ends_at,
    reserve: one(null, one(...grid.slice(0, 25))),
    window: one(0, 100, 300, 300, 2000),
    extend,
    hard_end: one(null, null, ends_at + extend, ends_at + extend + between(0, 600)),
    max_jump: one(50, 0, 1, 3, 10, 500),
    drain: one(0, 20, 200),
    ranks: Object.fromEntries(ranked.map((bidder) => [bidder, between(1, 3)])),
    min_bidders: one(1, 1, 2, 3),
  };
  return { terms, grid };
}

function steps({ roll, between, one, chance }, { terms, grid }, count) {
  const { ends_at: ends, window, drain } = terms;
  const pace = (ends * one(0.6, 1, 1.6)) / count;
  const [lines, bids] = [[], []];
  let [t, level] = [0, 0];
  while (lines.length < count) {
    t += Math.floor(-Math.log(1 - roll()) * pace);
    if (chance(0.05)) {
      lines.push({ tick: one(t, t, ends - 1, ends, ends + drain - 1, ends + drain, t + between(0, 300)) });
    } else if (bids.length > 0 && chance(0.07)) {
      const again = { ...one(...bids) };
      const changed = one('nothing', 'nothing', 'amount', 'kind', 'confirmed', 't');
      if (changed !== 'nothing') {
        again[changed] = { amount: one(...grid.slice(0, 30)), kind: one('flat', 'cap'), confirmed: true, t }[changed];
      }
      lines.push(again);
    } else {
      if (chance(0.4)) level = Math.min(level + 1, 60);
      const bid = {
        bidder: one('A', 'A', 'B', 'B', 'C', 'D', 'E'),
        kind: one('flat', 'flat', 'cap'),
        amount: grid[Math.max(0, Math.min(89, level + one(-3, -2, -1, 0, 0, 0, 1, 1, 2, 3, 5, 8, 20, 29)))],
        t: chance(0.25) ? one(t - between(0, 150), ends - 1, ends, ends - window, ends - 50) : t,
      };
      if (chance(0.08)) bid.amount += one(-1, 1);
      if (chance(0.01)) bid.amount = one(0, -1, 1000000);
      if (chance(0.5)) bid.token = `k${between(0, 40)}`;
      if (chance(0.04)) bid.confirmed = true;
      bids.push(bid);
      lines.push(bid);
    }
  }
  return lines;
}

// Lots with at least `instructions` lines under them: `[{ terms, lines }]`.
export function lots(seed, instructions) {
  const with_dice = dice(seed);
  const all = [];
  for (let count = 0; count < instructions; count += all.at(-1).lines.length) {
    const made = lot(with_dice);
    all.push({ terms: made.terms, lines: steps(with_dice, made, with_dice.between(3, 45)) });
  }
  return all;
}
