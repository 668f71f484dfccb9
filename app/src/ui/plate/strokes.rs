//! The lines of a plate for whoever draws no SVG: the server, which makes pictures of it.

use super::{Bits, CENTRE, PlateOf, Point, corners, directions, fnv, rulings};

/// The lines of a plate, in the units of the drawing.
pub struct Strokes {
    /// The corners of the body, in order.
    pub body: Vec<(i32, i32)>,
    /// The hatch and the axes, from where to where.
    pub lines: Vec<((i32, i32), (i32, i32))>,
}

/// The lines of the plate of a lot. Waves are straight here.
pub fn strokes(of: &PlateOf) -> Strokes {
    let corners = corners(&mut Bits(fnv(&of.seed)));
    let at = |p: Point| (p.x, p.y);
    let mut lines = Vec::new();
    for (a, b, spacing) in directions(of.industry) {
        let pieces = rulings(&corners, *a, *b, *spacing);
        lines.extend(pieces.into_iter().map(|(p, q)| (at(p), at(q))));
    }
    let (x, y) = at(CENTRE);
    lines.extend([((x - 150, y), (x + 150, y)), ((x, y - 142), (x, y + 142))]);
    Strokes {
        body: corners.into_iter().map(at).collect(),
        lines,
    }
}
