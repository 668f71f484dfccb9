// The bidding rules written a second time, from the text of the specification (bidding.md C.1–C.6)
// and without a look at the portal's engine, so that the two can be held against each other. It is
// plain rather than fast: the grid is walked price by price.
//
// `fault` breaks one rule on purpose (FAULTS), to show that a comparison would notice.

export const FAULTS = {
  grid: 'off the grid is taken',
  late: 'the instant of the end is in time',
  tie: 'of equal ceilings the later wins',
  match: 'a priority right does not match the price',
  rank: 'at equal ceilings the rank does not count',
  lift: 'no ceiling is lifted to the reserve',
  raise: 'the leader may not raise itself below the reserve',
  exhausted: 'the beaten ceiling is not told',
  window: 'exactly the window before the end nothing extends',
  silent: 'a change of the own ceiling extends',
  hardEnd: 'the hard end is passed',
  drain: 'the lot closes without a drain',
  jump: 'one step more than max_jump is taken',
  token: 'a token that comes again is decided again',
  lowered: 'a ceiling may be lowered',
  few: 'one bidder is enough for every lot',
};

// Behind every priority rank.
const ORDINARY = Infinity;

export class Lot {
  constructor(terms, fault) {
    this.terms = { window: 300000, extend: 300000, drain: 2000, max_jump: 50, min_bidders: 1, ranks: {}, ...terms };
    this.fault = fault;
    this.endsAt = terms.ends_at;
    this.price = this.leader = this.ceiling = null;
    this.now = this.last = -Infinity;
    this.result = null;
    this.bidders = new Set();
    this.said = new Map();
    this.prices = [terms.start];
  }

  // C.2: the grid, as far as it has been asked for.
  next(price) {
    let step;
    for (const [from, of] of this.terms.ladder) if (from <= price) step = of;
    return price + step;
  }
  around(amount) {
    if (amount < this.terms.start) return [this.terms.start, this.terms.start];
    while (this.prices.at(-1) <= amount) this.prices.push(this.next(this.prices.at(-1)));
    let at = this.prices.length - 1;
    while (this.prices[at] > amount) at -= 1;
    return [this.prices[at], this.prices[at + 1]];
  }

  rank(bidder) {
    return this.terms.ranks[bidder] ?? ORDINARY;
  }
  reserveMet() {
    const { reserve } = this.terms;
    return reserve == null || (this.price !== null && this.price >= reserve);
  }

  answer(code, rows = [], more = {}) {
    let phase = this.result;
    if (phase === null) {
      if (this.now < this.terms.opens_at) phase = 'SCHEDULED';
      else phase = this.now >= this.endsAt ? 'CLOSING' : 'OPEN';
    }
    return { code, price: this.price, leader: this.leader, ends_at: this.endsAt, phase, rows, ...more };
  }

  step(line) {
    if ('tick' in line) return this.tick(line.tick);
    const { bidder, kind, amount, t, token, confirmed = false } = line;
    const key = token === undefined ? null : JSON.stringify([bidder, token]);
    const known = key === null || this.fault === 'token' ? undefined : this.said.get(key);
    if (known) {
      const same = known.kind === kind && known.amount === amount;
      // Who confirms now had not, or the jump would have been taken.
      if (!same || (known.answer.code === 'JUMP_TOO_BIG' && confirmed)) return this.answer('KEY_REUSED');
      return { ...known.answer, replay: true };
    }
    this.now = Math.max(this.now, t);
    const answer = this.decide(bidder, kind, amount, t, confirmed);
    if (key !== null) this.said.set(key, { kind, amount, answer });
    return answer;
  }

  // C.6: the close, once the drain is over.
  tick(t) {
    this.now = Math.max(this.now, t);
    const drain = this.fault === 'drain' ? 0 : this.terms.drain;
    if (this.result === null && this.now >= this.endsAt + drain) {
      const wanted = this.fault === 'few' ? 1 : this.terms.min_bidders;
      if (this.leader === null) this.result = 'UNSOLD_NO_BID';
      else if (this.bidders.size < wanted) this.result = 'UNSOLD_TOO_FEW';
      else this.result = this.reserveMet() ? 'SOLD_PENDING' : 'UNSOLD_RESERVE';
    }
    return this.answer('TICK');
  }

