//! How mails leave the portal, as the operator has set it.

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use domain::mail::ATTEMPT_MS;
use hyper::Uri;

/// What mails come from when nobody has set it; fine for files, which nobody answers.
const FROM: &str = "luochui@localhost";
/// The address that links lead to when nobody has set it.
const ORIGIN: &str = "http://127.0.0.1:3000";

/// A mail server.
#[derive(Clone)]
pub struct SmtpOptions {
    /// `smtps://host` or `smtp://host?tls=required`, with a port where it is not the usual one.
    pub url: String,
    /// The name to sign in with, and the password; nothing where the server asks for none.
    pub user: Option<(String, String)>,
}

impl fmt::Debug for SmtpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the name nor the password: settings are printed where something is wrong.
        let mut shown = f.debug_struct("SmtpOptions");
        shown.field("url", &self.url).finish_non_exhaustive()
    }
}

/// How mails leave the portal.
#[derive(Clone, Debug)]
pub struct MailOptions {
    from: Mailbox,
    origin: String,
    smtp: Option<SmtpOptions>,
}

impl Default for MailOptions {
    fn default() -> Self {
        let from = FROM.parse().expect("an address");
        Self {
            from,
            origin: ORIGIN.to_owned(),
            smtp: None,
        }
    }
}

impl MailOptions {
    /// Mails from this sender, with links to `origin`, through this server; without one they become files.
    ///
    /// # Errors
    /// What cannot be, in one sentence for the operator.
    pub fn new(
        from: Option<&str>,
        origin: String,
        smtp: Option<SmtpOptions>,
    ) -> Result<Self, String> {
        let text = match (from, &smtp) {
            (Some(from), _) => from,
            (None, None) => FROM,
            (None, Some(_)) => return Err("a mail server needs --mail-from as well".to_owned()),
        };
        let from: Mailbox = text
            .parse()
            .map_err(|_| "--mail-from is no mail address".to_owned())?;
        if text.chars().any(char::is_control) {
            return Err("--mail-from is no mail address".to_owned());
        }
        let options = Self { from, origin, smtp };
        options.check()?;
        Ok(options)
    }

    fn check(&self) -> Result<(), String> {
        let Some(smtp) = &self.smtp else {
            return Ok(());
        };
        let url: Uri = smtp
            .url
            .parse()
            .map_err(|_| "--smtp-url is no address".to_owned())?;
        let authority = url.authority().map(|all| all.as_str().to_owned());
        if authority.is_none_or(|authority| authority.contains('@')) {
            return Err(
                "--smtp-url names a host; name and password stand in --smtp-user and \
                 --smtp-password-file"
                    .to_owned(),
            );
        }
        let is_encrypted = url.scheme_str() == Some("smtps") || url.query() == Some("tls=required");
        if !is_encrypted && !is_loopback(url.host().unwrap_or_default()) {
            return Err(
                "--smtp-url: mails leave this machine only encrypted: smtps://… or \
                 smtp://…?tls=required"
                    .to_owned(),
            );
        }
        self.transport().map(drop)
    }

    /// What sends through the server; nothing without one.
    ///
    /// # Errors
    /// What is wrong with the server's address.
    pub(super) fn transport(&self) -> Result<Option<AsyncSmtpTransport<Tokio1Executor>>, String> {
        let Some(smtp) = &self.smtp else {
            return Ok(None);
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.url);
        let mut builder = builder.map_err(|error| format!("--smtp-url: {error}"))?;
        if let Some((name, password)) = &smtp.user {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        let timeout = Duration::from_millis(ATTEMPT_MS.unsigned_abs());
        let name = ClientId::Domain(self.host().to_owned());
        Ok(Some(
            builder.timeout(Some(timeout)).hello_name(name).build(),
        ))
    }

    /// Who mails come from.
    pub(super) const fn from(&self) -> &Mailbox {
        &self.from
    }

    /// Scheme and host that links lead to: never what a request says (reliability.md S-27).
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host of the same.
    fn host(&self) -> &str {
        let (_, rest) = self.origin.split_once("://").unwrap_or(("", "localhost"));
        rest.split([':', '/']).next().unwrap_or("localhost")
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(from: Option<&str>, url: &str) -> Result<MailOptions, String> {
        let user = Some(("portal".to_owned(), "canary-password".to_owned()));
        let url = url.to_owned();
        let smtp = Some(SmtpOptions { url, user });
        MailOptions::new(from, "https://auction.example".into(), smtp)
    }

    #[test]
    fn a_server_is_reached_encrypted_or_on_this_machine() {
        let from = Some("拍卖季 <season@auction.example>");
        for url in [
            "smtps://smtp.auction.example",
            "smtp://smtp.auction.example:587?tls=required",
            "smtp://127.0.0.1:1025",
            "smtp://localhost:25",
        ] {
            assert!(options(from, url).is_ok(), "{url}");
        }
        for url in [
            "smtp://smtp.auction.example",
            "smtp://smtp.auction.example?tls=opportunistic",
            "smtps://portal:canary@smtp.auction.example",
            "https://smtp.auction.example",
            "smtp.auction.example",
            "",
        ] {
            assert!(options(from, url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_sender_is_an_address_and_no_second_header() {
        let url = "smtps://smtp.auction.example";
        for from in [
            "season",
            "",
            "season@auction.example\r\nBcc: all@example.com",
            "Season\r\nBcc: all@example.com <season@auction.example>",
        ] {
            assert!(options(Some(from), url).is_err(), "{from:?}");
        }
        assert!(options(None, url).is_err(), "nobody to answer to");
        let files = MailOptions::new(None, "https://auction.example".into(), None);
        assert!(files.is_ok());
    }

    #[test]
    fn what_is_printed_holds_no_password() {
        let made = options(Some("a@auction.example"), "smtps://smtp.auction.example").unwrap();
        assert!(!format!("{made:?}").contains("canary"));
        assert_eq!(made.host(), "auction.example");
    }
}
