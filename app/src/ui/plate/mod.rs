//! The figure plate: a drawing in the manner of a patent gazette, made from the number of the
//! patent, its classification and the industry. The same lot always gets the same plate, on the
//! server and in the browser, because all of it is whole-number geometry.

mod strokes;

use domain::lots::Industry;
use domain::views::LotCard;
use leptos::prelude::*;
pub use strokes::{Strokes, strokes};

/// Cosines of 0°, 15° … 345°, times a thousand; whole numbers are the same on every machine.
const COSINE: [i32; 24] = [
    1000, 966, 866, 707, 500, 259, 0, -259, -500, -707, -866, -966, -1000, -966, -866, -707, -500,
    -259, 0, 259, 500, 707, 866, 966,
];
/// The middle of the body in the drawing, which is 640 by 360 units.
const CENTRE: Point = Point { x: 398, y: 192 };

/// A place in the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    x: i32,
    y: i32,
}

/// What a plate is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlateOf {
    /// What decides the shape: a patent number or a lot code.
    pub seed: String,
    /// The large letters: the classification, else the code.
    pub heading: String,
    /// The small letters: the patent number, else empty.
    pub caption: String,
    /// Decides the hatch.
    pub industry: Industry,
}

impl PlateOf {
    /// The plate of a lot in a list.
    pub fn card(card: &LotCard) -> Self {
        let code = card.code.to_string();
        let number = card
            .patent
            .as_ref()
            .map(|patent| patent.canonical().to_owned());
        Self {
            seed: number.clone().unwrap_or_else(|| code.clone()),
            heading: card.ipc.clone().unwrap_or(code),
            caption: number.unwrap_or_default(),
            industry: card.industry,
        }
    }
}

/// The drawing. It is decoration: everything it says stands beside it in words.
#[component]
pub fn Plate(
    /// What it is drawn from.
    of: PlateOf,
) -> impl IntoView {
    let drawing = Drawing::of(&of);
    let heading = match of.heading.chars().count() {
        0..=12 => "plate-heading",
        _ => "plate-heading plate-heading--long",
    };
    let leaders = drawing.leaders.iter().map(Leader::view).collect_view();
    view! {
        <svg class="plate" viewBox="0 0 640 360" aria-hidden="true" focusable="false">
            <rect class="plate-ground" width="640" height="360" />
            <path
                class="plate-register"
                d="M14 34V14H34 M606 14H626V34 M626 326V346H606 M34 346H14V326"
            />
            <path class="plate-axis" d=drawing.axes />
            <path class="plate-body" d=drawing.outline />
            <path class="plate-hatch" data-industry=of.industry.code() d=drawing.hatch />
            <path class="plate-hole" d=drawing.hole />
            {leaders}
            <text class=heading x="30" y="66">
                {of.heading}
            </text>
            <text class="plate-caption" x="30" y="332">
                {of.caption}
            </text>
        </svg>
    }
}

/// Every line of a plate as path data.
struct Drawing {
    outline: String,
    hatch: String,
    hole: String,
    axes: String,
    leaders: Vec<Leader>,
}

/// A numeral with the line that leads to its part.
struct Leader {
    path: String,
    at: Point,
    anchor: &'static str,
    numeral: u32,
}

impl Leader {
    fn view(&self) -> impl IntoView + use<> {
        view! {
            <path class="plate-leader" d=self.path.clone() />
            <text class="plate-numeral" x=self.at.x y=self.at.y text-anchor=self.anchor>
                {self.numeral}
            </text>
        }
    }
}

impl Drawing {
    fn of(of: &PlateOf) -> Self {
        let mut bits = Bits(fnv(&of.seed));
        let corners = corners(&mut bits);
        let hole = hole(&mut bits);
        Self {
            outline: polygon_path(&corners),
            hatch: hatch(of.industry, &corners),
            hole,
            axes: format!(
                "M{} {}H{} M{} {}V{}",
                CENTRE.x - 150,
                CENTRE.y,
                CENTRE.x + 150,
                CENTRE.x,
                CENTRE.y - 142,
                CENTRE.y + 142
            ),
            leaders: leaders(&mut bits, &corners),
        }
    }
}

