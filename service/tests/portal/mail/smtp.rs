//! A mail server on this machine that speaks as much of SMTP as is needed, takes what it is given, or
//! refuses it.

use super::{ADDRESS, Postman, reachable};
use domain::mail::MailProblem;
use domain::time::Timestamp;
use service::Settings;
use service::mail::{MailOptions, MailTransport, Outgoing, Smtp, SmtpOptions, WayOut, send_mails};
use service::testing::TestPortal;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server answers.
#[derive(Clone, Copy)]
enum Manners {
    /// Takes everything.
    Kind,
    /// Answers this to a recipient.
    Recipient(&'static str),
    /// Answers this after the text.
    Text(&'static str),
    /// Hangs up after the greeting.
    Gone,
}

/// What a server heard: its commands, and the text of the mail.
#[derive(Clone, Debug, Default)]
struct Heard {
    commands: Vec<String>,
    text: String,
}

/// Serves one connection.
async fn serve(manners: Manners) -> (MailOptions, JoinHandle<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        talk(socket, manners).await
    });
    (options(port), heard)
}

fn options(port: u16) -> MailOptions {
    let smtp = SmtpOptions {
        url: format!("smtp://127.0.0.1:{port}"),
        user: None,
    };
    let from = Some("拍卖季 <season@auction.example>");
    MailOptions::new(from, "https://auction.example".into(), Some(smtp)).unwrap()
}

async fn talk(socket: TcpStream, manners: Manners) -> Heard {
    let mut heard = Heard::default();
    let mut lines = BufReader::new(socket);
    lines.write_all(b"220 test ESMTP\r\n").await.unwrap();
    if let Manners::Gone = manners {
        return heard;
    }
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        let command = line.trim_end().to_owned();
        heard.commands.push(command.clone());
        let answer = match (command.split([' ', ':']).next().unwrap_or(""), manners) {
            ("EHLO", _) => "250-test\r\n250 8BITMIME",
            ("RCPT", Manners::Recipient(answer)) => answer,
            ("DATA", _) => {
                lines.write_all(b"354 go on\r\n").await.unwrap();
                heard.text = text(&mut lines).await;
                match manners {
                    Manners::Text(answer) => answer,
                    _ => "250 taken",
                }
            }
            ("QUIT", _) => "221 bye",
            _ => "250 ok",
        };
        let answer = format!("{answer}\r\n");
        if lines.write_all(answer.as_bytes()).await.is_err() {
            return heard;
        }
    }
}

/// Everything up to the line with one dot.
async fn text(lines: &mut BufReader<TcpStream>) -> String {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        let read = lines.read_line(&mut line).await.unwrap();
        if read == 0 || line == ".\r\n" {
            return text;
        }
        text.push_str(&line);
    }
}

fn mail() -> Outgoing {
    Outgoing {
        id: "0123".into(),
        from: "season@auction.example".into(),
        to: ADDRESS.into(),
        bytes: b"Subject: x\r\n\r\n.a dot begins this line\r\n".to_vec(),
        at: Timestamp(0),
    }
}

async fn answer(manners: Manners) -> Result<(), MailProblem> {
    let (options, _heard) = serve(manners).await;
    let smtp = Smtp::new(&options).unwrap().unwrap();
    smtp.send(&mail()).await
}

#[tokio::test]
async fn a_server_is_given_the_mail_as_it_is() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    let (mail, heard) = serve(Manners::Kind).await;
    let settings = Settings {
        mail,
        ..Settings::default()
    };
    let portal = site.beside_with(settings.clone()).await;
    let way_out = WayOut::of(&settings).unwrap().unwrap();
    assert!(matches!(way_out, WayOut::Smtp(_)));
    portal.ask_recovery("anna", true).await.unwrap();
    assert_eq!(send_mails(&portal, &way_out).await, Ok(1));
    assert_eq!(portal.mail_counts().await.unwrap().waiting, 0);
    let heard = heard.await.unwrap();
    let said = |command: &str| heard.commands.iter().any(|said| said.starts_with(command));
    assert!(said("EHLO auction.example"), "{heard:?}");
    assert!(said("MAIL FROM:<season@auction.example>"), "{heard:?}");
    assert!(said(&format!("RCPT TO:<{ADDRESS}>")), "{heard:?}");
    assert!(
        heard.text.contains(&format!("To: {ADDRESS}\r\n")),
        "{heard:?}"
    );
    assert!(heard.text.contains("Subject: Choose a new password"));
    assert!(
        heard.text.contains("@auction.example>\r\n"),
        "its Message-ID"
    );
    assert!(heard.text.contains("<season@auction.example>\r\n"));
}

#[tokio::test]
async fn what_the_server_says_decides_whether_it_is_tried_again() {
    assert_eq!(answer(Manners::Kind).await, Ok(()));
    for (manners, problem) in [
        (Manners::Recipient("451 later"), MailProblem::Deferred),
        (Manners::Text("452 full"), MailProblem::Deferred),
        (Manners::Recipient("550 nobody"), MailProblem::Refused),
        (Manners::Text("554 no"), MailProblem::Refused),
        (Manners::Gone, MailProblem::Unreachable),
    ] {
        assert_eq!(answer(manners).await, Err(problem));
        assert_eq!(problem.is_passing(), problem != MailProblem::Refused);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let nobody = Smtp::new(&options(port)).unwrap().unwrap();
    assert_eq!(nobody.send(&mail()).await, Err(MailProblem::Unreachable));
}

#[tokio::test]
async fn a_line_with_a_dot_does_not_end_the_mail() {
    let (options, heard) = serve(Manners::Kind).await;
    let smtp = Smtp::new(&options).unwrap().unwrap();
    smtp.send(&mail()).await.unwrap();
    let heard = heard.await.unwrap();
    assert!(
        heard.text.contains("\r\n..a dot begins this line\r\n"),
        "{heard:?}"
    );
    for to in ["anna@example.com>\r\nRCPT TO:<all@example.com", "anna", ""] {
        let hostile = Outgoing {
            to: to.into(),
            ..mail()
        };
        let refused = smtp.send(&hostile).await;
        assert_eq!(refused, Err(MailProblem::Malformed), "{to:?}");
    }
}

#[tokio::test]
async fn without_a_server_a_mail_is_a_file_of_the_data_folder() {
    let site = TestPortal::new().await;
    reachable(&site, "anna", ADDRESS).await;
    let data = tempfile::tempdir().unwrap();
    let settings = Settings {
        data: Some(data.path().to_owned()),
        ..Settings::default()
    };
    let portal = site.beside_with(settings.clone()).await;
    let way_out = WayOut::of(&settings).unwrap().unwrap();
    portal.ask_recovery("anna", true).await.unwrap();
    assert_eq!(send_mails(&portal, &way_out).await, Ok(1));
    let files: Vec<_> = std::fs::read_dir(data.path().join("outbox"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains(&format!("To: {ADDRESS}\r\n")));
    let nowhere = WayOut::of(&Settings::default()).unwrap();
    assert!(
        nowhere.is_none(),
        "mails wait for a process that has a way out"
    );
    assert_eq!(Postman::new().round(&portal).await, []);
}
