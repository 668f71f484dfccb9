//! A picture that is drawn with a few colours: rectangles, polygons, and lines with soft edges.

/// Shades of a colour, from the ground to the full colour.
const SHADES: u8 = 64;

/// What something is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The blue of the portal.
    Blue,
    /// Its vermilion.
    Vermilion,
    /// White.
    White,
    /// Black.
    Black,
}

impl Ink {
    /// The first place of its shades in the palette.
    const fn base(self) -> u8 {
        match self {
            Self::Blue => 0,
            Self::Vermilion => SHADES,
            Self::White => 2 * SHADES,
            Self::Black => 3 * SHADES,
        }
    }

    const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Blue => [0x1c, 0x4a, 0x72],
            Self::Vermilion => [0xb5, 0x28, 0x1c],
            Self::White => [0xff; 3],
            Self::Black => [0; 3],
        }
    }
}

/// The paper of the portal.
const PAPER: [u8; 3] = [0xf7, 0xf5, 0xef];

/// The colours of every canvas: four inks, each in its shades on paper.
pub fn palette() -> Vec<[u8; 3]> {
    let inks = [Ink::Blue, Ink::Vermilion, Ink::White, Ink::Black];
    let shade = |ink: Ink, step: u8| {
        let part = |channel: usize| {
            let (from, to) = (i32::from(PAPER[channel]), i32::from(ink.rgb()[channel]));
            (from + (to - from) * i32::from(step) / i32::from(SHADES - 1)) as u8
        };
        [part(0), part(1), part(2)]
    };
    inks.iter()
        .flat_map(|ink| (0..SHADES).map(move |step| shade(*ink, step)))
        .collect()
}

/// A picture.
pub struct Canvas {
    /// Pixels of a line.
    pub width: i32,
    /// Lines.
    pub height: i32,
    /// Places in the palette, line by line.
    pub pixels: Vec<u8>,
}

impl Canvas {
    /// A picture that is all paper.
    pub fn new(width: i32, height: i32) -> Self {
        let pixels = vec![0; (width * height) as usize];
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Puts a shade on a pixel unless it is darker already; outside of the picture it does nothing.
    fn put(&mut self, x: i32, y: i32, ink: Ink, shade: u8) {
        if !(0..self.width).contains(&x) || !(0..self.height).contains(&y) || shade == 0 {
            return;
        }
        let pixel = &mut self.pixels[(y * self.width + x) as usize];
        let there = (*pixel / SHADES, *pixel % SHADES);
        if there.0 != ink.base() / SHADES || there.1 < shade {
            *pixel = ink.base() + shade.min(SHADES - 1);
        }
    }

    /// A rectangle from the upper left corner.
    pub fn rectangle(&mut self, (x, y): (i32, i32), (width, height): (i32, i32), ink: Ink) {
        for line in y..y + height {
            for column in x..x + width {
                self.put(column, line, ink, SHADES - 1);
            }
        }
    }

    /// A polygon in a light shade.
    pub fn polygon(&mut self, corners: &[(i32, i32)], ink: Ink, shade: u8) {
        let edges = || corners.iter().zip(corners.iter().cycle().skip(1));
        for y in 0..self.height {
            let mut cuts: Vec<i32> = edges()
                .filter(|(from, to)| (from.1 <= y) != (to.1 <= y))
                .map(|(from, to)| from.0 + (to.0 - from.0) * (y - from.1) / (to.1 - from.1))
                .collect();
            cuts.sort_unstable();
            for pair in cuts.chunks_exact(2) {
                for x in pair[0]..pair[1] {
                    self.put(x, y, ink, shade);
                }
            }
        }
    }

    /// A line of this width; its edge is softened over one pixel.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), width: f32, ink: Ink) {
        let reach = width.ceil() as i32 + 1;
        let (dx, dy) = ((to.0 - from.0) as f32, (to.1 - from.1) as f32);
        let length2 = (dx * dx + dy * dy).max(1.0);
        for y in from.1.min(to.1) - reach..=from.1.max(to.1) + reach {
            for x in from.0.min(to.0) - reach..=from.0.max(to.0) + reach {
                let (px, py) = ((x - from.0) as f32, (y - from.1) as f32);
                let along = ((px * dx + py * dy) / length2).clamp(0.0, 1.0);
                let away = (px - along * dx).hypot(py - along * dy);
                let cover = (width / 2.0 + 0.5 - away).clamp(0.0, 1.0);
                self.put(x, y, ink, (cover * f32::from(SHADES - 1)) as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_goes_from_paper_to_each_ink() {
        let all = palette();
        assert_eq!(all.len(), 4 * SHADES as usize);
        for ink in [Ink::Blue, Ink::Vermilion, Ink::White, Ink::Black] {
            assert_eq!(all[usize::from(ink.base())], PAPER);
            assert_eq!(all[usize::from(ink.base() + (SHADES - 1))], ink.rgb());
        }
    }

    #[test]
    fn what_is_drawn_stays_inside_and_is_there() {
        let mut canvas = Canvas::new(20, 10);
        canvas.rectangle((-5, -5), (8, 8), Ink::Black);
        canvas.line((10, 5), (40, 5), 3.0, Ink::Blue);
        canvas.polygon(&[(4, 6), (9, 6), (9, 30), (4, 30)], Ink::Vermilion, 9);
        let at = |x: usize, y: usize| canvas.pixels[y * 20 + x];
        assert_eq!(at(2, 2), Ink::Black.base() + (SHADES - 1));
        assert_eq!(at(3, 3), 0);
        assert_eq!(at(15, 5), Ink::Blue.base() + (SHADES - 1));
        assert_eq!(at(5, 8), Ink::Vermilion.base() + 9);
    }
}