/// A stream of small numbers from one hash; enough for one drawing, and always the same.
struct Bits(u64);

impl Bits {
    /// A number from 0 to `bound` - 1.
    fn below(&mut self, bound: u64) -> i32 {
        // The multiplier and increment of Knuth's MMIX generator; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound) as i32
    }
}

/// The FNV-1a hash of a text.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The point `radius` away from the centre in the direction of `step` times 15°.
fn polar(step: i32, radius: i32) -> Point {
    let index = step.rem_euclid(24) as usize;
    let sine = COSINE[(index + 18) % 24];
    Point {
        x: CENTRE.x + COSINE[index] * radius / 1000,
        y: CENTRE.y + sine * radius / 1000,
    }
}

/// The corners of the body, 5 to 8 of them, around the centre.
fn corners(bits: &mut Bits) -> Vec<Point> {
    let count = 5 + bits.below(4);
    let turn = bits.below(24);
    (0..count)
        .map(|i| polar(turn + i * 24 / count, 88 + bits.below(38)))
        .collect()
}

fn polygon_path(corners: &[Point]) -> String {
    let points: Vec<String> = corners.iter().map(|p| format!("{} {}", p.x, p.y)).collect();
    format!("M{}Z", points.join("L"))
}

/// A bore, a hexagon, a double ring or a slot in the middle of the body.
fn hole(bits: &mut Bits) -> String {
    let radius = 30 + bits.below(14);
    let ring = |r: i32| {
        format!(
            "M{} {}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 {} 0Z",
            CENTRE.x - r,
            CENTRE.y,
            2 * r,
            -2 * r
        )
    };
    match bits.below(4) {
        0 => polygon_path(&(0..6).map(|i| polar(i * 4, radius + 4)).collect::<Vec<_>>()),
        1 => format!("{} {}", ring(radius + 6), ring(radius - 12)),
        2 => {
            let (half, r) = (radius, 20);
            format!(
                "M{} {}h{}a{r} {r} 0 0 1 0 {}h{}a{r} {r} 0 0 1 0 {}Z",
                CENTRE.x - half + r,
                CENTRE.y - r,
                2 * (half - r),
                2 * r,
                -2 * (half - r),
                -2 * r
            )
        }
        _ => ring(radius),
    }
}

/// The hatch of an industry, cut to the body.
fn hatch(industry: Industry, corners: &[Point]) -> String {
    // A family of parallel lines is where `a·x + b·y` is a multiple of the spacing.
    let straight = |a, b, spacing| {
        rulings(corners, a, b, spacing)
            .iter()
            .map(line)
            .collect::<String>()
    };
    let all = directions(industry).iter();
    match industry {
        Industry::Bio => rulings(corners, 0, 1, 18).iter().map(wave).collect(),
        _ => all
            .map(|(a, b, spacing)| straight(*a, *b, *spacing))
            .collect(),
    }
}

/// The families of lines that the hatch of an industry is made of.
const fn directions(industry: Industry) -> &'static [(i32, i32, i32)] {
    match industry {
        Industry::It => &[(0, 1, 20), (1, 0, 20)],
        Industry::Bio => &[(0, 1, 18)],
        Industry::Manufacturing => &[(1, 1, 22)],
        Industry::Environment => &[(0, 1, 14)],
        Industry::Materials => &[(1, -1, 22)],
        Industry::Energy => &[(0, 1, 11)],
        Industry::Other => &[(1, 0, 14)],
    }
}

/// The pieces of the lines `a·x + b·y = k·spacing` that lie inside the polygon.
fn rulings(corners: &[Point], a: i32, b: i32, spacing: i32) -> Vec<(Point, Point)> {
    let height = |p: Point| a * p.x + b * p.y;
    let low = corners.iter().map(|p| height(*p)).min().unwrap_or(0);
    let high = corners.iter().map(|p| height(*p)).max().unwrap_or(0);
    let mut pieces = Vec::new();
    for k in (low / spacing + 1)..=(high / spacing) {
        let mut cuts = cuts(corners, k * spacing, height);
        cuts.sort_by_key(|p| (p.x, p.y));
        pieces.extend(cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])));
    }
    pieces
}

