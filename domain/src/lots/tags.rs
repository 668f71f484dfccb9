//! The tags that the centre sets on a lot, such as 重大项目 (AS-26), 国家科技计划成果 (AS-84) and
//! 国家级成果 (TX-04).

use crate::text::length;

/// Most tags of a lot.
pub const TAGS_MAX: usize = 5;

/// The tags are too many, too short or too long, or one stands there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("LOT_TAGS")]
pub struct TagsRefusal;

/// Whether a lot may have these tags: at most [`TAGS_MAX`] of 2 to 12 characters, each once.
///
/// # Errors
/// [`TagsRefusal`].
pub fn check_tags(tags: &[String]) -> Result<(), TagsRefusal> {
    let once = |(place, tag): (usize, &String)| !tags[..place].contains(tag);
    let fits = |tag: &String| (2..=12).contains(&length(tag));
    let all = tags.len() <= TAGS_MAX && tags.iter().all(fits);
    match all && tags.iter().enumerate().all(once) {
        true => Ok(()),
        false => Err(TagsRefusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_has_few_short_tags_each_once() {
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        assert_eq!(check_tags(&[]), Ok(()));
        let known = ["重大项目", "国家科技计划成果", "国家级成果"];
        assert_eq!(check_tags(&tags(&known)), Ok(()));
        for wrong in [
            tags(&["项"]),
            vec!["长".repeat(13)],
            tags(&["重大项目", "重大项目"]),
            tags(&["一一", "二二", "三三", "四四", "五五", "六六"]),
        ] {
            assert_eq!(check_tags(&wrong), Err(TagsRefusal), "{wrong:?}");
        }
    }
}
