//! Parts of institutions in the season: kinds, liaisons, experts; and organisations that sign up.

use super::house::{House, Sent, Shown, sent};
use domain::institutions::InstitutionKind;
use service::Settings;
use service::testing::TestPortal;

const PAGE: &str = "/org/participation";
const NAME: &str = "洮湖材料技术研究院（示例）";
/// A person who is taken.
const PERSON: [(&str, &str); 5] = [
    ("form[name]", "沈示例"),
    ("form[department]", "科技处"),
    ("form[phone]", "19900002021"),
    ("form[email]", "liaison@example.com"),
    ("form[consent]", "1"),
];
const CONSENT: [&str; 2] = ["须取得本人同意", "The person has to agree"];

/// The good person with another value in one field.
fn person<'f>(at: &'f str, field: &'f str, value: &str) -> Sent<'f> {
    let mut form = sent(PAGE, at, &PERSON);
    form.fields.retain(|(name, _)| *name != field);
    form.fields.push((field, value.to_owned()));
    form
}

/// Sends everything.
pub async fn send(shown: &mut Shown) {
    of_people(shown).await;
    not_admitted(shown).await;
    signing_up(shown).await;
}

async fn of_people(shown: &mut Shown) {
    let mut house = House::open(shown).await;
    let unit = house
        .site
        .newcomer_of(NAME, InstitutionKind::Institute)
        .await;
    let liaison = house.liaison_of("newcomer", unit.id).await;
    let who = house.cookie(&liaison).await;
    house
        .site
        .portal
        .join_season(&liaison)
        .await
        .expect("it joins");
    let name = "/fn/participation/liaison";
    let wrong = [
        (
            person(name, "form[consent]", ""),
            "CONSENT_REQUIRED",
            CONSENT,
        ),
        (
            person(name, "form[phone]", "12345"),
            "PHONE_FORMAT",
            ["联系电话格式不正确", "The phone number is malformed"],
        ),
        (
            person(name, "form[email]", "liaison@"),
            "EMAIL_FORMAT",
            ["电子邮箱格式不正确", "The mail address is malformed"],
        ),
    ];
    for (form, code, sentences) in wrong {
        house.refuses(&who, &form, code, sentences).await;
    }
    let first = sent(PAGE, name, &PERSON);
    let (status, _, body) = house.send(&who, &first, None).await;
    assert!(status.is_success(), "{status} {body}");
    let second = person(name, "form[phone]", "19900002022");
    let sentences = [
        "本单位已指定活动联络员",
        "The organisation has its liaison already",
    ];
    house
        .refuses(&who, &second, "LIAISON_ALREADY_SET", sentences)
        .await;
    let mut expert = person("/fn/participation/expert", "form[consent]", "");
    for (field, value) in [
        ("form[identity]", "PROF"),
        ("form[fields][]", "ENER"),
        ("form[corps][]", "ADVISORY"),
    ] {
        expert.fields.push((field, value.to_owned()));
    }
    house
        .refuses(&who, &expert, "CONSENT_REQUIRED", CONSENT)
        .await;
}

async fn not_admitted(shown: &mut Shown) {
    let site = TestPortal::new().await;
    let mut season = site.season.clone();
    season.institution_kinds = vec![InstitutionKind::University];
    let mut tx = site.portal.store().write().await.expect("a transaction");
    tx.upsert_season(&season).await.expect("a season");
    tx.commit().await.expect("a commit");
    let mut house = House::over(site, Settings::default(), shown).await;
    let unit = house
        .site
        .newcomer_of(NAME, InstitutionKind::Institute)
        .await;
    let liaison = house.liaison_of("newcomer", unit.id).await;
    let who = house.cookie(&liaison).await;
    let sentences = [
        "本季不接受该类别单位报送",
        "This season takes no submissions of this kind of institution",
    ];
    // The page has no button then.
    let join = sent(PAGE, "/fn/participation/join", &[]);
    house
        .refuses_script(&who, &join, "INSTITUTION_KIND_NOT_ADMITTED", sentences)
        .await;
}

/// Whoever signs up has no sign-in, and no cookie.
async fn signing_up(shown: &mut Shown) {
    let mut house = House::open(shown).await;
    let application = |code: &str| Sent {
        file: Some(("授权书.pdf", b"%PDF-1.4\n".to_vec())),
        ..sent(
            "/signup",
            "/fn/organisations/sign_up",
            &[
                ("back", "/application"),
                ("name", "南山新材有限公司（示例）"),
                ("credit_code", code),
                ("kind", "ENT"),
                ("seat", "3204"),
                ("contact", "示例联系人"),
                ("phone", "19900001234"),
                ("login", "newcomer"),
                ("password", "drei Worte am Hammer"),
                ("again", "drei Worte am Hammer"),
            ],
        )
    };
    let sentences = [
        "统一社会信用代码格式不正确",
        "The unified social credit code is malformed",
    ];
    let short = application("9132");
    house.refuses("", &short, "USCC_FORMAT", sentences).await;
    let sentences = [
        "统一社会信用代码校验位不正确",
        "The check character of the unified social credit code is wrong",
    ];
    let other = application("91329999MA9DEMQ15M");
    house.refuses("", &other, "USCC_CHECK", sentences).await;
}