  // C.4: the checks, in their order.
  decide(bidder, kind, amount, t, confirmed) {
    if (this.result !== null) return this.answer('LOT_NOT_OPEN');
    if (t < this.terms.opens_at) return this.answer('TOO_EARLY');
    if (this.fault === 'late' ? t > this.endsAt : t >= this.endsAt) return this.answer('LATE');
    const grid = this.around(amount);
    if (grid[0] !== amount && this.fault !== 'grid') return this.answer('OFF_GRID', [], { grid });
    const leads = bidder === this.leader;
    if (leads && kind === 'cap') {
      if (amount < this.price) return this.answer('BELOW_OWN_PRICE');
      if (amount < this.ceiling && this.fault !== 'lowered') return this.answer('BELOW_OWN_CEILING');
      this.bidders.add(bidder);
      this.ceiling = amount;
      this.extend(t, this.fault === 'silent');
      return this.answer('CAP_SET');
    }
    if (leads && (this.reserveMet() || this.fault === 'raise')) return this.answer('ALREADY_LEADING');
    const least = this.least(bidder);
    if (amount < least) return this.answer('TOO_LOW', [], { min_next: least });
    if (kind === 'flat' && !confirmed) {
      let max = least;
      const steps = this.terms.max_jump + (this.fault === 'jump' ? 1 : 0);
      for (let step = 0; step < steps; step += 1) max = this.next(max);
      if (amount > max) return this.answer('JUMP_TOO_BIG', [], { max });
    }
    const before = [this.price, this.leader];
    const rows = this.resolve(bidder, kind, amount, least);
    this.bidders.add(bidder);
    this.extend(t, before[0] !== this.price || before[1] !== this.leader);
    return this.answer('ACCEPTED', rows);
  }

  // C.4, last paragraph: the lowest amount that counts.
  least(bidder) {
    if (this.leader === null) return this.terms.start;
    const matches = this.rank(bidder) < this.rank(this.leader) && this.fault !== 'match';
    return matches ? this.price : this.next(this.price);
  }

  // C.5: who leads, and at which price.
  resolve(bidder, kind, amount, least) {
    const by = kind === 'flat' ? 'flat' : 'auto';
    if (this.leader === null) {
      const price = kind === 'flat' ? amount : this.lifted(least, amount);
      return this.leads(bidder, kind, amount, price, [[bidder, by, price, '']]);
    }
    if (bidder === this.leader) {
      if (this.ceiling !== null && amount >= this.ceiling) this.ceiling = null;
      this.price = amount;
      return [[bidder, by, amount, '']];
    }
    const held = Math.max(this.ceiling ?? 0, this.price);
    const [rank, leading] = this.fault === 'rank' ? [0, 0] : [this.rank(bidder), this.rank(this.leader)];
    const ahead = this.fault === 'tie' ? rank <= leading : rank < leading;
    if (amount > held || (amount === held && ahead)) {
      const rows = [];
      if (held > this.price && this.fault !== 'exhausted') rows.push([this.leader, 'auto', held, 'exhausted']);
      const beats = rank < leading || amount === held ? held : this.next(held);
      const price = kind === 'flat' ? amount : this.lifted(Math.max(beats, least), amount);
      return this.leads(bidder, kind, amount, price, [...rows, [bidder, by, price, '']]);
    }
    const beats = leading < rank || amount === held ? amount : this.next(amount);
    const price = this.lifted(Math.min(held, Math.max(beats, this.price)), held);
    this.price = price;
    return [
      [bidder, by, amount, 'outbid'],
      [this.leader, 'auto', price, price === amount ? 'tie' : ''],
    ];
  }

  leads(bidder, kind, amount, price, rows) {
    this.leader = bidder;
    this.price = price;
    this.ceiling = kind === 'cap' ? amount : null;
    return rows;
  }

  lifted(price, ceiling) {
    const { reserve } = this.terms;
    const lifts = reserve != null && price < reserve && reserve <= ceiling && this.fault !== 'lift';
    return lifts ? reserve : price;
  }

  // C.6: the extension. The clock of a lot runs forward only.
  extend(t, changed) {
    this.last = Math.max(this.last, t);
    const left = this.endsAt - this.last;
    const { window, extend, hard_end: hardEnd } = this.terms;
    if (!changed || (this.fault === 'window' ? left >= window : left > window)) return;
    const end = Math.max(this.endsAt, this.last + extend);
    this.endsAt = hardEnd == null || this.fault === 'hardEnd' ? end : Math.min(end, hardEnd);
  }
}
