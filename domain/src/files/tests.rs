//! What is kept, where it hangs, who may read it, and addresses that run out.

use super::address::{NoAddress, VALID_MS, sign};
use super::*;
use crate::ids::{AccountId, FileId};
use crate::time::Date;
use proptest::prelude::*;

const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0];
const DOCX: &[u8] = b"PK\x03\x04....[Content_Types].xml....word/document.xml";

#[test]
fn the_bytes_say_what_a_file_is() {
    let is = |name: &str, bytes: &[u8]| check(name, bytes).map(|checked| checked.media);
    assert_eq!(is("证书.PDF", b"%PDF-1.7"), Ok(MediaType::Pdf));
    assert_eq!(
        is("图.jpeg", &[0xff, 0xd8, 0xff, 0xe0]),
        Ok(MediaType::Jpeg)
    );
    assert_eq!(is("图.png", PNG), Ok(MediaType::Png));
    assert_eq!(is("协议.docx", DOCX), Ok(MediaType::Docx));
    // A name that says something else, and content that is nothing of it.
    assert_eq!(is("证书.pdf", PNG), Err(FileRefusal::Kind));
    assert_eq!(is("page.html", b"%PDF-1.7"), Err(FileRefusal::Kind));
    assert_eq!(is("证书.pdf", b"<html>%PDF-"), Err(FileRefusal::Kind));
    assert_eq!(
        is("表.docx", b"PK\x03\x04 [Content_Types].xml xl/"),
        Err(FileRefusal::Kind)
    );
    let macros = [DOCX, b" word/vbaProject.bin"].concat();
    assert_eq!(is("协议.docx", &macros), Err(FileRefusal::Kind));
}

#[test]
fn a_file_has_something_in_it_and_not_too_much() {
    assert_eq!(check("a.pdf", b""), Err(FileRefusal::Missing));
    let mut bytes = vec![0; FILE_MAX + 1];
    bytes[..5].copy_from_slice(b"%PDF-");
    assert_eq!(check("a.pdf", &bytes), Err(FileRefusal::TooLarge));
    bytes.pop();
    assert!(check("a.pdf", &bytes).is_ok());
}

#[test]
fn a_name_is_no_path_and_turns_nothing_around() {
    let name = |name: &str| check(name, b"%PDF-1.7").unwrap().name;
    assert_eq!(name("C:\\我的文档\\证书.pdf"), "证书.pdf");
    assert_eq!(name("../../etc/a.pdf"), "a.pdf");
    assert_eq!(name("fdp\u{202e}.pdf"), "fdp.pdf");
    assert!(name(&format!("{}.pdf", "长".repeat(300))).ends_with("长.pdf"));
}

#[test]
fn a_video_is_an_address_that_hides_nothing() {
    let good = "https://video.example.com/v/1?t=3";
    assert_eq!(check_link(&format!(" {good} ")).as_deref(), Ok(good));
    for bad in [
        "http://video.example.com/",
        "javascript:alert(1)",
        "https://user@video.example.com/",
        "https://video.example.com:8443/",
        "https://localhost/",
        "https://video.example.com/\"><script>",
        "https://video.example.com/一",
        "",
    ] {
        assert_eq!(check_link(bad), Err(FileRefusal::Link), "{bad}");
    }
}

#[test]
fn a_lot_has_ten_files_of_its_own_kinds() {
    let lot = FileOwnerKind::Lot;
    assert_eq!(check_place(lot, FileKind::Image, 9), Ok(()));
    assert_eq!(
        check_place(lot, FileKind::Image, 10),
        Err(FileRefusal::Full)
    );
    assert_eq!(
        check_place(lot, FileKind::Scan, 0),
        Err(FileRefusal::Purpose)
    );
    let case = FileOwnerKind::Case;
    assert_eq!(check_place(case, FileKind::Other, 9), Ok(()));
    assert_eq!(
        check_place(case, FileKind::Other, 10),
        Err(FileRefusal::Full)
    );
    assert_eq!(
        check_place(case, FileKind::Image, 0),
        Err(FileRefusal::Purpose)
    );
    let intake = FileOwnerKind::Intake;
    assert_eq!(check_place(intake, FileKind::Proof, 0), Ok(()));
    assert_eq!(
        check_place(intake, FileKind::Other, 0),
        Err(FileRefusal::Purpose)
    );
    let agreement = FileOwnerKind::Agreement;
    assert_eq!(check_place(agreement, FileKind::Agreement, 99), Ok(()));
    let session = FileOwnerKind::Session;
    assert_eq!(check_place(session, FileKind::Image, 29), Ok(()));
    assert_eq!(
        check_place(session, FileKind::Image, 30),
        Err(FileRefusal::Full)
    );
    assert_eq!(
        check_place(session, FileKind::Scan, 0),
        Err(FileRefusal::Purpose)
    );
    let participation = FileOwnerKind::Participation;
    assert_eq!(
        check_place(participation, FileKind::Agreement, 0),
        Err(FileRefusal::Purpose)
    );
}

#[test]
fn a_public_file_of_a_secret_thing_is_secret() {
    let facts = |visibility, published| FileFacts {
        institution: InstitutionId(1),
        visibility,
        published,
    };
    assert_eq!(facts(Visibility::Public, true).needs(), Needs::Nothing);
    assert_eq!(facts(Visibility::Registered, true).needs(), Needs::SignIn);
    for visibility in Visibility::ALL {
        assert_eq!(facts(*visibility, false).needs(), Needs::Grant);
    }
    assert_eq!(facts(Visibility::Private, true).needs(), Needs::Grant);
}

#[test]
fn an_address_works_for_one_account_one_file_and_ten_minutes() {
    let now = Date::of(2026, 11, 18).at(12, 0);
    let (file, who, key) = (FileId(7), AccountId(3), [9; 32]);
    let signed = sign(&key, file, who, now);
    let ask = |file, who, at| address::check(&key, file, who, &signed, at);
    assert_eq!(ask(file, who, now), Ok(()));
    assert_eq!(ask(file, who, now.plus_millis(VALID_MS - 1)), Ok(()));
    assert_eq!(ask(file, who, now.plus_millis(VALID_MS)), Err(NoAddress));
    assert_eq!(
        ask(file, who, now.plus_millis(-1)),
        Err(NoAddress),
        "from the future"
    );
    assert_eq!(ask(FileId(8), who, now), Err(NoAddress));
    assert_eq!(ask(file, AccountId(4), now), Err(NoAddress));
    assert_eq!(
        address::check(&[8; 32], file, who, &signed, now),
        Err(NoAddress)
    );
}

proptest! {
    #[test]
    fn no_other_address_works(mac in "[0-9a-f]{0,66}", until in 0i64..600_000) {
        let now = Date::of(2026, 11, 18).at(12, 0);
        let (file, who, key) = (FileId(7), AccountId(3), [9; 32]);
        let made = address::Signed { until: now.plus_millis(until), mac };
        prop_assert_eq!(address::check(&key, file, who, &made, now), Err(NoAddress));
    }

    #[test]
    fn no_bytes_are_kept_as_something_else(bytes in proptest::collection::vec(any::<u8>(), 1..64)) {
        if let Ok(checked) = check("a.pdf", &bytes) {
            prop_assert_eq!(checked.media, MediaType::Pdf);
            prop_assert!(bytes.starts_with(b"%PDF-"));
        }
    }
}
