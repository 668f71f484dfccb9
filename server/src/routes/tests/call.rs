//! A call that the walk sends: a template of an address and of a body, filled with the things of a set.

use super::site::{Things, Visitor};
use axum::body::Body;
use axum::http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use std::process::Command;

const PAGE: &str = "text/html";
const DATA: &str = "application/json";
const BOUNDARY: &str = "permission-walk";

/// How a call is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A page is read.
    Page,
    /// A file or data is read.
    Read,
    /// A form is posted by a script.
    Form,
    /// A form is posted without one.
    PlainForm,
    /// JSON is posted.
    Json,
    /// A browser reports something.
    Report,
    /// A form with a file is posted; its fields stand in the body as in an address.
    Parts,
}

/// A call.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    kind: Kind,
    at: &'static str,
    body: &'static str,
    nobody: bool,
}

const fn call(kind: Kind, at: &'static str, body: &'static str) -> Call {
    Call {
        kind,
        at,
        body,
        nobody: false,
    }
}

/// Reads a page.
pub const fn page(at: &'static str) -> Call {
    call(Kind::Page, at, "")
}

/// Reads a file or data.
pub const fn read(at: &'static str) -> Call {
    call(Kind::Read, at, "")
}

/// Posts a form as a script does.
pub const fn form(at: &'static str, body: &'static str) -> Call {
    call(Kind::Form, at, body)
}

/// Posts a form as a browser without scripts does.
pub const fn plain_form(at: &'static str, body: &'static str) -> Call {
    call(Kind::PlainForm, at, body)
}

/// Posts JSON.
pub const fn json(at: &'static str, body: &'static str) -> Call {
    call(Kind::Json, at, body)
}

/// Posts what browsers report by themselves.
pub const fn report(at: &'static str, body: &'static str) -> Call {
    call(Kind::Report, at, body)
}

/// Posts a form with a file.
pub const fn parts(at: &'static str, body: &'static str) -> Call {
    call(Kind::Parts, at, body)
}

impl Call {
    /// Sent by nobody alone: it would end the sign-in of whoever sends it.
    pub const fn by_nobody(self) -> Self {
        Self {
            nobody: true,
            ..self
        }
    }

    /// Whether the walk sends it as this visitor.
    pub const fn is_for(&self, visitor: &Visitor) -> bool {
        !self.nobody || visitor.account.is_none()
    }

    /// Where the page is, when it reads one.
    pub fn page(&self) -> Option<&'static str> {
        (self.kind == Kind::Page).then_some(self.at)
    }

    /// To how many sets of things it is sent: to one where it names none.
    pub fn sets(&self) -> usize {
        let names = self.at.contains('{') || self.body.contains('{');
        if names { usize::MAX } else { 1 }
    }

    /// The request about `things`.
    pub fn request(&self, visitor: &Visitor, things: &Things) -> Request<Body> {
        let mut request = Request::builder().uri(things.fill(self.at));
        if let Some(cookie) = &visitor.cookie {
            request = request.header(COOKIE, cookie);
        }
        let body = things.fill(self.body);
        let (accept, content, body) = match self.kind {
            Kind::Page => (PAGE, None, body),
            Kind::Read => (DATA, None, body),
            Kind::Form => (DATA, Some("application/x-www-form-urlencoded".into()), body),
            Kind::PlainForm => (PAGE, Some("application/x-www-form-urlencoded".into()), body),
            Kind::Json => (DATA, Some(DATA.to_owned()), body),
            Kind::Report => (DATA, Some("application/reports+json".to_owned()), body),
            Kind::Parts => {
                let kind = format!("multipart/form-data; boundary={BOUNDARY}");
                (DATA, Some(kind), with_file(&body))
            }
        };
        // From a page of the portal, as browsers say it.
        request = request.header("sec-fetch-site", "same-origin");
        request = request.header(ACCEPT, accept);
        if let Some(content) = content {
            request = request.method("POST").header(CONTENT_TYPE, content);
        }
        // What an instruction of the interface carries besides.
        request = request.header("idempotency-key", "walk-key-1");
        request.body(Body::from(body)).expect("a request")
    }
}

/// `a=1&b=2` as the parts of a form, and a file after them.
fn with_file(fields: &str) -> String {
    let part = |name: &str, value: &str| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let pairs = fields.split('&').filter_map(|pair| pair.split_once('='));
    let parts: String = pairs.map(|(name, value)| part(name, value)).collect();
    format!(
        "{parts}--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"walk.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\nno form\r\n\
         --{BOUNDARY}--\r\n"
    )
}

/// Runs the test `name` again in a process of its own, which is told `value` by a variable.
pub fn in_own_process(name: &str, variable: &str, value: &str) {
    let ran = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture"])
        .env(variable, value)
        .output()
        .expect("a second process");
    let said = String::from_utf8_lossy(&ran.stdout);
    let why = String::from_utf8_lossy(&ran.stderr);
    let has_passed = ran.status.success() && said.contains("1 passed");
    assert!(has_passed, "{said}\n{why}");
}