/// Where the outline crosses the height `at`.
fn cuts(corners: &[Point], at: i32, height: impl Fn(Point) -> i32) -> Vec<Point> {
    let edges = corners.iter().zip(corners.iter().cycle().skip(1));
    edges
        .filter_map(|(from, to)| {
            let (h0, h1) = (height(*from), height(*to));
            // Half-open, so that a corner on the line counts once.
            if (h0 < at) == (h1 < at) {
                return None;
            }
            let along = |p: i32, q: i32| p + (q - p) * (at - h0) / (h1 - h0);
            Some(Point {
                x: along(from.x, to.x),
                y: along(from.y, to.y),
            })
        })
        .collect()
}

fn line((from, to): &(Point, Point)) -> String {
    format!("M{} {}L{} {}", from.x, from.y, to.x, to.y)
}

/// A wavy line of whole periods, centred in its piece.
fn wave((from, to): &(Point, Point)) -> String {
    let periods = (to.x - from.x - 8) / 24;
    if periods < 1 {
        return String::new();
    }
    let start = from.x + (to.x - from.x - periods * 24) / 2;
    let more = "t12 0".repeat(periods as usize * 2 - 1);
    format!("M{start} {}q6 -8 12 0{more}", from.y)
}

/// Up to three numerals at corners whose surroundings are free of the letters of the plate.
fn leaders(bits: &mut Bits, corners: &[Point]) -> Vec<Leader> {
    let first = 10 * (1 + bits.below(3)) as u32;
    let free = |p: &&Point| p.x > CENTRE.x - 20 || p.y > CENTRE.y - 40;
    let spaced = corners.iter().filter(free).step_by(2).take(3);
    (0..)
        .zip(spaced)
        .map(|(i, corner)| leader(first + 2 * i, *corner))
        .collect()
}

fn leader(numeral: u32, corner: Point) -> Leader {
    let right = corner.x >= CENTRE.x;
    let side = if right { 1 } else { -1 };
    let inward = Point {
        x: corner.x + (CENTRE.x - corner.x) / 6,
        y: corner.y + (CENTRE.y - corner.y) / 6,
    };
    let knee_y = (corner.y + (corner.y - CENTRE.y) / 5).clamp(44, 318);
    let knee = Point {
        x: corner.x + side * 34,
        y: knee_y,
    };
    Leader {
        path: format!(
            "M{} {}L{} {}h{}",
            inward.x,
            inward.y,
            knee.x,
            knee.y,
            side * 12
        ),
        at: Point {
            x: knee.x + side * 18,
            y: knee.y + 8,
        },
        anchor: if right { "start" } else { "end" },
        numeral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plate(seed: &str, industry: Industry) -> PlateOf {
        let heading = "H01M 10/0525".into();
        PlateOf {
            seed: seed.into(),
            heading,
            caption: String::new(),
            industry,
        }
    }

    #[test]
    fn the_same_lot_has_the_same_plate_and_others_differ() {
        let outline = |seed| Drawing::of(&plate(seed, Industry::Energy)).outline;
        assert_eq!(outline("ZL202110345678.9"), outline("ZL202110345678.9"));
        assert_ne!(outline("ZL202110345678.9"), outline("ZL202010876543.2"));
    }

    #[test]
    fn everything_stays_inside_the_frame() {
        for number in 0..500 {
            let mut bits = Bits(fnv(&format!("P2026-{number}")));
            let corners = corners(&mut bits);
            assert!(
                corners.iter().all(|p| (240..560).contains(&p.x)),
                "{corners:?}"
            );
            assert!(
                corners.iter().all(|p| (40..340).contains(&p.y)),
                "{corners:?}"
            );
            for leader in leaders(&mut bits, &corners) {
                assert!((150..600).contains(&leader.at.x), "{:?}", leader.at);
                assert!((40..340).contains(&leader.at.y), "{:?}", leader.at);
            }
        }
    }

    #[test]
    fn every_industry_has_its_hatch() {
        let mut seen = std::collections::BTreeSet::new();
        for industry in Industry::ALL {
            let drawing = Drawing::of(&plate("ZL202110345678.9", *industry));
            assert!(!drawing.hatch.is_empty(), "{industry}");
            assert!(seen.insert(drawing.hatch), "{industry}");
        }
    }
}
