//! What every answer tells the browser to refuse, and which writes are refused here.

mod back;
mod headers;
mod origin;
pub mod reports;
#[cfg(test)]
mod tests;

pub use back::lead_back;
pub use headers::{Nonce, keep_private, security_headers};
pub use origin::{parse_origin, same_origin};

use http::Method;

/// Whether a request of this method changes nothing.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
