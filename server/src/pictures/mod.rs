//! Pictures of a lot that the server makes: the one that shared links show (OpenGraph), and the QR code
//! of its page. The first has no letters: which fonts a server has is nobody's to know, and a font with
//! Chinese that could be carried along is larger than the portal. Title and owner stand beside the
//! picture wherever it is shown.

mod canvas;
#[cfg(test)]
mod tests;

use crate::api::problem;
use crate::router::AppState;
use crate::routes::{Router, get};
use app::ssr;
use app::ui::plate::{PlateOf, strokes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use canvas::{Canvas, Ink};
use domain::ids::LotCode;
use http::{HeaderMap, Uri, header};
use locales::Lang;
use service::{Error, Portal, qr};

/// What sites that show links ask for, in pixels.
const SIZE: (i32, i32) = (1_200, 630);
/// A lot keeps its number and its industry: its pictures stay.
const FOR_A_DAY: &str = "public, max-age=86400";
/// Squares of light around a QR code, as readers want it.
const QUIET: i32 = 4;

/// The addresses. Pictures without letters speak no language; where a code leads does.
pub fn router() -> Router {
    Router::new()
        .route("/og/lots/{file}", get(shared))
        .route("/lots/{code}/qr.svg", get(code_of_page))
        .route("/en/lots/{code}/qr.svg", get(code_of_page))
        .route("/sessions/{slug}/qr.svg", get(code_of_session))
        .route("/en/sessions/{slug}/qr.svg", get(code_of_session))
}

/// The address of this portal as it was configured, else as it was asked for.
fn origin(portal: &Portal, headers: &HeaderMap) -> String {
    let fixed = portal.settings().public_origin.clone();
    fixed.unwrap_or_else(|| ssr::origin_of(headers, portal.settings().secure_cookies))
}

/// The picture of a lot for shared links.
async fn shared(
    State(state): State<AppState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let code = file.strip_suffix(".png").and_then(LotCode::parse);
    match picture(&state.portal, code, &headers).await {
        Ok(file) => with_type("image/png", file),
        Err(error) => problem::refuse(error),
    }
}

async fn picture(
    portal: &Portal,
    code: Option<LotCode>,
    headers: &HeaderMap,
) -> Result<Vec<u8>, Error> {
    let code = code.ok_or(Error::NotFound)?;
    // Only what is public has a card.
    let cards = portal.cards(std::slice::from_ref(&code)).await?;
    let card = cards.first().ok_or(Error::NotFound)?;
    let of = PlateOf::card(card);
    let (side, dark) = qr::dark(&format!("{}/lots/{code}", origin(portal, headers)))?;
    // Some milliseconds of arithmetic: not on a thread that answers others.
    let drawn = tokio::task::spawn_blocking(move || draw(&of, side, &dark)).await;
    drawn.map_err(|error| Error::Internal(error.to_string()))?
}

/// The plate on the left, the code on the right, the seal above it.
fn draw(of: &PlateOf, side: usize, dark: &[bool]) -> Result<Vec<u8>, Error> {
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    plate(&mut canvas, of);
    code(&mut canvas, side, dark);
    seal(&mut canvas);
    let size = (SIZE.0.unsigned_abs(), SIZE.1.unsigned_abs());
    let file = service::png::indexed(size, &canvas::palette(), &canvas.pixels);
    file.map_err(|error| Error::Internal(error.to_string()))
}

/// The body of the plate, twice its size, and its hatch.
fn plate(canvas: &mut Canvas, of: &PlateOf) {
    // The middle of the drawing comes to the middle of the left part.
    let at = |(x, y): (i32, i32)| ((x - 398) * 2 + 390, (y - 192) * 2 + 315);
    let strokes = strokes(of);
    let body: Vec<_> = strokes.body.into_iter().map(at).collect();
    canvas.polygon(&body, Ink::Blue, 6);
    for (from, to) in strokes.lines {
        canvas.line(at(from), at(to), 2.0, Ink::Blue);
    }
    for (from, to) in body.iter().zip(body.iter().cycle().skip(1)) {
        canvas.line(*from, *to, 5.0, Ink::Blue);
    }
    canvas.rectangle((0, 0), (SIZE.0, 12), Ink::Blue);
    canvas.rectangle((0, SIZE.1 - 12), (SIZE.0, 12), Ink::Blue);
}

/// The code, dark on light, at least 320 pixels wide in whole squares.
fn code(canvas: &mut Canvas, side: usize, dark: &[bool]) {
    let count = side as i32;
    let square = 340 / (count + 2 * QUIET);
    let whole = square * (count + 2 * QUIET);
    let (left, top) = (SIZE.0 - whole - 70, 220);
    canvas.rectangle((left, top), (whole, whole), Ink::White);
    for (place, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let (x, y) = (place as i32 % count, place as i32 / count);
        let at = (left + (x + QUIET) * square, top + (y + QUIET) * square);
        canvas.rectangle(at, (square, square), Ink::Black);
    }
}

/// The mark of the service: a vermilion seal with a hammer above its block.
fn seal(canvas: &mut Canvas) {
    let (x, y) = (SIZE.0 - 300, 70);
    canvas.rectangle((x, y), (110, 110), Ink::Vermilion);
    canvas.line((x + 34, y + 22), (x + 64, y + 52), 26.0, Ink::White);
    canvas.line((x + 50, y + 38), (x + 90, y + 78), 8.0, Ink::White);
    canvas.rectangle((x + 18, y + 84), (44, 9), Ink::White);
}

/// The QR code of the page of a lot, in the language of the address.
async fn code_of_page(
    State(state): State<AppState>,
    Path(code): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match code_of(&state.portal, &code, &uri, &headers).await {
        Ok(svg) => with_type("image/svg+xml; charset=utf-8", svg.into_bytes()),
        Err(error) => problem::refuse(error),
    }
}

async fn code_of(
    portal: &Portal,
    code: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<String, Error> {
    let code = LotCode::parse(code).ok_or(Error::NotFound)?;
    let cards = portal.cards(std::slice::from_ref(&code)).await?;
    cards.first().ok_or(Error::NotFound)?;
    code_to(portal, &format!("/lots/{code}"), uri, headers)
}

/// The QR code of the page of a session, for the hall and for printed matter.
async fn code_of_session(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let drawn = match state.portal.shown_session(&slug).await {
        Ok(page) => {
            let path = format!("/sessions/{}", page.session.slug);
            code_to(&state.portal, &path, &uri, &headers)
        }
        Err(error) => Err(error),
    };
    match drawn {
        Ok(svg) => with_type("image/svg+xml; charset=utf-8", svg.into_bytes()),
        Err(error) => problem::refuse(error),
    }
}

/// The QR code of a page, in the language of the address that was asked for.
fn code_to(portal: &Portal, path: &str, uri: &Uri, headers: &HeaderMap) -> Result<String, Error> {
    let path = app::lang::href(Lang::of_path(uri.path()), path);
    let squares = qr::squares(&format!("{}{path}", origin(portal, headers)))?;
    let side = i64::from(squares.side) + 2 * i64::from(QUIET);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path transform=\"translate({QUIET} {QUIET})\" d=\"{}\"/></svg>",
        squares.path
    ))
}

fn with_type(kind: &'static str, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, FOR_A_DAY),
    ];
    (headers, body).into_response()
}
