//! Phone numbers and mail addresses of the forms: checked, and masked for staff lists.

/// A Chinese mobile `1[3-9]` + 9 digits, or a landline `0xx(x)-xxxxxxx(x)` with or without the
/// hyphen (form column AE, `PHONE_FORMAT`). Expects folded text without blanks.
pub fn is_phone(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if bytes.first() == Some(&b'1') {
        return bytes.len() == 11 && digits(text) && (b'3'..=b'9').contains(&bytes[1]);
    }
    if bytes.first() != Some(&b'0') {
        return false;
    }
    match text.split_once('-') {
        Some((area, number)) => {
            digits(area)
                && digits(number)
                && (3..=4).contains(&area.len())
                && (7..=8).contains(&number.len())
        }
        None => digits(text) && (10..=12).contains(&bytes.len()),
    }
}

/// A Chinese mobile `1[3-9]` + 9 digits (domain.md §4.4 I). Expects folded text without blanks.
pub fn is_mobile(text: &str) -> bool {
    text.starts_with('1') && is_phone(text)
}

/// A landline `0xx(x)-xxxxxxx(x)` with or without the hyphen, and an extension of one to six digits
/// behind another one (domain.md §4.4 J). Expects folded text without blanks.
pub fn is_office_phone(text: &str) -> bool {
    let landline = |number: &str| number.starts_with('0') && is_phone(number);
    let extension = |digits: &str| {
        (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    landline(text)
        || text
            .rsplit_once('-')
            .is_some_and(|(number, digits)| landline(number) && extension(digits))
}

/// A plausible mail address: one `@`, a dot in the domain, no blanks (`EMAIL_FORMAT`).
pub fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else {
        return false;
    };
    let label = |s: &str| {
        !s.is_empty()
            && s.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    text.len() <= 254
        && !user.is_empty()
        && user
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b))
        && host.contains('.')
        && host.split('.').all(label)
}

/// `138****5678`: what staff lists show (LG-8). Short numbers are hidden whole.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    if digits.len() < 8 {
        return "****".into();
    }
    let head: String = digits[..3].iter().collect();
    let tail: String = digits[digits.len() - 4..].iter().collect();
    format!("{head}****{tail}")
}

/// `c***@example.com`: what staff lists show of an address (LG-8); nothing for none.
pub fn mask_email(email: &str) -> String {
    let Some((user, host)) = email.split_once('@') else {
        return String::new();
    };
    let first: String = user.chars().take(1).collect();
    format!("{first}***@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_and_office_numbers() {
        assert!(is_mobile("19900001234") && !is_mobile("025-83301234"));
        for number in [
            "025-83301234",
            "02583301234",
            "0512-65001234-8001",
            "02583301234-12",
        ] {
            assert!(is_office_phone(number), "{number}");
        }
        for number in [
            "19900001234",
            "83301234",
            "025-83301234-1234567",
            "025-83301234-",
            "",
        ] {
            assert!(!is_office_phone(number), "{number}");
        }
    }

    #[test]
    fn phones() {
        for good in ["19900001234", "025-8888888", "02588888888", "0510-88888888"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in [
            "12345",
            "12800001234",
            "1990000123",
            "199000012345",
            "025-888",
            "",
            "abc",
        ] {
            assert!(!is_phone(bad), "{bad}");
        }
        assert_eq!(mask_phone("19900005678"), "199****5678");
    }

    #[test]
    fn a_masked_address_shows_one_letter() {
        assert_eq!(mask_email("chen@example.com"), "c***@example.com");
        assert_eq!(mask_email(""), "");
    }

    #[test]
    fn mail_addresses() {
        assert!(is_email("contact1@example.com"));
        for bad in [
            "a@b",
            "@example.com",
            "a b@example.com",
            "a@b@example.com",
            "a@.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
